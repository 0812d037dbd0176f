import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WHOLE_SHARE } from '../../../src/domain/pool/results.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome } from '../../../src/market/command.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import type { RecapitalisationDocument } from '../../../src/store/documents/auctions.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type LeveredWorld,
  leveredWorld,
  loseFirst,
  passAll,
  poolOf,
  thawFirst,
  watchFirst,
} from '../../support/leveredWorld.ts';
import { type Marketplace, openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';

let place: Marketplace;
let world: LeveredWorld;
let auctionId: string;
let ticks = 0;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await leveredWorld(place);
  await loseFirst(world, 70);
  await thawFirst(world);
  await judge();
  auctionId = (await poolOf(world)).auctionId ?? '';
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const judge = () => place.send(SYSTEM, 'judgePool', { poolId: world.poolId, tick: `${ticks++}` });
const take = (amount: bigint, maxPrice: bigint | null = null, by = world.buyer) =>
  place.send(by, 'takeAuction', { auctionId, amount, maxPrice });
const reset = (round: number) => place.send(SYSTEM, 'resetAuction', { auctionId, round });
const whole = (count: bigint) => count * UNIT * WHOLE_SHARE;
const refusal = (outcome: Outcome) =>
  outcome.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome.kind;
const answer = (outcome: Outcome) => {
  if (outcome.kind !== 'DONE') throw new Error(JSON.stringify(refusal(outcome), (_, v) => `${v}`));
  return outcome.answer as { taken: bigint; paid: bigint };
};

async function auctionOf(): Promise<RecapitalisationDocument> {
  const [auction] = await loadByIds(place.database, 'auctions', [auctionId]);
  if (auction?.kind !== 'RECAPITALISATION') throw new Error('no auction');
  return auction;
}

describe('a pool under its minimum sells new shares', () => {
  test('from their value down, to whoever takes them first, until it has what is required; then it opens', async () => {
    const opened = await auctionOf();
    const { shares: before } = await poolOf(world);
    expect(opened).toMatchObject({ status: 'OPEN', round: { number: 1 }, taken: 0n, poolId: world.poolId });
    // 20,100 of 40,000 are left, and some premium: a share that cost 1 is worth a little over 0.5025.
    expect(opened.round.topPrice / 10n ** 15n).toBe(505n);
    await passAll(world, 3);
    const half = answer(await take(whole(2_000n)));
    expect(half.taken).toBe(whole(2_000n));
    // Half of the curve: half of the price.
    expect(half.paid).toBe((2_000n * UNIT * opened.round.topPrice + 2n * WAD - 1n) / (2n * WAD));
    expect(await poolOf(world)).toMatchObject({ status: 'RECAPITALISING' });
    const rest = answer(await take(whole(1_000_000n), null, world.second));
    expect(rest.taken).toBeLessThan(whole(1_000_000n));
    expect(await auctionOf()).toMatchObject({
      ...{ status: 'FILLED', taken: half.taken + rest.taken, paid: half.paid + rest.paid },
      closedAt: place.clock.now,
    });
    const pool = await poolOf(world);
    expect(pool).toMatchObject({ status: 'OPEN', auctionId: null, auctionCount: 1 });
    expect(pool.shares).toBe(before + half.taken + rest.taken);
    // Not a unit more than was needed, but for cover that has ended meanwhile.
    expect(half.paid + rest.paid).toBeLessThanOrEqual(opened.neededAtStart);
    expect(refusal(await take(1n))).toMatchObject({ code: 'STATUS_FORBIDS', status: 'FILLED' });
  });

  test('a taker gains at the cost of those who had shares, and it shows as a loss of each share', async () => {
    await passAll(world, 3);
    const before = await poolOf(world);
    const { taken, paid } = answer(await take(whole(4_000n)));
    const pool = await poolOf(world);
    expect(pool.results.perShare.losses).toBeGreaterThan(before.results.perShare.losses);
    expect(pool.results.amounts.losses).toBe(before.results.amounts.losses);
    const id = positionIdOf(world.poolId, world.buyer.id);
    const [position] = await loadByIds(place.database, 'positions', [id]);
    expect(position).toMatchObject({ shares: taken, deposited: paid });
    expect(position?.results.received).toBeGreaterThan(0n);
    expect(position?.results.settledTo.losses).toBe(pool.results.perShare.losses);
  });

  test('nobody pays more than they said, nor takes what would leave next to nothing, nor without money', async () => {
    expect(refusal(await take(whole(10n), UNIT))).toMatchObject({ code: 'PRICE_ABOVE_LIMIT', limit: UNIT });
    expect(gist(await take(whole(10n), 6n * UNIT))).toBe('DONE');
    expect(refusal(await take(0n))).toMatchObject({ code: 'AMOUNT_OUT_OF_RANGE' });
    expect(
      gist(await place.send(world.buyer, 'takeAuction', { auctionId: 'auc_1', amount: 1n, maxPrice: null })),
    ).toBe('NOT_FOUND');
    const stranger = { ...world.buyer, id: 'acc_0000' };
    expect(refusal(await take(whole(10n), null, stranger))).toMatchObject({ code: 'BALANCE_TOO_LOW' });
    const { neededAtStart } = await auctionOf();
    await place.must(world.second, 'depositCapital', {
      into: world.poolId,
      amount: neededAtStart - 50n * UNIT,
    });
    const { need } = refusal(await take(whole(1n))) as { need: bigint };
    expect(need).toBeLessThan(100n * UNIT);
    expect(answer(await take(whole(1_000n))).paid).toBe(need);
  });

  test('attack 24: under the floor nothing is sold for an hour, and then a new round begins', async () => {
    const { round } = await auctionOf();
    await passAll(world, 5);
    // A fifth is reached after four fifths of six hours.
    const until = round.startedAt + 4 * HOUR_SECONDS + 48 * 60 + 1 + HOUR_SECONDS;
    expect(refusal(await take(whole(1n)))).toMatchObject({ code: 'AUCTION_MOVED', price: null, until });
    expect(gist(await reset(1))).toBe('STATUS_FORBIDS');
    await passAll(world, 1);
    expect(refusal(await take(whole(1n)))).toMatchObject({ code: 'AUCTION_MOVED', until: null });
    expect(gist(await reset(2))).toBe('STATUS_FORBIDS');
    expect(gist(await reset(1))).toBe('DONE');
    expect((await auctionOf()).round).toMatchObject({ number: 2, startedAt: place.clock.now });
    expect(gist(await take(whole(1n)))).toBe('DONE');
  });

  test('a freeze keeps everybody out, and the price does not fall on behind it', async () => {
    await passAll(world, 1);
    await watchFirst(world);
    expect(refusal(await take(whole(1n)))).toMatchObject({ code: 'LOCKED' });
    await passAll(world, 4);
    expect(gist(await reset(1))).toBe('STATUS_FORBIDS');
    await thawFirst(world);
    expect(refusal(await take(whole(1n)))).toMatchObject({ code: 'AUCTION_MOVED', price: null });
    expect(gist(await reset(1))).toBe('DONE');
    const { round } = await auctionOf();
    expect(answer(await take(whole(10n))).paid).toBe((10n * UNIT * round.topPrice + WAD - 1n) / WAD);
  });

  test('after three days without enough of it the pool runs off, and the auction has ended', async () => {
    await passAll(world, 3 * 24);
    await judge();
    expect(await poolOf(world)).toMatchObject({ status: 'RUN_OFF', auctionId: null });
    expect(await auctionOf()).toMatchObject({ status: 'ENDED', closedAt: place.clock.now });
    expect(place.clock.now).toBe((await auctionOf()).openedAt + 3 * DAY_SECONDS);
  });
});

test('an audit finds what was changed of an auction behind the market', async () => {
  await take(whole(10n));
  const auctions = place.database.collection('auctions');
  const kept = await auctions.findOne({ _id: auctionId });
  await auctions.updateOne({ _id: auctionId }, { $set: { paid: kept?.taken } });
  const { differences, checked } = await auditLedger(place.database);
  expect(differences).toMatchObject([{ collection: 'auctions', id: auctionId, field: 'paid' }]);
  expect(checked.auctions).toBe(1);
  await auctions.replaceOne({ _id: auctionId }, kept ?? {});
});
