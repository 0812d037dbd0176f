/** Whether anybody may step into a pool now: every feed concerned must be fresh, and every product calm. */
import { isFresh } from '../../domain/feed/fresh.ts';
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { isCalledOn } from '../../domain/pool/ladder.ts';
import { isWiped } from '../../domain/pool/shares.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { Draft } from '../sequencer/draft.ts';

/** When a pool that is frozen thaws, for those who step in and for those who trade. */
export const POOL_THAWS = 'The product is calm again and its last incident is paid.';

/** Refuses while the pool is frozen or a feed of it is dark; null when the way is free. */
export function frozenRefusal(draft: Draft, pool: PoolDocument): Refusal | null {
  const frozen = pool.products.find(({ frozenSince }) => frozenSince !== null);
  if (frozen !== undefined) {
    return refuse('LOCKED', { amount: 0n, until: null, by: frozen.productId, unlocksWhen: POOL_THAWS });
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

const RUNS_OFF = 'The pool runs off: it takes nothing, and pays its capital to all shares as its cover ends.';

/**
 * Refuses a deposit that the pool's state does not take; null when it does. One that answers a call for more
 * capital is taken however many want to leave.
 */
export function closedRefusal(pool: PoolDocument, capital: Amount): Refusal | null {
  const alternatives: string[] = [];
  if (pool.status === 'WIPED' || isWiped(capital, earmarkedOf(pool), pool.shares)) {
    return refuse('POOL_CLOSED', { status: 'WIPED', reason: 'The pool has lost its capital.', alternatives });
  }
  if (pool.status === 'RUN_OFF') {
    return refuse('POOL_CLOSED', { status: pool.status, reason: RUNS_OFF, alternatives });
  }
  if (pool.queuePressure === 'CLOSED' && !isCalledOn(pool.status)) {
    const reason = 'More than 60 % of its shares wait to leave.';
    return refuse('POOL_CLOSED', { status: pool.status, reason, alternatives });
  }
  return null;
}
