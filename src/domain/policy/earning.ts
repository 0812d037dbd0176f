/**
 * Premium as a pool earns it: one rate for all its policies, and a bucket for each hour in which one begins
 * or ends (docs/mechanics.md section 3). The cost does not grow with the number of policies.
 *
 * The invariant that everything here keeps: the pool's unearned units times EARNING_SCALE, less `carry`, is
 * the sum of `remainingScaled` over all its segments. So when the last policy has ended, unearned is exactly
 * 0; and before that it is at least what all policies together could be refunded.
 */
import { ACCRUAL_BUCKETS_MAX } from '../shared/limits.ts';
import { mulDivDown } from '../shared/rounding.ts';
import { type Amount, HOUR_SECONDS, type UnixSeconds } from '../shared/units.ts';
import {
  type BucketChange,
  type EarningBucket,
  hourAtOrBefore,
  hoursOf,
  lumpScaled,
  reversed,
  segmentChanges,
} from './earningBucket.ts';
import { EARNING_SCALE, type EarningSegment } from './segment.ts';

/** What a pool remembers of its earning, whatever the number of its policies. */
export interface EarningState {
  readonly accruedTo: UnixSeconds;
  /** Sum of the rates that are running, scaled by EARNING_SCALE. */
  readonly ratePerSecond: bigint;
  /** Earned fraction of a unit, scaled: 0 to EARNING_SCALE - 1. */
  readonly carry: bigint;
  /** Where the fee split stands (see split.ts); kept here so that one document field holds all of earning. */
  readonly feePhase: bigint;
}

/** A pool that starts to earn now. */
export function newEarning(at: UnixSeconds): EarningState {
  return { accruedTo: at, ratePerSecond: 0n, carry: 0n, feePhase: 0n };
}

/** The hours that are passed in earning up to a time, oldest first: their buckets have to be loaded. */
export function dueHours(state: EarningState, to: UnixSeconds): UnixSeconds[] {
  const hours: UnixSeconds[] = [];
  const first = hourAtOrBefore(state.accruedTo) + HOUR_SECONDS;
  for (let hour = first; hour <= to; hour += HOUR_SECONDS) hours.push(hour);
  return hours;
}

/** The last hour up to which one command can earn: what the watcher asks for when a pool is behind. */
export function furthestAccrual(state: EarningState): UnixSeconds {
  return hourAtOrBefore(state.accruedTo) + ACCRUAL_BUCKETS_MAX * HOUR_SECONDS;
}

/** True when earning up to a time would pass more buckets than one command may: it answers RETRY_LATER. */
export function isBehind(state: EarningState, to: UnixSeconds): boolean {
  return to >= furthestAccrual(state) + HOUR_SECONDS;
}

/** How far one command can earn towards a time: all the way, unless there is a state that `isBehind`. */
export function reachOf(state: EarningState | undefined, to: UnixSeconds): UnixSeconds {
  return state !== undefined && isBehind(state, to) ? furthestAccrual(state) : to;
}

export interface Accrual {
  readonly state: EarningState;
  /** Units that move from unearned to the layers. */
  readonly earned: Amount;
  /** Hours whose buckets are done with and can be deleted. */
  readonly passed: readonly UnixSeconds[];
}

/**
 * Earns up to a time. `buckets` has the bucket of each due hour that has one. However often it is called on
 * the way, the sum is the same. Throws a RangeError for a time in the past, or one for which it `isBehind`.
 * Example: a rate of 2 units a second for 10 s earns 20.
 */
export function accrue(
  state: EarningState,
  to: UnixSeconds,
  buckets: ReadonlyMap<UnixSeconds, EarningBucket>,
): Accrual {
  if (to < state.accruedTo) throw new RangeError(`${to} is before ${state.accruedTo}: time never goes back`);
  if (isBehind(state, to))
    throw new RangeError(`from ${state.accruedTo} to ${to} is too far for one command`);
  let { accruedTo, ratePerSecond, carry: scaled } = state;
  const passed: UnixSeconds[] = [];
  for (const hour of dueHours(state, to)) {
    const bucket = buckets.get(hour);
    if (bucket === undefined) continue;
    scaled += ratePerSecond * BigInt(hour - accruedTo) + lumpScaled(bucket);
    ratePerSecond += bucket.rateDelta;
    accruedTo = hour;
    passed.push(hour);
  }
  scaled += ratePerSecond * BigInt(to - accruedTo);
  const { units, carry } = wholeUnits(scaled);
  return { state: { ...state, accruedTo: to, ratePerSecond, carry }, earned: units, passed };
}

