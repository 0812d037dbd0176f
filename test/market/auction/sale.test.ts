/** A vault in another asset than it pays: what losses lack is raised by selling what it holds, and only that. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TWO_SIDED_SECONDS_DEFAULT } from '../../../src/domain/auction/twoSided.ts';
import { assetsForShares } from '../../../src/domain/pool/shares.ts';
import { SALE_WAIT_SECONDS } from '../../../src/domain/shared/limits.ts';
import { HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../../src/market/command.ts';
import { availableOf, reserveOf } from '../../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { proceedsIdOf } from '../../../src/market/vault/otherAssets.ts';
import { vaultIdOf } from '../../../src/market/vault/vaultId.ts';
import type { ReserveSaleDocument } from '../../../src/store/documents/auctions.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { COIN, coinVault } from '../../support/coinVault.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import { breakAll, type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import { heardAt, openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { queriesOf, stored } from '../queries/reading.ts';

const owner = person(1, ['OWNER']);
const staker = person(2);
const [taker, other] = [person(4), person(3)];

let world: LeveredWorld;
let coinId: string;
let feedId: string;
let vaultId: string;
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(await emptyLedgerUri()));
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

/** A vault that holds 40 coins. */
async function openVault(isPriced = true, symbol = 'WETH'): Promise<void> {
  const { place, assetId: payoutAssetId } = world;
  ({ coinId, feedId, vaultId } = await coinVault(place, { payoutAssetId, symbol, isPriced }));
}

/** The feed is read through now at a price. */
async function quote(price: bigint): Promise<void> {
  const throughSlot = world.place.clock.now - 900;
  const readings = [{ at: throughSlot - 600, value: price * WAD }];
  const foldState = heardAt(throughSlot, ['tester']);
  await world.place.must(SYSTEM, 'advanceFeed', { feedId, throughSlot, readings, foldState });
}

/** All break at 70 cents; what is behind them is to be sold. */
async function begin(): Promise<{ incidentIds: string[]; sale: ReserveSaleDocument; until: number }> {
  const incidentIds = await breakAll(world, 70);
  await quote(2_000n);
  const [incidentId = ''] = incidentIds;
  expect(gist(await allocate(incidentId))).toBe('STATUS_FORBIDS');
  const answer = await world.place.must<{ until: number }>(SYSTEM, 'sellReserves', { incidentId });
  return { incidentIds, sale: await saleNow(), until: answer.until };
}

async function saleNow(number = 1): Promise<ReserveSaleDocument> {
  const id = `auc_${vaultId.slice('rsv_'.length)}_${number}`;
  const [sale] = await loadByIds(world.place.database, 'auctions', [id]);
  if (sale?.kind !== 'SALE') throw new Error('nothing is sold');
  return sale;
}

const allocate = (incidentId: string) => world.place.send(SYSTEM, 'allocateIncident', { incidentId });
const take = async (amount: bigint, by: Principal = taker, maxPrice: bigint | null = null) =>
  world.place.send(by, 'takeAuction', { auctionId: (await saleNow())._id, amount, maxPrice });
const viewNow = async () => {
  const { _id } = await saleNow();
  const view = (await queriesOf(world.place).auctionViews([_id])).get(_id);
  if (view === undefined) throw new Error('no view');
  return view;
};
const coinsOf = ({ id }: Principal) => stored(world.place, availableOf(id), coinId);
const proceeds = () => stored(world.place, reserveOf(proceedsIdOf(vaultId)), world.assetId);
const answered = (outcome: Outcome) => {
  if (outcome.kind !== 'DONE') throw new Error(JSON.stringify(outcome, (_, v) => `${v}`));
  return outcome.answer as { taken: bigint; paid: bigint };
};
async function eventOf(incidentId: string) {
  const { lossEventId } = answered(await allocate(incidentId)) as unknown as { lossEventId: string };
  const [event] = await loadByIds(world.place.database, 'lossEvents', [lossEventId]);
  if (event === undefined) throw new Error('no loss event');
  return event;
}

