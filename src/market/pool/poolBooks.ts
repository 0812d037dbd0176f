/** A pool's figures as the rules of capital want them, read from its document and balances. */
import { lockedCapital, lockedCapitalLive } from '../../domain/pool/locked.ts';
import { type PoolStanding, poolRequirement } from '../../domain/pool/requirement.ts';
import { freeCapital, poolAssets, type ShareBook } from '../../domain/pool/shares.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { backingOf } from '../reserve/backing.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Capital that open breaches and unallocated incidents have set aside. */
export const earmarkedOf = (pool: PoolDocument): Amount =>
  pool.earmarks.reduce((sum, { amount }) => sum + amount, 0n);

/** What the price of a share follows from. */
export const shareBookOf = (pool: PoolDocument, capital: Amount): ShareBook => ({
  assets: poolAssets(capital, earmarkedOf(pool)),
  shares: pool.shares,
});

/** F: what new cover may count on. */
export const freeCapitalOf = (pool: PoolDocument, capital: Amount): Amount =>
  freeCapital(shareBookOf(pool, capital), pool.queuedShares);

/** The same of a pool that a draft has. */
export const standingIn = (draft: Draft, pool: PoolDocument): PoolStanding =>
  standingOf(pool, draft.balance(capitalOf(pool._id), pool.assetId), backingOf(draft, pool));

/** Where a pool stands between what it has and what it must have. Live locking from watch to payment. */
export function standingOf(pool: PoolDocument, capital: Amount, backing: Amount): PoolStanding {
  const affected = pool.products.filter(({ frozenSince }) => frozenSince !== null);
  const locked =
    affected.length === 0
      ? lockedCapital(pool)
      : lockedCapitalLive(pool, new Set(affected.map(({ productId }) => productId)));
  return {
    assets: poolAssets(capital, earmarkedOf(pool)),
    locked,
    resources: capital + backing,
    requirement: poolRequirement(pool.products, pool.requirementFloor),
  };
}
