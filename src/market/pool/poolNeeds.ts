/** What commands on a pool read. */
import { dueHours, isBehind } from '../../domain/policy/earning.ts';
import { segmentHours } from '../../domain/policy/earningBucket.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { balanceId, capitalOf, PLATFORM, unearnedOf } from '../ledger/accounts.ts';
import { backingNeeds } from '../reserve/backing.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { incomeNeeds } from '../vault/income.ts';

/** The id of the bucket of one hour of one pool. */
export const bucketId = (poolId: string, hour: UnixSeconds): string => `${poolId}/${hour}`;

/** The pool and its capital: enough to set aside, not to accrue. */
export function poolCapitalNeeds(world: World, poolId: string): Need[] {
  const assetId = world.peek('pools', poolId)?.assetId;
  const pool = need('pools', poolId);
  return assetId === undefined ? [pool] : [pool, need('balances', balanceId(capitalOf(poolId), assetId))];
}

/**
 * All that accruing a pool to a time reads and writes. A pool far behind names no hours: it answers
 * RETRY_LATER. Who knows the pool's asset already says it, and the balances are loaded along with the pool.
 */
export function poolNeeds(
  world: World,
  poolId: string,
  at: UnixSeconds,
  assetId = world.peek('pools', poolId)?.assetId,
): Need[] {
  const needs = [need('pools', poolId)];
  if (assetId !== undefined) {
    for (const account of [capitalOf(poolId), unearnedOf(poolId), PLATFORM])
      needs.push(need('balances', balanceId(account, assetId)));
    needs.push(...backingNeeds(poolId, assetId), ...incomeNeeds(assetId));
  }
  const { earning, auctionId = null, income = null } = world.peek('pools', poolId) ?? {};
  if (auctionId !== null) needs.push(need('auctions', auctionId));
  const fundId = reserveIdOf('POOL_FUND', poolId);
  if (income !== null && assetId !== undefined)
    needs.push(need('balances', balanceId(unearnedOf(fundId), assetId)));
  if (earning === undefined || isBehind(earning, at)) return needs;
  for (const hour of dueHours(earning, at)) {
    needs.push(need('earningBuckets', bucketId(poolId, hour)));
    if (income !== null) needs.push(need('earningBuckets', bucketId(fundId, hour)));
  }
  return needs;
}

/** The buckets that adding or removing segments changes. */
export function segmentNeeds(poolId: string, earning: readonly EarningSegment[]): Need[] {
  return earning.flatMap(segmentHours).map((hour) => need('earningBuckets', bucketId(poolId, hour)));
}

/** The feeds that a pool's products follow: stepping in asks that each is fresh. */
export function poolFeedNeeds(world: World, poolId: string): Need[] {
  const products = world.peek('pools', poolId)?.products ?? [];
  const feedIds = products.flatMap(({ restsOn }) => restsOn.map(({ feedId }) => feedId));
  return [...new Set(feedIds)].map((feedId) => need('feeds', feedId));
}

/** Until when each product of a pool is decided: stepping out waits for that. */
export function poolDecidedNeeds(world: World, poolId: string): Need[] {
  const products = world.peek('pools', poolId)?.products ?? [];
  const productIds = products.flatMap(({ restsOn }) => restsOn.map(({ productId }) => productId));
  return [...poolFeedNeeds(world, poolId), ...productIds.map((productId) => need('products', productId))];
}
