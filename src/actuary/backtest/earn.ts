/** Premium as the pool earns it, by the earning rules of the domain. */
import {
  accrue,
  addSegment,
  changeSegments,
  releaseSegment,
  removeSegment,
  resumeSegment,
  type SegmentChange,
  stopSegment,
} from '../../domain/policy/earning.ts';
import { changeBucket } from '../../domain/policy/earningBucket.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import { splitEarned } from '../../domain/policy/split.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { Market } from './market.ts';

/** Earns up to a time: comes first, as in every command on a pool. */
export function accrueTo(market: Market, at: UnixSeconds): void {
  if (at <= market.earning.accruedTo) return;
  const { state, earned, passed } = accrue(market.earning, at, market.buckets);
  for (const hour of passed) market.buckets.delete(hour);
  market.earning = state;
  distribute(market, earned);
}

/** Gives what has been earned to whom it belongs. */
export function distribute(market: Market, earned: Amount): void {
  const { feePhase, ...parts } = splitEarned(earned, market.earning.feePhase, market.rules.fees);
  market.earning = { ...market.earning, feePhase };
  market.unearned -= earned;
  market.capital += parts.pool;
  market.fund += parts.fund;
  market.others += parts.vault + parts.platform;
}

type Segments = readonly EarningSegment[];

/** Begins to earn segments whose premium lies in unearned. */
export const startEarning = (market: Market, earning: Segments): Amount =>
  applied(market, earning, addSegment);

/** Stops earning segments: the units that leave unearned with them. */
export const stopEarning = (market: Market, earning: Segments): Amount =>
  applied(market, earning, removeSegment);

/** Stops earning and leaves the money where it is. */
export const pauseEarning = (market: Market, earning: Segments): Amount =>
  applied(market, earning, stopSegment);

/** Earns again what was paused: the units that were earned meanwhile. */
export const resumeEarning = (market: Market, earning: Segments, pausedAt: UnixSeconds): Amount =>
  applied(market, earning, (state, segment) => resumeSegment(state, segment, pausedAt));

/** Settles what was paused: the units that leave unearned with it. */
export const settlePaused = (market: Market, earning: Segments, pausedAt: UnixSeconds): Amount =>
  applied(market, earning, (state, segment) => releaseSegment(state, segment, pausedAt));

function applied(market: Market, earning: Segments, change: SegmentChange): Amount {
  const { state, changes, released } = changeSegments(market.earning, earning, change);
  market.earning = state;
  for (const each of changes) {
    const bucket = changeBucket(market.buckets.get(each.hour), each);
    if (bucket === null) market.buckets.delete(each.hour);
    else market.buckets.set(each.hour, bucket);
  }
  return released;
}
