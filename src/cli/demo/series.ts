/**
 * The price history that the demo plays:
 * the rows of a file, ten days of lead-in before them, and quiet hours after.
 */
import { basename } from 'node:path';
import { DEMO_ROWS_MAX } from '../../domain/shared/limits.ts';
import {
  DAY_SECONDS,
  HOUR_SECONDS,
  MINUTE_SECONDS,
  type UnixSeconds,
  type Wad,
} from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { UsageError } from '../shared/output.ts';

/** The demo's clock starts this long before the first row. */
export const LEAD_IN_SECONDS = 10 * DAY_SECONDS;
/** Cover is bought in the first hours: they are played hour by hour. */
const FIRST_HOURS_SECONDS = 3 * HOUR_SECONDS;
/** Then nothing happens for days. Within a heartbeat and its margin, two hours, a reading holds. */
const LEAD_IN_BEAT_SECONDS = 110 * MINUTE_SECONDS;
/** Three blocks a row: rows nearer than this would run into one another. */
const ROW_DISTANCE_SECONDS_MIN = 60;

/** One moment of the play. `value` null: time passes and the oracles of the series say nothing. */
export interface Moment {
  at: UnixSeconds;
  value: Wad | null;
  /** Before the first row: the first value repeated, which no file says. */
  leadIn: boolean;
}

/** Throws UsageError for a series that the demo cannot play. */
export function checkSeries(rows: readonly Reading[]): void {
  if (rows.length > DEMO_ROWS_MAX) {
    throw new UsageError(
      `the series has ${rows.length} rows; the demo plays at most ${DEMO_ROWS_MAX} (npm run replay takes more)`,
    );
  }
  rows.forEach(({ at }, index) => {
    const before = rows[index - 1];
    if (before !== undefined && at - before.at < ROW_DISTANCE_SECONDS_MIN) {
      throw new UsageError(
        `line ${index + 2}: rows nearer than ${ROW_DISTANCE_SECONDS_MIN} s cannot be played block by block`,
      );
    }
  });
}

/**
 * Lead-in and rows, with an hourly beat where rows are further apart:
 * a chain makes blocks also when no price moves.
 */
export function* momentsOf(rows: readonly Reading[]): Generator<Moment> {
  const [first] = rows;
  if (first === undefined) return;
  const from = first.at - LEAD_IN_SECONDS;
  const beatAt = (at: UnixSeconds) => (at < from + FIRST_HOURS_SECONDS ? HOUR_SECONDS : LEAD_IN_BEAT_SECONDS);
  for (let at = from; at < first.at; at += beatAt(at)) yield { at, value: first.value, leadIn: true };
  for (const [index, { at, value }] of rows.entries()) {
    yield { at, value, leadIn: false };
    const next = rows[index + 1]?.at ?? at;
    for (let beat = at + HOUR_SECONDS; beat <= next - ROW_DISTANCE_SECONDS_MIN; beat += HOUR_SECONDS) {
      yield { at: beat, value: null, leadIn: false };
    }
  }
}

/** What a series is about, from the name of its file. Example: `ust-usdt-2022-05.csv` is about `UST`. */
export function subjectOf(file: string): string {
  const match = /^[A-Za-z][A-Za-z0-9]{1,9}/.exec(basename(file));
  return match === null ? 'STABLE' : match[0].toUpperCase();
}
