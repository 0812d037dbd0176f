/** What may be sold over all pools: by the size of a subject, by the cost of a feed, by who is heard of it. */

import { afterEach, describe, expect, test } from 'vitest';
import { isRefusal } from '../../../src/domain/shared/refusals.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { assetIdOf } from '../../../src/market/asset/registerAsset.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../../src/market/command.ts';
import { buy, order, pass } from '../../support/depeg.ts';
import { gist, tally } from '../../support/holder.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  DEPEG_RULE,
  heardAt,
  hourly,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { one, queriesOf } from '../queries/reading.ts';

const OWNER = person(1, ['OWNER']);
const ETHER = 10n ** 18n;

let place: Marketplace;
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

async function open(options: Parameters<typeof readyWorld>[1] = {}): Promise<ReadyWorld> {
  place = await openMarketplace(await emptyLedgerUri());
  return readyWorld(place, options);
}

/** A second pool, in an asset with 18 decimals, with a product of the same subject on the same feed. */
async function addSecond({ feedId, underwriter, buyers }: ReadyWorld): Promise<string> {
  const token = { symbol: 'GUSD', decimals: 18, chainId: 1, address: `0x${'e'.repeat(40)}` };
  await place.must(OWNER, 'registerAsset', token);
  const assetId = assetIdOf(token.chainId, token.address);
  const reference = 'opening balance';
  for (const { id } of [underwriter, ...buyers]) {
    await place.must(SYSTEM, 'creditAccount', {
      accountId: id,
      assetId,
      amount: 10n ** 6n * ETHER,
      reference,
    });
  }
  const { poolId } = await place.must<{ poolId: string }>(OWNER, 'createPool', {
    ...{ name: 'Second', assetId, kind: 'ISOLATED', sandbox: false },
  });
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: 10n ** 6n * ETHER });
  const { productId } = await place.must<{ productId: string }>(OWNER, 'createProduct', {
    ...product(feedId, poolId),
    name: 'The same in another asset',
    subject: 'usd-c',
  });
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  return productId;
}

function product(feedId: string, poolId: string) {
  return {
    ...{ name: 'Second', subject: 'USDC', peril: 'DEPEG', group: 'USDC', feedId },
    ...{ pools: [{ poolId, weightWad: WAD }], rule: DEPEG_RULE, deductibleBps: 0 },
    inputs: inputsForScore(30, place.clock.now),
    ...{ waitingSeconds: 0, challengeSeconds: 7_200, termSecondsMax: 365 * DAY_SECONDS },
    ...{ minCover: null, minRateWad: null, sandbox: false },
    subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now - HOUR_SECONDS * 3 },
  };
}

/** An hour passes in which only some operators are heard. */
async function hear(feedId: string, operators: readonly string[]): Promise<void> {
  const from = place.clock.now;
  place.clock.now += HOUR_SECONDS;
  const throughSlot = place.clock.now - 900;
  const foldState = heardAt(throughSlot, operators);
  await place.must(SYSTEM, 'advanceFeed', { feedId, throughSlot, readings: hourly(from, [WAD]), foldState });
}

const refusal = (outcome: Outcome | undefined) =>
  outcome?.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome;

