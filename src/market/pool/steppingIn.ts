/** Whether anybody may step into a pool now: every feed concerned must be fresh, and every product calm. */
import { isWiped } from '../../domain/pool/shares.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { Draft } from '../sequencer/draft.ts';
import { earmarkedOf } from './poolBooks.ts';

/**
 * How far a watermark may lie behind before nobody steps in on it: its own finality delay and one reading's
 * longest hold. A dark watcher must not let anyone in on top of a loss that it has not seen.
 */
export const watermarkLagMax = (feed: FeedDocument): number => feed.finalitySeconds + feed.maxGapSeconds;

/** True when the feed has been read lately enough to step in on. */
export function isFresh(feed: FeedDocument, at: UnixSeconds): boolean {
  if (feed.status === 'SUSPENDED' || feed.watermark === null || feed.lastReading === null) return false;
  const read = feed.watermark - feed.lastReading.at <= feed.maxGapSeconds;
  return read && at - feed.watermark <= watermarkLagMax(feed);
}

/** Refuses while the pool is frozen or a feed of it is dark; null when the way is free. */
export function frozenRefusal(draft: Draft, pool: PoolDocument): Refusal | null {
  const frozen = pool.products.find(({ frozenSince }) => frozenSince !== null);
  if (frozen !== undefined) {
    const unlocksWhen = 'The product is calm again and its last incident is paid.';
    return refuse('LOCKED', { amount: 0n, until: null, by: frozen.productId, unlocksWhen });
  }
  for (const { feedId } of pool.products.flatMap(({ restsOn }) => restsOn)) {
    if (!isFresh(draft.must('feeds', feedId), draft.at)) {
      return refuse('LOCKED', {
        amount: 0n,
        until: null,
        by: feedId,
        unlocksWhen: 'The feed has been read again.',
      });
    }
  }
  return null;
}

/** Refuses a deposit that the pool's state does not take; null when it does. */
export function closedRefusal(pool: PoolDocument, capital: Amount): Refusal | null {
  const alternatives: string[] = [];
  if (pool.status === 'WIPED' || isWiped(capital, earmarkedOf(pool), pool.shares)) {
    return refuse('POOL_CLOSED', { status: 'WIPED', reason: 'The pool has lost its capital.', alternatives });
  }
  if (pool.status !== 'OPEN') {
    return refuse('POOL_CLOSED', {
      status: pool.status,
      reason: 'The pool is below its requirement.',
      alternatives,
    });
  }
  if (pool.queuePressure === 'CLOSED') {
    const reason = 'More than 60 % of its shares wait to leave.';
    return refuse('POOL_CLOSED', { status: pool.status, reason, alternatives });
  }
  return null;
}