/**
 * A change of what a pool earns: its new state,
 * the changes to its buckets, and the units that leave unearned.
 */
export interface EarningChange {
  readonly state: EarningState;
  readonly changes: readonly BucketChange[];
  readonly released: Amount;
}

/** What happens to one segment of what a pool earns. */
export type SegmentChange = (state: EarningState, segment: EarningSegment) => EarningChange;

/**
 * Makes one change to each segment in turn. `released` is the sum.
 * Example: stopping two segments answers the changes of both, and releases 0.
 */
export function changeSegments(
  before: EarningState,
  segments: readonly EarningSegment[],
  change: SegmentChange,
): EarningChange {
  let state = before;
  let released = 0n;
  const changes: BucketChange[] = [];
  for (const segment of segments) {
    const made = change(state, segment);
    state = made.state;
    released += made.released;
    changes.push(...made.changes);
  }
  return { state, changes, released };
}

/**
 * Adds a segment whose premium has been put into unearned; the state is accrued to now. `released` is what it
 * has earned already: 0 unless its cover began in the past.
 */
export function addSegment(state: EarningState, segment: EarningSegment): EarningChange {
  return resumeSegment(state, segment, segment.coverFrom - 1);
}

/**
 * Takes a segment out, or the part of one that `cutSegment` cut off; the state
 * is accrued to now. `released` is at least the segment's `unearnedPremium`
 * now: refund and fee come out of it, and what is left counts as earned.
 */
export function removeSegment(state: EarningState, segment: EarningSegment): EarningChange {
  const stopped = stopSegment(state, segment);
  const { state: settled, released } = releaseSegment(stopped.state, segment, state.accruedTo);
  return { state: settled, changes: stopped.changes, released };
}

/**
 * Stops earning a segment now and leaves its money in unearned: a cancellation waits like this for the
 * watermark, so that it can be settled as of the time it was made. `releaseSegment` settles it,
 * `resumeSegment` undoes it.
 */
export function stopSegment(state: EarningState, segment: EarningSegment): EarningChange {
  const ratePerSecond = state.ratePerSecond - runningRate(segment, state.accruedTo);
  return {
    state: { ...state, ratePerSecond },
    changes: reversed(segmentChanges(segment, state.accruedTo)),
    released: 0n,
  };
}

/**
 * Settles a segment that was stopped: what leaves unearned with it, as `removeSegment` would have said then.
 */
export function releaseSegment(
  state: EarningState,
  segment: EarningSegment,
  stoppedAt: UnixSeconds,
): EarningChange {
  const { units, carry } = wholeUnits(state.carry + remainingScaled(segment, stoppedAt));
  return { state: { ...state, carry }, changes: [], released: units };
}

/**
 * Earns a stopped segment again, because the cancellation is void:
 * `released` is what it has earned meanwhile.
 */
export function resumeSegment(
  state: EarningState,
  segment: EarningSegment,
  stoppedAt: UnixSeconds,
): EarningChange {
  const { accruedTo } = state;
  const meanwhile = remainingScaled(segment, stoppedAt) - remainingScaled(segment, accruedTo);
  const { units, carry } = wholeUnits(state.carry + meanwhile);
  const ratePerSecond = state.ratePerSecond + runningRate(segment, accruedTo);
  return {
    state: { ...state, ratePerSecond, carry },
    changes: segmentChanges(segment, accruedTo),
    released: units,
  };
}

/**
 * What a pool has not earned of a segment by a time, scaled:
 * up to two hours' premium more than the policy's own figure.
 */
export function remainingScaled(segment: EarningSegment, at: UnixSeconds): bigint {
  const { begins, stops, ends } = hoursOf(segment);
  if (at >= ends) return 0n;
  const since = at < begins ? segment.coverFrom : Math.min(at, stops);
  return segment.ratePerSecond * BigInt(segment.coverUntil - since) + segment.remainder;
}

/** The rate at which a pool earns a segment just after a time. */
function runningRate(segment: EarningSegment, at: UnixSeconds): bigint {
  const { begins, stops } = hoursOf(segment);
  return at >= begins && at < stops ? segment.ratePerSecond : 0n;
}

/** Scaled earnings as whole units and a fraction that is carried on. */
function wholeUnits(scaled: bigint): { units: Amount; carry: bigint } {
  // Down: a unit is earned when all of it is.
  const units = mulDivDown(scaled, 1n, EARNING_SCALE);
  return { units, carry: scaled - units * EARNING_SCALE };
}
