/** Seconds as people read them. */
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from '../shared/units.ts';

const UNITS = [
  [DAY_SECONDS, 'day'],
  [HOUR_SECONDS, 'hour'],
  [MINUTE_SECONDS, 'minute'],
  [1, 'second'],
] as const;

/** Whole seconds in the largest unit that says them exactly: 7200 → "2 hours", 90 → "90 seconds". */
export function duration(seconds: number): string {
  for (const [size, name] of UNITS) {
    const count = seconds / size;
    if (Number.isInteger(count) && count > 0) return count === 1 ? `1 ${name}` : `${count} ${name}s`;
  }
  return 'no time';
}
