/** Durations as people write them on the command line: `60s`, `30m`, `4h`, `7d`. */
import { OPTION_DURATION_SECONDS_MAX } from '../../domain/shared/limits.ts';
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from '../../domain/shared/units.ts';
import { quoted, UsageError } from './output.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: MINUTE_SECONDS,
  h: HOUR_SECONDS,
  d: DAY_SECONDS,
};

/** Whole seconds. Throws UsageError that begins with `name`. `parseDuration('4h', '--hold')` is 14400. */
export function parseDuration(text: string, name: string): number {
  const match = /^([0-9]+)([smhd])$/.exec(text);
  if (match === null) {
    throw new UsageError(
      `${name} ${quoted(text)} is not a duration: give a whole number with s, m, h or d, as 30m`,
    );
  }
  const seconds = Number(match[1]) * (UNIT_SECONDS[match[2] ?? ''] ?? Number.NaN);
  if (seconds > OPTION_DURATION_SECONDS_MAX) {
    throw new UsageError(
      `${name} ${quoted(text)} is longer than ${OPTION_DURATION_SECONDS_MAX / DAY_SECONDS}d`,
    );
  }
  return seconds;
}
