/** When a policy covers: term = waiting + covered period (docs/mechanics.md section 3). */
import type { FeedPeril } from '../product/peril.ts';
import { COVERED_SECONDS_MIN, START_AHEAD_SECONDS_MAX, TERM_SECONDS_MAX } from '../shared/limits.ts';
import { DAY_SECONDS, type UnixSeconds } from '../shared/units.ts';

/**
 * Waiting before cover begins, by peril; also for added cover. A basket waits the longest of its members'. A
 * gapless renewal of the same amount waits for
 * nothing.
 */
export const WAITING_SECONDS_DEFAULT: Readonly<Record<FeedPeril, number>> = {
  DEPEG: 3 * DAY_SECONDS,
  CONTRACT_FAILURE: 7 * DAY_SECONDS,
  ASSET_LOSS: 7 * DAY_SECONDS,
};

export interface TermRequest {
  readonly now: UnixSeconds;
  /** When the term starts; at most 30 days ahead. Waiting begins here, not at the purchase. */
  readonly startAt: UnixSeconds;
  readonly termSeconds: number;
  readonly waitingSeconds: number;
  /** The product's own longest term, where it is shorter than the general one. */
  readonly termSecondsMax?: number;
}

/** Covered from `coverFrom` up to but not including `coverUntil`. */
export interface Term {
  readonly coverFrom: UnixSeconds;
  readonly coverUntil: UnixSeconds;
  readonly coveredSeconds: number;
}

/** Terms that are accepted, waiting included. */
export interface TermBounds {
  readonly minimumSeconds: number;
  readonly maximumSeconds: number;
}

/** From waiting plus 7 days to 365 days or the product's own longest term. */
export function termBounds(waitingSeconds: number, termSecondsMax = TERM_SECONDS_MAX): TermBounds {
  return {
    minimumSeconds: waitingSeconds + COVERED_SECONDS_MIN,
    maximumSeconds: Math.min(termSecondsMax, TERM_SECONDS_MAX),
  };
}

/**
 * The term of a request, or which of its two figures is out of range.
 * Example: 37 days from now on with 72 h waiting: covered from day 3 to day 37.
 */
export function termFor(request: TermRequest): Term | 'TERM' | 'START' {
  const { now, startAt, termSeconds, waitingSeconds } = request;
  const { minimumSeconds, maximumSeconds } = termBounds(waitingSeconds, request.termSecondsMax);
  if (!Number.isSafeInteger(termSeconds)) return 'TERM';
  if (termSeconds < minimumSeconds || termSeconds > maximumSeconds) return 'TERM';
  if (!Number.isSafeInteger(startAt)) return 'START';
  if (startAt < now || startAt > now + START_AHEAD_SECONDS_MAX) return 'START';
  const coverFrom = startAt + waitingSeconds;
  const coverUntil = startAt + termSeconds;
  return { coverFrom, coverUntil, coveredSeconds: coverUntil - coverFrom };
}
