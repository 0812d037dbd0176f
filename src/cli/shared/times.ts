/** Times as text: what a price series may hold, and the one form in which the commands answer. */
import type { UnixSeconds } from '../../domain/shared/units.ts';

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d)(?::?(\d\d))?)$/;
const UNIX = /^\d{1,12}$/;
/** 9999-12-31T23:59:59Z: the last time that has a four-digit year. */
const LAST_SECOND = 253_402_300_799;

/** Whole seconds, ISO 8601 with Z or an offset, or Unix. Null for anything else and outside 1970 to 9999. */
export function parseTime(text: string): UnixSeconds | null {
  const seconds = UNIX.test(text) ? Number(text) : parseIso(text);
  return seconds !== null && seconds >= 0 && seconds <= LAST_SECOND ? seconds : null;
}

/** `YYYY-MM-DDTHH:MM:SSZ`. */
export function formatTime(seconds: UnixSeconds): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
}

function parseIso(text: string): UnixSeconds | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const [offsetHours, offsetMinutes] = [part(8), part(9)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  const local = Date.UTC(year, month - 1, day, hour, minute, second) / 1_000;
  const offset = offsetHours * 3_600 + offsetMinutes * 60;
  return match[7] === '-' ? local + offset : local - offset;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
