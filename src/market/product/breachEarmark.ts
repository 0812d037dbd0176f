/** What an open breach sets aside in the pools of its product, until its incident is assessed or it ends. */
import { earmarkAtBreach, earmarkedOf } from '../../domain/pool/earmark.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { putEarmarks } from '../pool/freeze.ts';
import type { Draft } from '../sequencer/draft.ts';
import { freezeVaults, thawVaults } from '../vault/freeze.ts';

/**
 * Earmarks in every pool what the breach may cost at most, and freezes the vaults that back them.
 * All cover counts, also cover that is still to begin.
 */
export function setAside(draft: Draft, product: ProductDocument): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const entry = pool.products.find(({ productId }) => productId === product._id);
    if (entry === undefined) continue;
    const capital = draft.balance(capitalOf(poolId), pool.assetId);
    const amount = earmarkAtBreach(capital, earmarkedOf(pool), entry.cover, entry.highestRatioWad);
    const earmark = { productId: product._id, incidentId: null, amount };
    putEarmarks(draft, pool, [...pool.earmarks, earmark]);
  }
  freezeVaults(draft, product);
}

/** True while a breach of the product has something set aside. */
export function hasEarmark(draft: Draft, { _id, poolIds }: ProductDocument): boolean {
  return poolIds.some((poolId) =>
    draft
      .must('pools', poolId)
      .earmarks.some(({ productId, incidentId }) => productId === _id && incidentId === null),
  );
}

/**
 * What the breach had set aside is the incident's from here on,
 * also while its document is still to be opened.
 */
export function keepForIncident(draft: Draft, product: ProductDocument, incidentId: string): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const earmarks = pool.earmarks.map((earmark) =>
      earmark.productId === product._id && earmark.incidentId === null ? { ...earmark, incidentId } : earmark,
    );
    draft.put('pools', { ...pool, earmarks });
  }
}

/** Frees what a breach had set aside that ended without an incident. */
export function free(draft: Draft, product: ProductDocument): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const earmarks = pool.earmarks.filter(
      ({ productId, incidentId }) => productId !== product._id || incidentId !== null,
    );
    putEarmarks(draft, pool, earmarks);
  }
  thawVaults(draft, product._id);
}
