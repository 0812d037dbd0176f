import { balanceId, capitalOf } from '../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../src/market/pool/positions.ts';
import { loadByIds } from '../../src/store/load.ts';
import { gist } from '../support/holder.ts';
import { openMarketplace, SYSTEM, UNIT } from '../support/marketplace.ts';
import {
  add,
  andSomeOthers,
  attempt,
  attemptAll,
  countPremiums,
  found,
  OPEN,
  ofPools,
  personOf,
  pick,
  type Sending,
} from './attempt.ts';
import * as watcher from './watcherActions.ts';
import { DISTRIBUTOR, type World } from './world.ts';

const fund = (world: World, who: number, amount: bigint) => ({
  ...{ accountId: pick(world.people, who).id, assetId: world.assetId, amount, reference: 'model' },
});

export async function credit(world: World, who: number, amount: bigint): Promise<void> {
  const done = await attempt(world, SYSTEM, 'creditAccount', fund(world, who, amount));
  if (done !== null) add(world.tally.spent, pick(world.people, who).id, -amount);
}

export async function debit(world: World, who: number, amount: bigint): Promise<void> {
  const done = await attempt(world, SYSTEM, 'debitAccount', fund(world, who, amount));
  if (done !== null) add(world.tally.spent, pick(world.people, who).id, amount);
}

export async function deposit(world: World, who: number, where: number, amount: bigint): Promise<void> {
  const [{ id }, poolId] = [pick(world.people, who), pick(world.pools, where)];
  if ((await attempt(world, pick(world.people, who), 'depositCapital', { into: poolId, amount })) === null)
    return;
  add(world.tally.spent, id, amount);
  add(world.tally.deposited, positionIdOf(poolId, id), amount);
}

/** Somebody takes shares of a pool that is under its minimum; a round that is over begins anew first. */
export async function takeShares(world: World, who: number, shares: bigint): Promise<void> {
  const [auction] = await found(world, 'auctions', { ...ofPools(world), status: 'OPEN' });
  if (auction === undefined) return;
  const { _id: auctionId, round } = auction;
  const taker = pick(world.people, who);
  const take = { auctionId, amount: shares, maxPrice: null };
  const [, done] = await attemptAll<{ positionId: string; paid: bigint }>(world, [
    [SYSTEM, 'resetAuction', { auctionId, round: round.number }],
    [taker, 'takeAuction', take],
  ]);
  if (done == null) return;
  add(world.tally.spent, taker.id, done.answer.paid);
  add(world.tally.deposited, done.answer.positionId, done.answer.paid);
}

export async function requestExit(world: World, which: number, percent: number): Promise<void> {
  const positions = await found(world, 'positions', ofPools(world));
  if (positions.length === 0) return;
  const { _id: positionId, shares: held, accountId } = pick(positions, which);
  const shares = (held * BigInt(percent)) / 100n;
  await attempt(world, personOf(world, accountId), 'requestWithdrawal', { positionId, shares });
}

export async function cancelExit(world: World, which: number): Promise<void> {
  const exits = await andSomeOthers(world, 'withdrawals', { ...ofPools(world), ...OPEN.withdrawals });
  if (exits.length === 0) return;
  const { _id: withdrawalId, accountId } = pick(exits, which);
  await attempt(world, personOf(world, accountId), 'cancelWithdrawal', { withdrawalId });
}

/** Somebody buys all that the pool of three may carry, as far as its products are sold. */
export async function buyAll(world: World, who: number, days: number): Promise<void> {
  const poolId = pick(world.pools, 1);
  const [capital] = await loadByIds(world.place.database, 'balances', [
    balanceId(capitalOf(poolId), world.assetId),
  ]);
  // Of each product half of the capital at most, a fifth of it in one policy; a little less, as queues may grow.
  const cover = ((capital?.amount ?? 0n) * 97n) / 1_000n;
  const one = world.products.map((productId) => ({
    productId,
    coverAmount: cover,
    termSeconds: days * 86_400,
  }));
  await buyEach(world, who, [...one, ...one, ...one, ...one, ...one], null);
}

export async function buy(
  world: World,
  who: number,
  what: number,
  cover: bigint,
  days: number,
  distributorCode: string | null = null,
): Promise<void> {
  const item = { productId: pick(world.products, what), coverAmount: cover, termSeconds: days * 86_400 };
  await buyEach(world, who, [item], distributorCode);
}

/** Buys in the same moment, policy by policy. */
async function buyEach(
  world: World,
  who: number,
  items: readonly object[],
  distributorCode: string | null,
): Promise<void> {
  const buyer = pick(world.people, who);
  const orders = items.map((item): Sending => {
    return [buyer, 'buyPolicies', { items: [item], maxPremium: 10n ** 15n, distributorCode }];
  });
  const sold = await attemptAll<{ premium: bigint }>(world, orders);
  for (const done of sold) add(world.tally.spent, buyer.id, done?.answer.premium ?? 0n);
  await countPremiums(world, sold);
}

/** From the distributor, who is one of the people: their commission comes on top. */
export const buySold = (world: World, who: number, what: number, cover: bigint, days: number) =>
  buy(world, who, what, cover, days, DISTRIBUTOR.code);

/** All that can be sold is sold, then some of it breaks and is paid: a loss that may push a pool down the ladder. */
export async function crash(world: World, who: number, which: number, price: number): Promise<void> {
  await watcher.recover(world);
  await buyAll(world, who, 20);
  await watcher.pass(world, 8, which, Array<number>(4).fill(price));
  await watcher.recover(world);
  await watcher.recover(world);
}

/** The service ends in order and starts again. */
export async function restart(world: World): Promise<void> {
  const { now } = world.place.clock;
  await world.place.stop();
  world.place = await openMarketplace(world.uri, { now });
}

/** Something that was done is sent again under its key: the same answer, and nothing else. */
export async function repeat(world: World, which: number): Promise<void> {
  if (world.done.length === 0) return;
  const { principal, command, input, key, outcome } = pick(world.done, which);
  const again = await world.place.send(principal, command, input, key);
  if (gist(again) !== 'REPLAYED' || again.kind !== 'DONE' || outcome.kind !== 'DONE')
    throw new Error(`${command} under ${key} again: ${gist(again)}`);
  if (again.sequence !== outcome.sequence) throw new Error(`${command} under ${key} has moved`);
}

/** The least and most that people handle, in units. */
export const AMOUNTS = { least: 1n, most: 100_000n * UNIT };
