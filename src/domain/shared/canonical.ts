/**
 * One canonical text for a value, so that equal values have equal hashes everywhere.
 *
 * Object keys are sorted, `undefined` members are left out, and a bigint is written as its digits
 * between quotation marks with an `n` behind them. Example: `canonical({ b: 1n, a: 'x' })` is
 * `{"a":"x","b":"1n"}`.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `"${value}n"`;
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return `${value}`;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`a number without a text: ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Record<string, unknown>);
  throw new TypeError(`a ${typeof value} has no canonical text`);
}

function canonicalObject(value: Record<string, unknown>): string {
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${quoted(key)}:${canonical(member)}`;
  }
  return `{${members}}`;
}

/**
 * What JSON may write in another way:
 * quotation marks, backslashes, control characters and surrogates that are alone.
 */
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

/** A string as JSON. Most have nothing to escape, and finding that out costs a third of the general way. */
function quoted(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}
