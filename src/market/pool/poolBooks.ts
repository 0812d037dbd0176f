/** A pool's figures as the rules of capital want them, read from its document and balances. */
import { lockedCapital, lockedCapitalLive } from '../../domain/pool/locked.ts';
import { type PoolStanding, poolRequirement } from '../../domain/pool/requirement.ts';
import { backing, NO_BACKING } from '../../domain/pool/resources.ts';
import { freeCapital, poolAssets, type ShareBook } from '../../domain/pool/shares.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';

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

/** What stands behind the pool besides its capital: nothing, until reserves of its own exist. */
export const BACKING = backing(NO_BACKING);

/** Where a pool stands between what it has and what it must have. Live locking from watch to payment. */
export function standingOf(pool: PoolDocument, capital: Amount): PoolStanding {
  const affected = pool.products.filter(({ frozenSince }) => frozenSince !== null);
  const locked =
    affected.length === 0
      ? lockedCapital(pool)
      : lockedCapitalLive(pool, new Set(affected.map(({ productId }) => productId)));
  return {
    assets: poolAssets(capital, earmarkedOf(pool)),
    locked,
    resources: capital + BACKING,
    requirement: poolRequirement(pool.products, pool.requirementFloor),
  };
}
