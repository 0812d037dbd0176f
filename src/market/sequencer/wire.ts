/** JSON between the processes of one service: a bigint travels as `{"$bigint":"123"}`. */

/**
 * Writes a value. An error inside an outcome is left out: it stays in the log of the process it happened in.
 */
export function wire(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return { $bigint: member.toString() };
    return member instanceof Error ? { message: 'internal error' } : member;
  });
}

/** Reads a value that `wire` wrote. Throws on anything that is not JSON. */
export function parseWire(text: string): unknown {
  return JSON.parse(text, (_key, member: unknown) => {
    const digits = (member as { $bigint?: unknown } | null)?.$bigint;
    return typeof digits === 'string' ? BigInt(digits) : member;
  });
}
