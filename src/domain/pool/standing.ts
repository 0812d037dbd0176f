/** Where a pool stands between what it has and what it must have (docs/mechanics.md sections 1 and 7). */
import type { Amount, UnixSeconds } from '../shared/units.ts';
import { earmarkedOf } from './earmark.ts';
import type { PoolBook, PoolProductBook } from './exposure.ts';
import { lockedCapital, lockedCapitalLive } from './locked.ts';
import { type PoolStanding, poolRequirement } from './requirement.ts';
import { poolAssets } from './shares.ts';

/** What a pool carries, and what is set aside of its capital. */
export interface CarriedBook extends PoolBook {
  readonly products: readonly (PoolProductBook & { readonly frozenSince: UnixSeconds | null })[];
  readonly earmarks: readonly { readonly amount: Amount }[];
  readonly requirementFloor: Amount;
}

/** The same for sales and exits: live locking from watch to payment. */
export function standingOf(pool: CarriedBook, capital: Amount, backing: Amount): PoolStanding {
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