describe.each([
  ['FEED_COST', { costOfCorruption: 40_000n }],
  ['SUBJECT_SIZE', { subjectSize: 200_000n }],
])('%s', (bindingLimit, limits) => {
  test('of 500 who race for the last units in two pools and two assets one gets them', async () => {
    const world = await open({ ...limits, buyers: 20 });
    const second = await addSecond(world);
    if (bindingLimit === 'SUBJECT_SIZE') {
      // Two names of one subject: the newer size is that of the first product's owner.
      const subjectSize = { amount: 200_000n, asOf: place.clock.now };
      await place.must(OWNER, 'editProduct', { productId: second, subjectSize });
    }
    const [filler] = world.buyers as [Principal];
    await buy(place, filler, world.productId, 10_000n * UNIT, 30);
    const eighteen = { ...order(second, 9_990n * ETHER, 30), maxPremium: 10n ** 6n * ETHER };
    await place.must(filler, 'buyPolicies', eighteen);
    const races = Array.from({ length: 500 }, (_, index) => {
      const buyer = world.buyers[index % world.buyers.length] as Principal;
      const input =
        index % 2 === 0
          ? order(world.productId, 10n * UNIT, 30)
          : { ...order(second, 10n * ETHER, 30), maxPremium: 10n ** 6n * ETHER };
      return place.send(buyer, 'buyPolicies', input);
    });
    const outcomes = await Promise.all(races);
    expect(tally(outcomes)).toEqual({ DONE: 1, SALES_STOPPED: 499 });
    const refused = outcomes.find(({ kind }) => kind === 'REFUSED');
    expect(refusal(refused)).toMatchObject({ cause: 'LIMIT' });
  });

  test('some room is told with what binds, none stops sales, and cover that ends gives it back', async () => {
    const world = await open({ ...limits, waitingSeconds: 0 });
    const { productId, poolId } = world;
    const [buyer] = world.buyers as [Principal];
    await buy(place, buyer, productId, 19_985n * UNIT, 8);
    const queries = queriesOf(place);
    expect(await one(queries.productViews, productId)).toMatchObject({
      ...{ capacity: 15n * UNIT, maxCover: 15n * UNIT, salesStopped: null },
    });
    expect((await one(queries.poolViews, poolId)).capacity).toBe(15n * UNIT);
    const sent = order(productId, 16n * UNIT, 30);
    const expected = {
      ...{ code: 'CAPACITY_TOO_LOW', available: 15n * UNIT, bindingLimit },
      byPool: [{ poolId, available: 15n * UNIT }],
    };
    expect(refusal(await place.send(buyer, 'buyPolicies', sent))).toEqual(expected);
    const ask = (coverAmount: bigint) =>
      queries.quote([{ productId, coverAmount, termSeconds: 30 * DAY_SECONDS, startAt: null }], buyer.id);
    const quoted = await ask(16n * UNIT);
    expect(isRefusal(quoted) && { code: quoted.code, ...quoted.data }).toEqual(expected);
    const held = await ask(15n * UNIT);
    await buy(place, buyer, productId, 15n * UNIT, 8);
    expect(await one(queries.productViews, productId)).toMatchObject({
      ...{ capacity: 0n, maxCover: 0n, salesStopped: { cause: 'LIMIT' } },
    });
    expect((await one(queries.poolViews, poolId)).capacity).toBe(0n);
    if (isRefusal(held)) throw new Error('the room was not quoted');
    const late = await place.send(buyer, 'buyPolicies', { quoteToken: held.token });
    expect(refusal(late)).toMatchObject({ code: 'SALES_STOPPED', cause: 'LIMIT' });
    await pass(place, world, 9 * 24);
    // The support states sizes anew as time passes, and large ones.
    place.clock.now += 1;
    const subjectSize = { amount: 200_000n, asOf: place.clock.now };
    if (bindingLimit === 'SUBJECT_SIZE') await place.must(OWNER, 'editProduct', { productId, subjectSize });
    expect(gist(await place.send(buyer, 'buyPolicies', order(productId, 10_000n * UNIT, 30)))).not.toBe(
      'DONE',
    );
    await place.must(SYSTEM, 'releasePolicies', { productId, tick: 'end' });
    await buy(place, buyer, productId, 20_000n * UNIT, 30);
  });
});

