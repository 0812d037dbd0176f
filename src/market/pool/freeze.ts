/**
 * Nobody steps into or out of a pool from the watch of one of its products until its last incident is paid.
 */
import { freezeAt, thawAt } from '../../domain/pool/freezeClock.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Freezes every pool of a product; one that is frozen already stays so. */
export function freezePools(draft: Draft, product: ProductDocument): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const products = pool.products.map((entry) =>
      entry.productId === product._id ? { ...entry, frozenSince: entry.frozenSince ?? draft.at } : entry,
    );
    draft.put('pools', { ...pool, ...freezeAt(pool, draft.at), products });
  }
}

/** Ends the freeze for a product; a pool thaws with its last frozen product. */
export function thawPools(draft: Draft, product: ProductDocument): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const products = pool.products.map((entry) =>
      entry.productId === product._id ? { ...entry, frozenSince: null } : entry,
    );
    const stillFrozen = products.some(({ frozenSince }) => frozenSince !== null);
    draft.put('pools', { ...pool, ...(stillFrozen ? {} : thawAt(pool, draft.at)), products });
  }
}
