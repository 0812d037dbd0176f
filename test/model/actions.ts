/** What may happen in the model. Every action may be refused; none may find a fault. */
import { allocationsOf } from '../../src/domain/policy/policySegment.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { commissionIdOf, distributorIdOf } from '../../src/market/distribution/commissionNeeds.ts';
import { balanceId, capitalOf } from '../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../src/market/pool/positions.ts';
import { loadByIds } from '../../src/store/load.ts';
import { cents } from '../support/depeg.ts';
import { gist } from '../support/holder.ts';
import { heardAt, openMarketplace, SYSTEM, UNIT } from '../support/marketplace.ts';
import { add, all, attempt, personOf, pick, tick } from './attempt.ts';
import { DISTRIBUTOR, PEOPLE, type World } from './world.ts';

const fund = (world: World, who: number, amount: bigint) => ({
  ...{ accountId: pick(PEOPLE, who).id, assetId: world.assetId, amount, reference: 'model' },
});

export async function credit(world: World, who: number, amount: bigint): Promise<void> {
  const done = await attempt(world, SYSTEM, 'creditAccount', fund(world, who, amount));
  if (done !== null) add(world.tally.spent, pick(PEOPLE, who).id, -amount);
}

export async function debit(world: World, who: number, amount: bigint): Promise<void> {
  const done = await attempt(world, SYSTEM, 'debitAccount', fund(world, who, amount));
  if (done !== null) add(world.tally.spent, pick(PEOPLE, who).id, amount);
}

export async function deposit(world: World, who: number, where: number, amount: bigint): Promise<void> {
  const [{ id }, poolId] = [pick(PEOPLE, who), pick(world.pools, where)];
  if ((await attempt(world, pick(PEOPLE, who), 'depositCapital', { into: poolId, amount })) === null) return;
  add(world.tally.spent, id, amount);
  add(world.tally.deposited, positionIdOf(poolId, id), amount);
}

export async function requestExit(world: World, which: number, percent: number): Promise<void> {
  const positions = await all(world, 'positions');
  if (positions.length === 0) return;
  const { _id: positionId, shares: held, accountId } = pick(positions, which);
  const shares = (held * BigInt(percent)) / 100n;
  await attempt(world, personOf(accountId), 'requestWithdrawal', { positionId, shares });
}

export async function cancelExit(world: World, which: number): Promise<void> {
  const exits = await all(world, 'withdrawals');
  if (exits.length === 0) return;
  const { _id: withdrawalId, accountId } = pick(exits, which);
  await attempt(world, personOf(accountId), 'cancelWithdrawal', { withdrawalId });
}

export async function payExits(world: World, where: number): Promise<void> {
  await attempt(world, SYSTEM, 'payWithdrawals', { poolId: pick(world.pools, where), tick: tick(world) });
}

/** Judges a pool, and takes as many steps of its run-off as can be taken now. */
export async function stepLadder(world: World, where: number): Promise<void> {
  const poolId = pick(world.pools, where);
  const step = () => ({ poolId, tick: `${tick(world)}` });
  await attempt(world, SYSTEM, 'judgePool', step());
  while ((await attempt(world, SYSTEM, 'payRunOff', step())) !== null);
}

/** Somebody buys all that the pool of three may carry, as far as its products are sold. */
export async function buyAll(world: World, who: number, days: number): Promise<void> {
  const poolId = pick(world.pools, 1);
  const [capital] = await loadByIds(world.place.database, 'balances', [
    balanceId(capitalOf(poolId), world.assetId),
  ]);
  // Of each product half of the capital at most, a fifth of it in one policy; a little less, as queues may grow.
  const cover = ((capital?.amount ?? 0n) * 97n) / 1_000n;
  for (let count = 0; count < 5; count += 1)
    for (const what of world.products.keys()) await buy(world, who, what, cover, days);
}

export async function accrue(world: World, where: number): Promise<void> {
  await attempt(world, SYSTEM, 'accruePool', { poolId: pick(world.pools, where), tick: tick(world) });
}

export async function buy(
  world: World,
  who: number,
  what: number,
  cover: bigint,
  days: number,
  distributorCode: string | null = null,
): Promise<void> {
  const [buyer, productId] = [pick(PEOPLE, who), pick(world.products, what)];
  const items = [{ productId, coverAmount: cover, termSeconds: days * 86_400 }];
  const order = { items, maxPremium: 10n ** 15n, distributorCode };
  const sold = await attempt<{ policyIds: string[]; premium: bigint }>(world, buyer, 'buyPolicies', order);
  if (sold === null) return;
  add(world.tally.spent, buyer.id, sold.premium);
  for (const { segments } of await loadByIds(world.place.database, 'policies', sold.policyIds))
    for (const { poolId, premium } of allocationsOf(segments)) add(world.tally.premiums, poolId, premium);
}