describe('decentralisation', () => {
  test('sales stop while too few operators are heard, and go on when they return', async () => {
    const { feedId, productId, buyers } = await open();
    const [buyer] = buyers as [Principal];
    await hear(feedId, ['ada', 'bob', 'mallory']);
    const view = await one(queriesOf(place).feedViews, feedId);
    expect(view.decentralisation).toMatchObject({
      ...{ collusionThreshold: 0, collusionThresholdAtBest: 2, minimum: 2 },
    });
    const outcome = await place.send(buyer, 'buyPolicies', order(productId, 10n * UNIT, 30));
    expect(refusal(outcome)).toMatchObject({ code: 'SALES_STOPPED', cause: 'FEED' });
    await hear(feedId, ['cy', 'bob', 'ada']);
    await buy(place, buyer, productId, 10n * UNIT, 30);
  });

  test.each([
    ['minimumCollusion', { minimumCollusion: 3 }],
    ['minimumCollusion', { minimumCollusion: 1 }],
    ['subjectSize', { subjectSize: null }],
    ['subjectSize.asOf', { subjectSize: { amount: 1n, asOf: 1_000 } }],
    ['subjectSize.asOf', { subjectSize: { amount: 1n, asOf: 4_000_000_000 } }],
  ])('a product that cannot keep its promise is refused at %s', async (path, change) => {
    const { feedId, poolId } = await open();
    const sent = { ...product(feedId, poolId), pools: [{ poolId, weightWad: 0n }], ...change };
    const outcome = await place.send(OWNER, 'createProduct', sent);
    expect(refusal(outcome)).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });

  const source = {
    ...{ sourceId: 'a', family: 'chainlink', config: {}, heartbeatSeconds: 60 },
    operators: ['a', 'b', 'c', 'd', 'e', 'f'],
  };
  const live = {
    ...{ name: 'Live', decimals: 8, quorum: 4, maxGapSeconds: 1_800, finalitySeconds: 900 },
    ...{ sources: [source], costOfCorruption: 1n, sandbox: false },
  };

  test.each([
    ['quorum', { quorum: 3 }],
    ['quorum', { quorum: 2, sources: [{ ...source, operators: ['a', 'b'] }] }],
    ['quorum', { quorum: 1, sources: [{ ...source, operators: ['a'] }] }],
    ['costOfCorruption', { costOfCorruption: null }],
    ['costOfCorruption', { costOfCorruption: 0n }],
    ['sources.0.family', { sources: [{ ...source, family: 'replay' }] }],
  ])('a feed that real money cannot rest on is refused at %s, and may be a sandbox', async (path, change) => {
    place = await openMarketplace(await emptyLedgerUri());
    await place.must(SYSTEM, 'registerAccount', { address: OWNER.address, roles: OWNER.roles });
    const send = (more: object) => place.send(OWNER, 'registerFeed', { ...live, ...change, ...more });
    expect(refusal(await send({}))).toMatchObject({ code: 'CONFIG_INVALID', problems: [{ path }] });
    expect(gist(await send({ sandbox: true }))).toBe('DONE');
    expect(gist(await place.send(OWNER, 'registerFeed', { ...live, name: 'Other' }))).toBe('DONE');
  });

  test('what is no sandbox follows no sandbox feed', async () => {
    const { poolId } = await open();
    const { feedId } = await place.must<{ feedId: string }>(OWNER, 'registerFeed', {
      ...live,
      sandbox: true,
    });
    const outcome = await place.send(OWNER, 'createProduct', product(feedId, poolId));
    expect(refusal(outcome)).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ path: 'feedId' })]),
    });
  });
});

test('a size holds for seven days to the second; then nothing is sold until it is stated anew', async () => {
  const { feedId, productId, buyers } = await open();
  const [buyer] = buyers as [Principal];
  const asOf = place.clock.now;
  await place.must(OWNER, 'editProduct', { productId, subjectSize: { amount: SUBJECT_SIZE, asOf } });
  for (let hour = 0; hour < 7 * 24; hour += 1) await hear(feedId, ['ada', 'bob', 'cy']);
  await buy(place, buyer, productId, 10n * UNIT, 30);
  place.clock.now += 1;
  const late = await place.send(buyer, 'buyPolicies', order(productId, 10n * UNIT, 30));
  expect(refusal(late)).toMatchObject({ code: 'SALES_STOPPED', cause: 'LIMIT' });
  expect(await one(queriesOf(place).productViews, productId)).toMatchObject({ capacity: 0n, maxCover: 0n });
  const state = (amount: bigint, at: number) =>
    place.send(OWNER, 'editProduct', { productId, subjectSize: { amount, asOf: at } });
  expect(refusal(await state(1n, asOf))).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(refusal(await state(1n, place.clock.now + 61))).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(gist(await state(SUBJECT_SIZE, place.clock.now - 10))).toBe('DONE');
  expect(refusal(await state(1n, place.clock.now - 10))).toEqual({
    code: 'STALE',
    newestAt: place.clock.now - 10,
  });
  await buy(place, buyer, productId, 10n * UNIT, 30);
});
