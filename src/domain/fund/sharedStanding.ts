/** What stands behind all pools that share a fund or a vault, and what must (docs/mechanics.md section 7). */
import type { PoolProductBook } from '../pool/exposure.ts';
import { poolRequirement } from '../pool/requirement.ts';
import type { Amount } from '../shared/units.ts';

/** One pool that a shared layer backs, with what is its own. */
export interface BackedPool {
  readonly products: readonly PoolProductBook[];
  /** Before earmarks. */
  readonly capital: Amount;
  readonly ownFund: Amount;
}

/**
 * The requirement of all pools as if they were one: groups that fall together do so in all of them. It is the
 * desired one.
 * Example: pools with cover 480 of one group and 96 of another that pay in full, floor 10: 576.
 */
export function sharedRequirement(pools: readonly Pick<BackedPool, 'products'>[], floor: Amount): Amount {
  return poolRequirement(
    pools.flatMap(({ products }) => products),
    floor,
  );
}

/**
 * All that counts: each pool's own, and what they share (slice, shared fund, vault), once. Treasury and
 * commitments never count.
 * Example: capital 100 and fund 10 of one pool, 205 shared: 315.
 */
export function sharedResources(
  pools: readonly Omit<BackedPool, 'products'>[],
  shared: readonly Amount[],
): Amount {
  const own = pools.reduce((sum, { capital, ownFund }) => sum + capital + ownFund, 0n);
  return shared.reduce((sum, balance) => sum + balance, own);
}
