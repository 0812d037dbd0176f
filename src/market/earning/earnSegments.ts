/**
 * Puts premiums of policies into what a pool or a distributor earns, or takes them out:
 * its state and a few hourly buckets.
 */
import {
  addSegment,
  changeSegments,
  releaseSegment,
  removeSegment,
  resumeSegment,
  type SegmentChange,
  stopSegment,
} from '../../domain/policy/earning.ts';
import { type BucketChange, changeBucket } from '../../domain/policy/earningBucket.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { bucketId } from '../pool/poolNeeds.ts';
import type { Draft } from '../sequencer/draft.ts';
import { earningOf, putEarning } from './earner.ts';

/** Begins to earn a segment whose premium lies in unearned. The earner is accrued; the segment lies ahead. */
export function startEarning(draft: Draft, earnerId: string, segment: EarningSegment): void {
  apply(draft, earnerId, [segment], addSegment);
}

/** Stops earning segments and returns the units that leave unearned with them. The earner is accrued. */
export function stopEarning(draft: Draft, earnerId: string, earning: readonly EarningSegment[]): Amount {
  return apply(draft, earnerId, earning, removeSegment);
}

/** Stops earning segments and leaves their money in unearned until it is settled or resumed. */
export function pauseEarning(draft: Draft, earnerId: string, earning: readonly EarningSegment[]): void {
  apply(draft, earnerId, earning, stopSegment);
}

/** Returns the units that leave unearned with segments that were paused. */
export function settlePaused(
  draft: Draft,
  earnerId: string,
  earning: readonly EarningSegment[],
  pausedAt: UnixSeconds,
): Amount {
  return apply(draft, earnerId, earning, (state, segment) => releaseSegment(state, segment, pausedAt));
}

/**
 * Earns paused segments again and returns the units that they have earned meanwhile. The earner is
 * accrued.
 */
export function resumeEarning(
  draft: Draft,
  earnerId: string,
  earning: readonly EarningSegment[],
  pausedAt: UnixSeconds,
): Amount {
  return apply(draft, earnerId, earning, (state, segment) => resumeSegment(state, segment, pausedAt));
}

/** Makes one kind of change for each segment, and returns the units that left unearned. */
function apply(
  draft: Draft,
  earnerId: string,
  earning: readonly EarningSegment[],
  change: SegmentChange,
): Amount {
  if (earning.length === 0) return 0n;
  const { state, changes, released } = changeSegments(earningOf(draft, earnerId), earning, change);
  putEarning(draft, earnerId, state);
  for (const each of changes) putBucket(draft, earnerId, each);
  return released;
}

function putBucket(draft: Draft, earnerId: string, change: BucketChange): void {
  const { hour } = change;
  const _id = bucketId(earnerId, hour);
  const before = draft.get('earningBuckets', _id);
  // A bucket in which nothing is left stays as an empty one: the next policy of that hour finds it.
  const empty = { hour, rateDelta: 0n, lump: 0n, lumpFraction: 0n };
  const bucket = changeBucket(before?.bucket, change) ?? empty;
  draft.put('earningBuckets', { _id, version: 0, earnerId, hour, bucket });
}
