/** A time as people read it, without a clock or a calendar library. */
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, type UnixSeconds } from '../shared/units.ts';

/** Days of 400, 100, 4 and 1 years of the calendar that begins on 1 March, so that a leap day comes last. */
const DAYS_400_YEARS = 146_097;
const DAYS_100_YEARS = 36_524;
const DAYS_4_YEARS = 1_461;
const DAYS_YEAR = 365;
/** Days from 0000-03-01 to 1970-01-01. */
const DAYS_TO_EPOCH = 719_468;

/** Example: `instantText(1678509240)` is `2023-03-11T04:34:00Z`. Times from 1970 on. */
export function instantText(at: UnixSeconds): string {
  const days = Math.floor(at / DAY_SECONDS);
  const seconds = at - days * DAY_SECONDS;
  const clock = [
    Math.floor(seconds / HOUR_SECONDS),
    Math.floor((seconds % HOUR_SECONDS) / MINUTE_SECONDS),
    seconds % MINUTE_SECONDS,
  ];
  return `${dateText(days)}T${clock.map((part) => String(part).padStart(2, '0')).join(':')}Z`;
}

function dateText(daysSince1970: number): string {
  const day = daysSince1970 + DAYS_TO_EPOCH;
  const era = Math.floor(day / DAYS_400_YEARS);
  const dayOfEra = day - era * DAYS_400_YEARS;
  const leapDays =
    Math.floor(dayOfEra / (DAYS_4_YEARS - 1)) -
    Math.floor(dayOfEra / DAYS_100_YEARS) +
    Math.floor(dayOfEra / (DAYS_400_YEARS - 1));
  const yearOfEra = Math.floor((dayOfEra - leapDays) / DAYS_YEAR);
  const yearStart = DAYS_YEAR * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - yearStart;
  // Months from March: five months have 153 days.
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  const padded = [
    String(year).padStart(4, '0'),
    ...[month, dayOfMonth].map((part) => String(part).padStart(2, '0')),
  ];
  return padded.join('-');
}