/** From the distributor, who is one of the people: their commission comes on top. */
export const buySold = (world: World, who: number, what: number, cover: bigint, days: number) =>
  buy(world, who, what, cover, days, DISTRIBUTOR.code);

export async function accrueCommission(world: World): Promise<void> {
  const commissionId = commissionIdOf(distributorIdOf(DISTRIBUTOR.code), world.assetId);
  await attempt(world, SYSTEM, 'accrueCommission', { commissionId, tick: tick(world) });
}

/** Exits that have waited long enough mature, and are paid when the feeds have been read past that moment. */
export async function leave(world: World): Promise<void> {
  for (const where of world.pools.keys()) await payExits(world, where);
  await pass(world, 1, 0, []);
  for (const where of world.pools.keys()) await payExits(world, where);
}

/** Hours pass and both feeds are read: one of them (or both) at some prices first, calm for the rest. */
export async function pass(
  world: World,
  hours: number,
  which: number,
  prices: readonly number[],
): Promise<void> {
  const { place } = world;
  const from = place.clock.now;
  place.clock.now += hours * HOUR_SECONDS;
  for (const [index, feedId] of world.feeds.entries()) {
    const readings = Array.from({ length: hours }, (_, hour) => {
      const isMeant = index === which || which >= world.feeds.length;
      const price = isMeant ? prices[hour] : undefined;
      return { at: from + hour * HOUR_SECONDS, value: price === undefined ? WAD : cents(price) };
    });
    const throughSlot = place.clock.now - 900;
    const foldState = heardAt(throughSlot, ['tester']);
    const input = { feedId, throughSlot, readings, foldState };
    await attempt(world, SYSTEM, 'advanceFeed', input);
  }
}

/** Time passes and nobody reads anything. */
export async function sleep(world: World, hours: number): Promise<void> {
  world.place.clock.now += hours * HOUR_SECONDS;
}

export async function watch(world: World, what: number): Promise<void> {
  const input = { productId: pick(world.products, what), eventTime: world.place.clock.now };
  await attempt(world, SYSTEM, 'watchProduct', { ...input, cause: 'NO_READING' });
}

export async function thaw(world: World, what: number): Promise<void> {
  const input = { productId: pick(world.products, what), eventTime: world.place.clock.now };
  await attempt(world, SYSTEM, 'thawProduct', input);
}

export async function release(world: World, what: number): Promise<void> {
  await attempt(world, SYSTEM, 'releasePolicies', {
    productId: pick(world.products, what),
    tick: `${tick(world)}`,
  });
}

/** Opens what is confirmed. */
export async function openIncidents(world: World): Promise<void> {
  for (const { _id: productId, verdicts } of await all(world, 'products')) {
    for (const { confirmedAt } of verdicts)
      await attempt(world, SYSTEM, 'openIncident', { productId, confirmedAt });
  }
}

const STEPS = [
  'settleIncident',
  'assessIncident',
  'allocateIncident',
  'payIncident',
  'closeIncident',
] as const;

/** One step of one incident, due or not. */
export async function stepIncident(world: World, which: number, step: number): Promise<void> {
  const open = (await all(world, 'incidents')).filter(({ status }) => status !== 'PAID');
  if (open.length === 0) return;
  const { _id: incidentId, cursor } = pick(open, which);
  const command = pick(STEPS, step);
  const needsCursor = command === 'assessIncident' || command === 'payIncident';
  await attempt(world, SYSTEM, command, needsCursor ? { incidentId, cursor } : { incidentId });
}

/** Everything that is due, as the watcher would do it, incident by incident. */
export async function driveIncidents(world: World): Promise<void> {
  await openIncidents(world);
  const { length } = (await all(world, 'incidents')).filter(({ status }) => status !== 'PAID');
  for (let which = 0; which < length; which += 1) {
    for (let step = 0; step < STEPS.length; step += 1) await stepIncident(world, which, step);
  }
}

/** Calm for long enough that everything is settled, paid and sold again. */
export async function recover(world: World): Promise<void> {
  await pass(world, 8, 0, []);
  await driveIncidents(world);
  await pass(world, 2, 0, []);
  await driveIncidents(world);
  for (const where of world.pools.keys()) await stepLadder(world, where);
  for (const what of world.products.keys()) await thaw(world, what);
}

/** All that can be sold is sold, then some of it breaks and is paid: a loss that may push a pool down the ladder. */
export async function crash(world: World, who: number, which: number, price: number): Promise<void> {
  await recover(world);
  await buyAll(world, who, 20);
  await pass(world, 8, which, Array<number>(4).fill(price));
  await recover(world);
  await recover(world);
}

/** Calm days, in which cover ends and the clocks of pools run, as the watcher would take them. */
export async function calmDays(world: World, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    await pass(world, 24, 0, []);
    for (const what of world.products.keys()) await release(world, what);
    for (const where of world.pools.keys()) await stepLadder(world, where);
  }
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
