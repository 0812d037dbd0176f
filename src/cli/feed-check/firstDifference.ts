/** The first place where what a family made of a recording is another than what was recorded. */
import { isDeepStrictEqual } from 'node:util';

type Row = Readonly<Record<string, unknown>>;

/** Example: one observation with other decimals → expected `observations[0].decimals 8`, actual `… 18`. */
export function firstDifference(
  recorded: readonly Row[],
  read: readonly Row[],
): { expected: string; actual: string } {
  const index = Array.from({ length: Math.max(recorded.length, read.length) }).findIndex(
    (_, at) => !isDeepStrictEqual(recorded[at], read[at]),
  );
  const [was, is] = [recorded[index], read[index]];
  if (was === undefined || is === undefined) {
    const last = was === undefined ? 'no more' : shown(was);
    return {
      expected: `${recorded.length || 'some'} observations${index >= 0 ? `; [${index}] ${last}` : ''}`,
      actual: `${read.length} observations${is === undefined ? '' : `; [${index}] ${shown(is)}`}`,
    };
  }
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const differing = fields.filter((name) => !isDeepStrictEqual(was[name], is[name]));
  const told = (row: Row) =>
    differing.map((name) => `observations[${index}].${name} ${shown(row[name])}`).join(', ');
  return { expected: told(was), actual: told(is) };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
