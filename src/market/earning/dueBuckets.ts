/** The hourly buckets that earning passes. */
import type { EarningBucket } from '../../domain/policy/earningBucket.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { bucketId } from '../pool/poolNeeds.ts';
import type { Draft } from '../sequencer/draft.ts';

/** The buckets of some hours, those that there are. */
export function dueBuckets(
  draft: Draft,
  earnerId: string,
  hours: readonly UnixSeconds[],
): Map<UnixSeconds, EarningBucket> {
  const buckets = new Map<UnixSeconds, EarningBucket>();
  for (const hour of hours) {
    const document = draft.get('earningBuckets', bucketId(earnerId, hour));
    if (document !== null) buckets.set(hour, document.bucket);
  }
  return buckets;
}
