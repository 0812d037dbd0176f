/**
 * Nobody steps into or out of a pool from the watch of one of its products until its last incident is paid.
 */
import { belowAt, breachAt, breachOverAt, freezeAt, thawAt } from '../../domain/pool/freezeClock.ts';
import { resumeCall, stopCall } from '../../domain/pool/ladder.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Freezes every pool of a product; one that is frozen already stays so. */
export function freezePools(draft: Draft, product: ProductDocument): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const products = pool.products.map((entry) =>
      entry.productId === product._id ? { ...entry, frozenSince: entry.frozenSince ?? draft.at } : entry,
    );
    const topUpCall = pool.topUpCall && stopCall(pool.topUpCall, draft.at);
    draft.put('pools', { ...pool, ...freezeAt(pool, draft.at), topUpCall, products });
  }
}

/**
 * Ends the freeze for a product; a pool thaws with its last frozen product. The watch in which a product
 * begins is no sign of trouble: it takes nothing from the seven days of a later one.
 */
export function thawPools(draft: Draft, product: ProductDocument): void {
  const isFirst = product.phaseSince === product.createdAt;
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const products = pool.products.map((entry) =>
      entry.productId === product._id ? { ...entry, frozenSince: null } : entry,
    );
    const stillFrozen = products.some(({ frozenSince }) => frozenSince !== null);
    if (stillFrozen) {
      draft.put('pools', { ...pool, products });
      continue;
    }
    const clock = { ...thawAt(pool, draft.at), ...(isFirst ? watchOf(pool) : {}) };
    const topUpCall = pool.topUpCall && resumeCall(pool.topUpCall, draft.at);
    draft.put('pools', { ...pool, ...clock, topUpCall, products });
  }
}

const watchOf = ({ watchSecondsLeft, belowSecondsLeft, thawedAt }: PoolDocument) => ({
  ...{ watchSecondsLeft, belowSecondsLeft, thawedAt },
});

/** A reading below the watch level of a product keeps the exits of frozen pools closed for longer. */
export function keepFrozen(draft: Draft, poolIds: readonly string[], readAt: UnixSeconds): void {
  for (const poolId of poolIds) {
    const pool = draft.must('pools', poolId);
    const clock = belowAt(pool, readAt, draft.at);
    if (clock !== pool) draft.put('pools', { ...pool, ...clock });
  }
}

/** Changes what a pool has set aside: as long as there is anything its exits stay frozen. */
export function putEarmarks(draft: Draft, pool: PoolDocument, earmarks: PoolDocument['earmarks']): void {
  const [had, has] = [pool.earmarks.length > 0, earmarks.length > 0];
  const change = had === has ? null : has ? breachAt : breachOverAt;
  draft.put('pools', { ...pool, ...change?.(pool, draft.at), earmarks });
}
