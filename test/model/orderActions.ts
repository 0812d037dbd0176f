/** What people do with orders in the model. Every action may be refused; none may find a fault. */

import { allocationsOf } from '../../src/domain/policy/policySegment.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { freeSharesOf } from '../../src/market/pool/positions.ts';
import { loadByIds } from '../../src/store/load.ts';
import { SYSTEM } from '../support/marketplace.ts';
import { add, all, attempt, personOf, pick, tick } from './attempt.ts';
import { PEOPLE, type World } from './world.ts';

/** What an order says that says nothing else. */
const NOTHING = {
  ...{ policyId: null, positionId: null, poolId: null, productId: null, quantity: null, price: null },
  ...{ termSeconds: null, maxAnnualRateWad: null, expiresAt: null },
};

const place = (world: World, who: number, order: object) =>
  attempt(world, pick(PEOPLE, who), 'placeOrder', { ...NOTHING, ...order });

const indexOf = (accountId: string) => PEOPLE.findIndex(({ id }) => id === accountId);

export async function offerShares(
  world: World,
  which: number,
  percent: number,
  price: bigint,
): Promise<void> {
  const positions = await all(world, 'positions');
  if (positions.length === 0) return;
  const position = pick(positions, which);
  const quantity = (freeSharesOf(position) * BigInt(percent)) / 100n;
  await place(world, indexOf(position.accountId), {
    ...{ side: 'SELL', positionId: position._id, quantity, price },
  });
}

export async function bidForShares(
  world: World,
  who: number,
  where: number,
  quantity: bigint,
  price: bigint,
  hours: number,
): Promise<void> {
  const expiresAt = world.place.clock.now + hours * HOUR_SECONDS;
  await place(world, who, { side: 'BUY', poolId: pick(world.pools, where), quantity, price, expiresAt });
}

/** Its holder offers a policy, or somebody bids for it. */
export async function orderPolicy(world: World, which: number, who: number, price: bigint): Promise<void> {
  const open = (await all(world, 'policies')).filter(({ end }) => end === null);
  if (open.length === 0) return;
  const { _id: policyId, accountId } = pick(open, which);
  const side = pick(PEOPLE, who).id === accountId ? 'SELL' : 'BUY';
  await place(world, who, { side, policyId, price });
  if (side === 'BUY') await place(world, indexOf(accountId), { side: 'SELL', policyId, price: price + 1n });
}

export async function orderCover(
  world: World,
  who: number,
  what: number,
  quantity: bigint,
  percent: number,
): Promise<void> {
  const limit = { termSeconds: 20 * 86_400, maxAnnualRateWad: (WAD * BigInt(percent)) / 100n };
  await place(world, who, { side: 'BUY', productId: pick(world.products, what), quantity, ...limit });
}

export async function fillOrder(world: World, who: number, which: number, percent: number): Promise<void> {
  const open = (await all(world, 'orders')).filter(
    ({ status, kind }) => status === 'OPEN' && kind !== 'COVER',
  );
  if (open.length === 0) return;
  const { _id: orderId, quantity: whole, kind, side, policyId } = pick(open, which);
  const quantity = kind === 'POLICY' ? null : (whole * BigInt(percent)) / 100n;
  const [policy] = policyId === null ? [] : await loadByIds(world.place.database, 'policies', [policyId]);
  // Only its holder can sell a policy.
  const filler = side === 'BUY' && policy !== undefined ? personOf(policy.accountId) : pick(PEOPLE, who);
  await attempt(world, filler, 'fillOrder', { orderId, quantity, maxPrice: null, minPrice: null });
}

export async function cancelOrder(world: World, which: number): Promise<void> {
  const orders = await all(world, 'orders');
  if (orders.length === 0) return;
  const { _id: orderId, accountId } = pick(orders, which);
  await attempt(world, personOf(accountId), 'cancelOrder', { orderId });
}

export async function giveShares(world: World, which: number, who: number, percent: number): Promise<void> {
  const positions = await all(world, 'positions');
  if (positions.length === 0) return;
  const position = pick(positions, which);
  const shares = (freeSharesOf(position) * BigInt(percent)) / 100n;
  const { address: toAddress } = pick(PEOPLE, who);
  const gift = { positionId: position._id, shares, toAddress };
  await attempt(world, personOf(position.accountId), 'transferPosition', gift);
}

/** Trades that were made by some hours ago. */
export async function settleTrades(world: World, where: number, hoursAgo: number): Promise<void> {
  const until = world.place.clock.now - hoursAgo * HOUR_SECONDS;
  await attempt(world, SYSTEM, 'settleTrades', {
    poolId: pick(world.pools, where),
    until,
    tick: `${tick(world)}`,
  });
}

/** What is over or gone ends, and what the rate allows is bought, as the watcher would do it. */
export async function tendOrders(world: World): Promise<void> {
  const open = (await all(world, 'orders')).filter(({ status }) => status === 'OPEN');
  for (const { _id: orderId, kind, accountId } of open) {
    await attempt(world, SYSTEM, 'closeOrder', { orderId });
    if (kind !== 'COVER') continue;
    const bought = await attempt<{ policyId: string; premium: bigint }>(world, SYSTEM, 'fillLimitOrder', {
      orderId,
    });
    if (bought === null) continue;
    add(world.tally.spent, accountId, bought.premium);
    for (const { segments } of await loadByIds(world.place.database, 'policies', [bought.policyId]))
      for (const { poolId, premium } of allocationsOf(segments)) add(world.tally.premiums, poolId, premium);
  }
}
