/**
 * Puts premiums of policies into a pool's earning, or takes them out:
 * the pool's state and a few hourly buckets.
 */
import {
  addSegment,
  type EarningChange,
  type EarningState,
  releaseSegment,
  removeSegment,
  resumeSegment,
  stopSegment,
} from '../../domain/policy/earning.ts';
import { type BucketChange, changeBucket } from '../../domain/policy/earningBucket.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { Draft } from '../sequencer/draft.ts';
import { bucketId } from './poolNeeds.ts';

/** Begins to earn a segment whose premium lies in unearned. The pool is accrued; the segment lies ahead. */
export function startEarning(draft: Draft, poolId: string, segment: EarningSegment): void {
  apply(draft, poolId, [segment], addSegment);
}

/** Stops earning segments and returns the units that leave unearned with them. The pool is accrued. */
export function stopEarning(draft: Draft, poolId: string, earning: readonly EarningSegment[]): Amount {
  return apply(draft, poolId, earning, removeSegment);
}

/** Stops earning segments and leaves their money in unearned until it is settled or resumed. */
export function pauseEarning(draft: Draft, poolId: string, earning: readonly EarningSegment[]): void {
  apply(draft, poolId, earning, stopSegment);
}

/** Returns the units that leave unearned with segments that were paused. */
export function settlePaused(
  draft: Draft,
  poolId: string,
  earning: readonly EarningSegment[],
  pausedAt: UnixSeconds,
): Amount {
  return apply(draft, poolId, earning, (state, segment) => ({
    ...releaseSegment(state, segment, pausedAt),
    changes: [],
  }));
}

/** Earns paused segments again and returns the units that they have earned meanwhile. The pool is accrued. */
export function resumeEarning(
  draft: Draft,
  poolId: string,
  earning: readonly EarningSegment[],
  pausedAt: UnixSeconds,
): Amount {
  return apply(draft, poolId, earning, (state, segment) => resumeSegment(state, segment, pausedAt));
}

/** Makes one kind of change for each segment, and returns the units that left unearned. */
function apply(
  draft: Draft,
  poolId: string,
  earning: readonly EarningSegment[],
  change: (state: EarningState, segment: EarningSegment) => EarningChange,
): Amount {
  let sum = 0n;
  for (const segment of earning) {
    const pool = draft.must('pools', poolId);
    const { state, changes, released } = change(pool.earning, segment);
    draft.put('pools', { ...pool, earning: state });
    for (const each of changes) putBucket(draft, poolId, each);
    sum += released;
  }
  return sum;
}

function putBucket(draft: Draft, poolId: string, change: BucketChange): void {
  const { hour } = change;
  const _id = bucketId(poolId, hour);
  const before = draft.get('earningBuckets', _id);
  // A bucket in which nothing is left stays as an empty one: the next policy of that hour finds it.
  const empty = { hour, rateDelta: 0n, lump: 0n, lumpFraction: 0n };
  const bucket = changeBucket(before?.bucket, change) ?? empty;
  draft.put('earningBuckets', { _id, version: 0, poolId, hour, bucket });
}
