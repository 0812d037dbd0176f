/** When a delivery that failed is tried again. */
import { DELIVERY_SECONDS_MAX } from '../shared/limits.ts';
import { HOUR_SECONDS, type UnixSeconds } from '../shared/units.ts';

/** The pause behind the first try, in seconds; each is four times the one before. */
const FIRST_PAUSE_SECONDS = 5;
const PAUSE_FACTOR = 4;
/** No pause is longer. */
const LONGEST_PAUSE_SECONDS = 12 * HOUR_SECONDS;
/** Pauses are spread by this part in a hundred to both sides, so that those who failed together part. */
const SPREAD_PERCENT = 20;

/**
 * When the next try is due, or null when no time is left: tries end 3 days after the first was due.
 * `chance` is a whole number from 0 to 99. Example: after the first try at 100, with a chance of 50, at 105.
 */
export function nextTryAt(
  { attempts, dueAt, now }: { attempts: number; dueAt: UnixSeconds; now: UnixSeconds },
  chance: number,
): UnixSeconds | null {
  const plain = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * PAUSE_FACTOR ** (attempts - 1));
  const percent = 100 - SPREAD_PERCENT + Math.floor((chance * 2 * SPREAD_PERCENT) / 100);
  const at = now + Math.max(1, Math.floor((plain * percent) / 100));
  return at - dueAt > DELIVERY_SECONDS_MAX ? null : at;
}