describe('a vault with a price', () => {
  beforeEach(() => openVault());

  test('is sold for exactly what is lacking, from above its price, and the losses are paid in full with it', async () => {
    const { incidentIds, sale, until } = await begin();
    expect(sale.round).toMatchObject({ kind: 'FALLING', number: 1, topPrice: 2_400n * WAD });
    expect(sale).toMatchObject({
      status: 'OPEN',
      lotAtStart: 20n * COIN,
      incidentIds: [...incidentIds].sort(),
    });
    expect(until).toBe(world.place.clock.now + SALE_WAIT_SECONDS);
    expect(await viewNow()).toMatchObject({ need: sale.neededAtStart, lot: 20n * COIN });
    world.place.clock.now += HOUR_SECONDS;
    expect(answered(await take(3n * COIN))).toMatchObject({ taken: 3n * COIN, paid: 6_000n * UNIT });
    expect(await proceeds()).toBe(6_000n * UNIT);
    expect(gist(await allocate(incidentIds[0] ?? ''))).toBe('STATUS_FORBIDS');
    const { need } = await viewNow();
    const rest = answered(await take(20n * COIN, other));
    expect(rest.paid).toBe(need);
    expect(await coinsOf(other)).toBe(rest.taken);
    expect(gist(await take(COIN))).toBe('AUCTION_MOVED');
    const event = await eventOf(incidentIds[0] ?? '');
    expect(event.haircuts).toEqual([0n]);
    expect(event.debits.at(-1)).toEqual({
      ...{ layer: proceedsIdOf(vaultId), claimants: world.poolId, amount: 6_000n * UNIT + need },
    });
    expect(await proceeds()).toBe(0n);
    expect(await saleNow()).toMatchObject({ status: 'FILLED', incidentIds: [] });
  });

  test('bears it by all its shares, those that wait to leave as well, and nobody leaves meanwhile', async () => {
    const positionId = positionIdOf(vaultId, staker.id);
    const { sale } = await begin();
    const out = await world.place.send(staker, 'requestWithdrawal', { positionId, shares: COIN });
    expect(gist(out)).toBe('LOCKED');
    const { taken } = answered(await take(20n * COIN));
    const view = (await queriesOf(world.place).positionViews([positionId])).get(positionId);
    const shares = 40n * COIN * 1_000n;
    expect(view?.value).toBe(assetsForShares(shares, { assets: 40n * COIN - taken, shares }));
    const [loss] = await loadByIds(world.place.database, 'vaultLosses', [`${vaultId}/${sale._id}`]);
    expect(loss).toMatchObject({ slashed: taken, covered: taken, assetsBefore: 40n * COIN });
    expect(loss?.incidents.reduce((sum, { amount }) => sum + amount, 0n)).toBe(taken);
  });

  test('counts with what it brought when nobody takes the rest in time; that is a haircut', async () => {
    const { incidentIds, sale, until } = await begin();
    await take(2n * COIN);
    world.place.clock.now = until - 1;
    expect(gist(await allocate(incidentIds[0] ?? ''))).toBe('STATUS_FORBIDS');
    world.place.clock.now = until;
    const event = await eventOf(incidentIds[0] ?? '');
    expect(event.debits.at(-1)).toMatchObject({ layer: proceedsIdOf(vaultId), amount: 4_800n * UNIT });
    // A little premium was earned meanwhile, and bears a part of it.
    expect(event.haircuts[0]).toBeGreaterThan(sale.neededAtStart - 4_900n * UNIT);
    expect(event.haircuts[0]).toBeLessThanOrEqual(sale.neededAtStart - 4_800n * UNIT);
    expect(await saleNow()).toMatchObject({ status: 'ENDED', taken: 2n * COIN, paid: 4_800n * UNIT });
    expect(gist(await take(COIN))).toBe('STATUS_FORBIDS');
  });

  test('is not sold where a loss can be borne without it, and the losses are allocated at once', async () => {
    const { assetId, place } = world;
    await place.must(owner, 'createVault', { payoutAssetId: assetId, assetId });
    const into = vaultIdOf(assetId);
    for (const each of [staker, other])
      await place.must(each, 'depositCapital', { into, amount: 60_000n * UNIT });
    const [incidentId = ''] = await breakAll(world, 70);
    const answer = await place.must(SYSTEM, 'sellReserves', { incidentId });
    expect(answer).toEqual({ auctionIds: [], until: place.clock.now });
    expect((await eventOf(incidentId)).haircuts).toEqual([0n]);
  });

  test('nobody pays above their limit or without money, and what is asked twice is done once', async () => {
    const { incidentIds, sale } = await begin();
    expect(gist(await take(COIN, taker, 2_399n * UNIT))).toBe('PRICE_ABOVE_LIMIT');
    expect(gist(await take(COIN, { ...taker, id: 'acc_0000' }))).toBe('BALANCE_TOO_LOW');
    expect(gist(await take(0n))).toBe('AMOUNT_OUT_OF_RANGE');
    const again = await world.place.send(SYSTEM, 'sellReserves', { incidentId: incidentIds[1] ?? '' });
    expect(again).toMatchObject({ kind: 'DONE', answer: { auctionIds: [sale._id] } });
    const input = { auctionId: sale._id, amount: COIN, maxPrice: 2_400n * UNIT };
    for (let count = 0; count < 2; count += 1) await world.place.must(taker, 'takeAuction', input, 'once');
    expect(await saleNow()).toMatchObject({ taken: COIN, paid: 2_400n * UNIT });
  });

  test('begins a new round at what it is worth then, once a round is old', async () => {
    const { sale } = await begin();
    const reset = (round: number) => world.place.send(SYSTEM, 'resetAuction', { auctionId: sale._id, round });
    expect(gist(await reset(1))).toBe('STATUS_FORBIDS');
    world.place.clock.now += 2 * HOUR_SECONDS + 1;
    expect(gist(await take(COIN))).toBe('AUCTION_MOVED');
    await quote(1_500n);
    expect(gist(await reset(1))).toBe('DONE');
    expect((await saleNow()).round).toMatchObject({ number: 2, topPrice: 1_800n * WAD });
    world.place.clock.now += 2 * HOUR_SECONDS + 1;
    // Dark since: nobody knows what it is worth.
    world.place.clock.now += 4 * HOUR_SECONDS;
    expect(gist(await reset(2))).toBe('DONE');
    expect((await saleNow()).round).toMatchObject({ number: 3, kind: 'TWO_SIDED' });
  });
});

