/** What stands behind all pools of an asset together, and what they must have as if they were one. */
import { sharedResources } from '../../domain/fund/sharedStanding.ts';
import { totalCover } from '../../domain/pool/exposure.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { balanceId, capitalOf, reserveOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { backingNeeds, SHARED_KINDS } from './backing.ts';
import { poolIdsOf, poolsOfAsset } from './poolsOfAsset.ts';
import { reserveIdOf } from './reserveId.ts';

/** All that it reads: what is shared also while there is no pool. */
export function sharedNeeds(world: World, assetId: string): Need[] {
  const shared = SHARED_KINDS.map((kind) => reserveOf(reserveIdOf(kind, assetId)));
  return [
    poolsOfAsset(assetId),
    ...shared.map((account) => need('balances', balanceId(account, assetId))),
    ...poolIdsOf(world, assetId).flatMap((poolId) => [
      need('pools', poolId),
      need('balances', balanceId(capitalOf(poolId), assetId)),
      ...backingNeeds(poolId, assetId),
    ]),
  ];
}

/** A pool's floor binds while it has any cover. */
export const floorOf = (pool: Pick<PoolDocument, 'products' | 'requirementFloor'>): Amount =>
  totalCover(pool.products) === 0n ? 0n : pool.requirementFloor;

/** The floor of all of them as one: the highest. */
export const floorOfAll = (pools: readonly PoolDocument[]): Amount =>
  pools.reduce((highest, pool) => maximum(highest, floorOf(pool)), 0n);

/** What counts: capital before earmarks, each pool's own fund, and what they share, once. */
export function resourcesOfAll(
  { balance }: Pick<Draft, 'balance'>,
  assetId: string,
  pools: readonly PoolDocument[],
): Amount {
  const held = (reserveId: string) => balance(reserveOf(reserveId), assetId);
  const own = pools.map(({ _id }) => ({
    capital: balance(capitalOf(_id), assetId),
    ownFund: held(reserveIdOf('POOL_FUND', _id)),
  }));
  const shared = SHARED_KINDS.map((kind) => held(reserveIdOf(kind, assetId)));
  return sharedResources(own, shared);
}
