/** One row of a price series: a CSV with the header `time,value`, one agreed value a row. */
import type { UnixSeconds, Wad } from '../shared/units.ts';
import { parseDecimal } from '../trigger/decimal.ts';

/** The first line of every series. */
export const SERIES_HEADER = 'time,value';

type SeriesRow =
  | { readonly at: UnixSeconds; readonly value: Wad; readonly problem?: undefined }
  | { readonly problem: string };

/** Reads a row, or says what is wrong with it. `2023-03-11T08:00:00Z,0.95` → at 1678521600, 0.95e18. */
export function parseSeriesRow(text: string): SeriesRow {
  const [time = '', decimal = '', ...rest] = text.split(',');
  if (rest.length > 0 || !text.includes(',')) return { problem: `is not a row "${SERIES_HEADER}"` };
  const at = parseTime(time);
  if (at === null) {
    return {
      problem: 'has a time that is neither ISO 8601 in whole seconds with Z or an offset nor Unix seconds',
    };
  }
  const value = parseDecimal(decimal);
  if (value === null || value === 0n) {
    return { problem: 'has a value that is not a plain decimal above 0 with at most 18 places' };
  }
  return { at, value };
}

const UNIX = /^\d{1,12}$/;
const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d)(?::?(\d\d))?)$/;
/** 9999-12-31T23:59:59Z: the last time that has a four-digit year. */
const LAST_SECOND = 253_402_300_799;
const DAYS_BEFORE_1970 = 719_162;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whole seconds from 1970 to 9999, ISO 8601 with Z or an offset, or Unix; null for anything else. */
export function parseTime(text: string): UnixSeconds | null {
  const seconds = UNIX.test(text) ? Number(text) : parseIso(text);
  return seconds !== null && seconds >= 0 && seconds <= LAST_SECOND ? seconds : null;
}

function parseIso(text: string): UnixSeconds | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const [offsetHours, offsetMinutes] = [part(8), part(9)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return null;
  let days = daysBeforeYear(year) + day - 1;
  for (let earlier = 1; earlier < month; earlier += 1) days += daysOfMonth(year, earlier);
  const local = ((days * 24 + hour) * 60 + minute) * 60 + second;
  const offset = (offsetHours * 60 + offsetMinutes) * 60;
  return match[7] === '-' ? local + offset : local - offset;
}

/** Days from 1970-01-01 to the first of January of a year. */
function daysBeforeYear(year: number): number {
  const last = year - 1;
  const leapDays = Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400);
  return last * 365 + leapDays - DAYS_BEFORE_1970;
}

function daysOfMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}