describe('a vault without a price', () => {
  test('is offered two-sided: whoever fills it names the price', async () => {
    await openVault(false);
    const { sale } = await begin();
    expect(sale.round).toMatchObject({ kind: 'TWO_SIDED', lot: 20n * COIN, ask: sale.neededAtStart });
    expect(gist(await take(COIN))).toBe('AUCTION_MOVED');
    world.place.clock.now += TWO_SIDED_SECONDS_DEFAULT / 2;
    const { taken, paid } = answered(await take(5n * COIN));
    expect(taken).toBe(5n * COIN);
    // Half of the half that is given: half of what is asked.
    expect(paid).toBe((sale.neededAtStart + 1n) / 2n);
    world.place.clock.now += TWO_SIDED_SECONDS_DEFAULT / 2;
    const rest = answered(await take(20n * COIN, other));
    expect(rest.taken).toBe(10n * COIN);
    expect(rest.paid).toBeLessThanOrEqual(sale.neededAtStart - paid);
  });
});

describe('a vault that holds what would fall with the cover', () => {
  test('is not sold for it', async () => {
    await openVault(true, 'DAI');
    const [incidentId = ''] = await breakAll(world, 70);
    const answer = await world.place.must<{ auctionIds: string[] }>(SYSTEM, 'sellReserves', { incidentId });
    expect(answer.auctionIds).toEqual([]);
    expect((await eventOf(incidentId)).haircuts[0]).toBeGreaterThan(0n);
  });
});

describe('a vault whose price is governed to fall in steps', () => {
  test('is sold by a stairstep: each a hundredth less', async () => {
    await openVault();
    const change = { kind: 'setParameter', input: { name: 'reserveSaleStepSeconds', value: 90n } };
    const proposal = { reason: 'Steps are easier to follow', chainId: 1, changes: [change] };
    await world.place.must(owner, 'propose', proposal);
    await begin();
    world.place.clock.now += 89;
    expect((await viewNow()).phase).toEqual({ kind: 'OPEN', price: 2_400n * WAD });
    world.place.clock.now += 91;
    expect((await viewNow()).phase).toEqual({ kind: 'OPEN', price: (2_400n * WAD * 9_801n) / 10_000n });
  });
});
