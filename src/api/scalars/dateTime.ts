/** ISO 8601 with whole seconds to Unix seconds and back. */
import type { UnixSeconds } from '../../domain/shared/units.ts';

const ISO = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.0{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Unix seconds of a text, or null. A fraction of noughts is what programs write for whole seconds. A day or
 * hour that does not exist (30 February, 24:00:00) is not accepted.
 */
export function readDateTime(text: string): UnixSeconds | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, day, time, zone] = match as unknown as [string, string, string, string];
  const milliseconds = Date.parse(text);
  const local = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(milliseconds) || Number.isNaN(local)) return null;
  // Date.parse moves 30 February on to March; written back it is another text then.
  if (new Date(local).toISOString().slice(0, 19) !== `${day}T${time}`) return null;
  return zone === '-00:00' ? null : milliseconds / 1_000;
}

/** Example: 1678509240 is `2023-03-11T04:34:00Z`. */
export function writeDateTime(at: UnixSeconds): string {
  return `${new Date(at * 1_000).toISOString().slice(0, 19)}Z`;
}
