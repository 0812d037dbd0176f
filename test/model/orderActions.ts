/** What people do with orders in the model. Every action may be refused; none may find a fault. */
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { freeSharesOf } from '../../src/market/pool/positions.ts';
import { loadByIds } from '../../src/store/load.ts';
import { SYSTEM } from '../support/marketplace.ts';
import {
  add,
  andSomeOthers,
  attempt,
  attemptAll,
  countPremiums,
  found,
  OPEN,
  ofPools,
  openPolicy,
  personOf,
  pick,
  type Sending,
  tick,
} from './attempt.ts';
import type { World } from './world.ts';

/** What an order says that says nothing else. */
const NOTHING = {
  ...{ policyId: null, positionId: null, poolId: null, productId: null, quantity: null, price: null },
  ...{ termSeconds: null, maxAnnualRateWad: null, expiresAt: null },
};

function orderOf(world: World, who: number, order: object): Sending {
  return [pick(world.people, who), 'placeOrder', { ...NOTHING, ...order }];
}

const place = (world: World, who: number, order: object) => attempt(world, ...orderOf(world, who, order));

const indexOf = (world: World, accountId: string) => world.people.findIndex(({ id }) => id === accountId);

export async function offerShares(
  world: World,
  which: number,
  percent: number,
  price: bigint,
): Promise<void> {
  const positions = await found(world, 'positions', ofPools(world));
  if (positions.length === 0) return;
  const position = pick(positions, which);
  const quantity = (freeSharesOf(position) * BigInt(percent)) / 100n;
  await place(world, indexOf(world, position.accountId), {
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
  const one = await openPolicy(world, which);
  if (one === null) return;
  const { _id: policyId, accountId } = one.policy;
  if (pick(world.people, who).id === accountId) await place(world, who, { side: 'SELL', policyId, price });
  else
    await attemptAll(world, [
      orderOf(world, who, { side: 'BUY', policyId, price }),
      orderOf(world, indexOf(world, accountId), { side: 'SELL', policyId, price: price + 1n }),
    ]);
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
  const open = await found(world, 'orders', { ...OPEN.orders, kind: { $ne: 'COVER' } });
  if (open.length === 0) return;
  const { _id: orderId, quantity: whole, kind, side, policyId } = pick(open, which);
  const quantity = kind === 'POLICY' ? null : (whole * BigInt(percent)) / 100n;
  const [policy] = policyId === null ? [] : await loadByIds(world.place.database, 'policies', [policyId]);
  // Only its holder can sell a policy.
  const filler =
    side === 'BUY' && policy !== undefined ? personOf(world, policy.accountId) : pick(world.people, who);
  await attempt(world, filler, 'fillOrder', { orderId, quantity, maxPrice: null, minPrice: null });
}

export async function cancelOrder(world: World, which: number): Promise<void> {
  const orders = await andSomeOthers(world, 'orders', OPEN.orders);
  if (orders.length === 0) return;
  const { _id: orderId, accountId } = pick(orders, which);
  await attempt(world, personOf(world, accountId), 'cancelOrder', { orderId });
}

export async function giveShares(world: World, which: number, who: number, percent: number): Promise<void> {
  const positions = await found(world, 'positions', ofPools(world));
  if (positions.length === 0) return;
  const position = pick(positions, which);
  const shares = (freeSharesOf(position) * BigInt(percent)) / 100n;
  const { address: toAddress } = pick(world.people, who);
  const gift = { positionId: position._id, shares, toAddress };
  await attempt(world, personOf(world, position.accountId), 'transferPosition', gift);
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
  const tended = (await found(world, 'orders', OPEN.orders)).flatMap(({ _id: orderId, kind, accountId }) => {
    const buying: Sending = [SYSTEM, 'fillLimitOrder', { orderId }];
    const closing: Sending = [SYSTEM, 'closeOrder', { orderId }];
    return (kind === 'COVER' ? [closing, buying] : [closing]).map((sending) => ({ accountId, sending }));
  });
  const done = await attemptAll<{ premium?: bigint }>(
    world,
    tended.map(({ sending }) => sending),
  );
  for (const [index, { accountId }] of tended.entries())
    add(world.tally.spent, accountId, done[index]?.answer.premium ?? 0n);
  await countPremiums(world, done);
}
