/**
 * Whether a feed has been calm for a product: judged at once, on every reading (docs/mechanics.md section 5).
 */
import type { UnixSeconds, Wad } from '../shared/units.ts';
import type { Reading } from '../trigger/rule.ts';

interface Disturbance {
  readonly cause: 'BELOW_WATCH_LEVEL' | 'NO_READING';
  /** When the reading was made, or when the silence had lasted too long. */
  readonly eventTime: UnixSeconds;
}

/** Below which level a reading disturbs, and how long a silence does not. */
export interface CalmTerms {
  readonly watch: Wad;
  readonly silenceSeconds: number;
}

/**
 * The newest thing between `from` and `now` that speaks against calm: a reading below the watch level, or no
 * reading for longer than the silence allows. Null when there is none. `readings` rise in time; the last one
 * at or before `from` is the one that holds then, and without one there is silence from the beginning.
 * Example: readings of 1.00 at 12:00, 12:10 and 12:20, silence 15 min, until 12:36 → NO_READING at 12:35.
 */
export function disturbance(
  readings: readonly Reading[],
  { watch, silenceSeconds }: CalmTerms,
  from: UnixSeconds,
  now: UnixSeconds,
): Disturbance | null {
  const holding = readings.findLast(({ at }) => at <= from);
  if (holding === undefined) return { cause: 'NO_READING', eventTime: from };
  let newest: Disturbance | null = below(holding, watch);
  let heardAt = holding.at;
  for (const reading of readings) {
    if (reading.at <= heardAt) continue;
    newest = below(reading, watch) ?? silence(heardAt, reading.at, silenceSeconds) ?? newest;
    heardAt = reading.at;
  }
  return silence(heardAt, now, silenceSeconds) ?? newest;
}

function below({ at, value }: Reading, watch: Wad): Disturbance | null {
  return value < watch ? { cause: 'BELOW_WATCH_LEVEL', eventTime: at } : null;
}

function silence(since: UnixSeconds, until: UnixSeconds, silenceSeconds: number): Disturbance | null {
  const tooLong = since + silenceSeconds;
  return until > tooLong ? { cause: 'NO_READING', eventTime: tooLong } : null;
}
