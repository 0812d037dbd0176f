/**
 * Puts the premium of a policy into a pool's earning, or takes it out:
 * the pool's state and a few hourly buckets.
 */
import {
  addSegment,
  type EarningChange,
  releaseSegment,
  removeSegment,
  resumeSegment,
  stopSegment,
} from '../../domain/policy/earning.ts';
import { changeBucket } from '../../domain/policy/earningBucket.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { Draft } from '../sequencer/draft.ts';
import { bucketId } from './poolNeeds.ts';

/** Begins to earn a segment whose premium lies in unearned. The pool is accrued; the segment lies ahead. */
export function startEarning(draft: Draft, poolId: string, segment: EarningSegment): void {
  apply(draft, poolId, addSegment(draft.must('pools', poolId).earning, segment));
}

/** Stops earning a segment and returns the units that leave unearned with it. The pool is accrued. */
export function stopEarning(draft: Draft, poolId: string, segment: EarningSegment): Amount {
  return apply(draft, poolId, removeSegment(draft.must('pools', poolId).earning, segment));
}

/** Stops earning a segment and leaves its money in unearned until it is settled or resumed. */
export function pauseEarning(draft: Draft, poolId: string, segment: EarningSegment): void {
  apply(draft, poolId, stopSegment(draft.must('pools', poolId).earning, segment));
}

/** Returns the units that leave unearned with a segment that was paused. */
export function settlePaused(
  draft: Draft,
  poolId: string,
  segment: EarningSegment,
  pausedAt: UnixSeconds,
): Amount {
  const change = releaseSegment(draft.must('pools', poolId).earning, segment, pausedAt);
  return apply(draft, poolId, { ...change, changes: [] });
}

/** Earns a paused segment again and returns the units that it has earned meanwhile. The pool is accrued. */
export function resumeEarning(
  draft: Draft,
  poolId: string,
  segment: EarningSegment,
  pausedAt: UnixSeconds,
): Amount {
  return apply(draft, poolId, resumeSegment(draft.must('pools', poolId).earning, segment, pausedAt));
}

function apply(draft: Draft, poolId: string, { state, changes, released }: EarningChange): Amount {
  draft.put('pools', { ...draft.must('pools', poolId), earning: state });
  for (const change of changes) {
    const { hour } = change;
    const _id = bucketId(poolId, hour);
    const before = draft.get('earningBuckets', _id);
    // A bucket in which nothing is left stays as an empty one: the next policy of that hour finds it.
    const empty = { hour, rateDelta: 0n, lump: 0n, lumpFraction: 0n };
    const bucket = changeBucket(before?.bucket, change) ?? empty;
    draft.put('earningBuckets', { _id, version: 0, poolId, hour, bucket });
  }
  return released;
}
