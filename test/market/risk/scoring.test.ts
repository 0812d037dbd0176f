/** Governors score a product from what is known of it: prices follow, and what is sold stands. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FIRST_MODELS } from '../../../src/domain/risk/firstModels.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { QuoteView } from '../../../src/market/queries/views.ts';
import { scoreIdOf } from '../../../src/market/risk/scoreIds.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { scoreByTheBook } from '../../domain/risk/book.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { buy } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import {
  DEPEG_RULE,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  UNIT,
} from '../../support/marketplace.ts';
import { modelScore } from '../../support/modelScore.ts';
import { queriesOf } from '../queries/reading.ts';
import { stated, USDC } from './inputs.ts';

const owner = person(1, ['OWNER']);

let place: Marketplace;
let world: ReadyWorld;
beforeEach(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const propose = (kind: string, input: object) =>
  place.send(owner, 'propose', { reason: 'What is known', chainId: 1, changes: [{ kind, input }] });
const score = (values: Record<string, bigint>, asOf = place.clock.now) =>
  propose('scoreProduct', { productId: world.productId, inputs: stated(values, asOf) });
const productNow = async () => {
  const [product] = await loadByIds(place.database, 'products', [world.productId]);
  if (product === undefined) throw new Error('the product is gone');
  return product;
};
const scoreNow = async () => {
  const { scored } = await productNow();
  const [found] = await loadByIds(place.database, 'scores', [
    scoreIdOf(world.productId, scored?.number ?? 0),
  ]);
  return modelScore(found);
};
const order = () => [
  { productId: world.productId, coverAmount: 1_000n * UNIT, termSeconds: 30 * DAY_SECONDS, startAt: null },
];
const quote = async (accountId: string | null = null): Promise<QuoteView> => {
  const found = await queriesOf(place).quote(order(), accountId);
  if ('refused' in found) throw new Error(found.code);
  return found;
};
const adopt = (factors: object[], model = 'STABLECOIN') => propose('adoptRiskModel', { model, factors });

const productOrder = (poolId: string) => ({
  ...{ name: 'Another', subject: 'USDC', peril: 'DEPEG', group: 'USDC', feedId: world.feedId },
  ...{ pools: [{ poolId, weightWad: WAD }], rule: DEPEG_RULE, deductibleBps: 0, waitingSeconds: 0 },
  ...{ challengeSeconds: 7_200, minCover: null, termSecondsMax: 365 * DAY_SECONDS, minRateWad: null },
  subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
});

let created = 0;
describe('a product that is created', () => {
  const create = async (said: object, sandbox = false) => {
    const name = `Product ${++created}`;
    const order = { name, assetId: world.assetId, kind: 'ISOLATED', sandbox };
    const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', order);
    const input = { ...productOrder(poolId), name, ...said, sandbox };
    const answer = await place.send(owner, 'createProduct', input);
    if (answer.kind !== 'DONE') return { answer, product: null, score: null };
    const { productId } = answer.answer as { productId: string };
    const [product] = await loadByIds(place.database, 'products', [productId]);
    const [score] = await loadByIds(place.database, 'scores', [scoreIdOf(productId, 1)]);
    return { answer, product, score };
  };
  const problemsOf = async (said: object, sandbox = false) => {
    const { answer } = await create(said, sandbox);
    if (answer.kind !== 'REFUSED' || answer.refusal.code !== 'CONFIG_INVALID') return [gist(answer)];
    return answer.refusal.data.problems.map(({ path }) => path);
  };

  test('has the score of its inputs from its first moment, with its history and its snapshot', async () => {
    const { product, score: first } = await create({ inputs: stated(USDC, place.clock.now) });
    const said = Object.fromEntries(
      Object.entries(USDC).map(([factor, value]) => [factor, { value: Number(value), ageDays: 0 }]),
    );
    expect(first).toMatchObject({ cause: 'CREATED', number: 1, before: null, proposalId: null, held: 0n });
    expect(first?.value).toBe(Math.ceil(scoreByTheBook('STABLECOIN', said)));
    const { value, snapshotHash } = first ?? {};
    expect(product).toMatchObject({ score: value, scored: { number: 1, modelVersion: 1, snapshotHash } });
    const [model] = await loadByIds(place.database, 'riskModels', ['rmd_STABLECOIN']);
    expect(model?.productIds).toEqual([world.productId, product?._id]);
  });

  test('of which nothing is known has the worst score there is, also in a sandbox', async () => {
    expect((await create({ inputs: [] })).score).toMatchObject({ value: 100, cause: 'CREATED' });
    expect((await create({ inputs: [] }, true)).product).toMatchObject({ score: 100, scored: { number: 1 } });
  });

  test('is not for sale with a score that is given: only a sandbox may try one', async () => {
    const inputs = stated(USDC, place.clock.now);
    expect(await problemsOf({ score: 30 })).toEqual(['score']);
    expect(await problemsOf({ score: 30, inputs })).toEqual(['score']);
    expect(await problemsOf({})).toEqual(['inputs']);
    expect(await problemsOf({ inputs: [...inputs, ...inputs.slice(0, 1)] })).toEqual(['inputs.10']);
    expect(await problemsOf({ score: 30, inputs }, true)).toEqual(['score']);
    expect(await problemsOf({}, true)).toEqual(['inputs']);
    expect(await problemsOf({ score: 30 }, true)).toEqual(['DONE']);
  });
});

describe('a product that is scored', () => {
  test('has the score that the inputs make, with all of its explanation', async () => {
    expect(await productNow()).toMatchObject({ score: 30, scored: { number: 1 } });
    expect(gist(await score(USDC))).toBe('DONE');
    const said = Object.fromEntries(
      Object.entries(USDC).map(([factor, value]) => [factor, { value: Number(value), ageDays: 0 }]),
    );
    const expected = Math.ceil(scoreByTheBook('STABLECOIN', said));
    const found = await scoreNow();
    expect(found).toMatchObject({ value: expected, before: 30, number: 2, modelVersion: 1, cause: 'SCORED' });
    expect(found.factors.map(({ status }) => status)).toEqual(Array(10).fill('CURRENT'));
    const { score: value, scored } = await productNow();
    expect(value).toBe(expected);
    expect(scored?.snapshotHash).toBe(found.snapshotHash);
  });

  test('is priced by it from then on: riskier is dearer, and the quote names the snapshot', async () => {
    const first = await quote();
    const created = await scoreNow();
    expect(first.items[0]?.score).toEqual({ value: 30, snapshotHash: created.snapshotHash });
    await score(USDC);
    const safer = await quote();
    await score({ ...USDC, backing: 8_000n, redemption: 720n });
    const riskier = await quote();
    expect(safer.premium).toBeLessThan(first.premium);
    expect(riskier.premium).toBeGreaterThan(safer.premium);
    const { value, snapshotHash, number } = await scoreNow();
    expect(number).toBe(3);
    expect(riskier.items[0]?.score).toEqual({ value, snapshotHash });
  });

  test('leaves what is sold as it was, and an old token is not honoured', async () => {
    const buyer = world.buyers[0] as never as { id: string };
    const [policyId = ''] = await buy(place, buyer as never, world.productId, 1_000n * UNIT, 30);
    const [before] = await loadByIds(place.database, 'policies', [policyId]);
    const { token, premium } = await quote(buyer.id);
    await score(USDC);
    const [after] = await loadByIds(place.database, 'policies', [policyId]);
    expect(after).toEqual(before);
    const purchase = {
      ...{ quoteToken: token, items: null, maxPremium: premium, distributorCode: null, autoRenew: null },
    };
    expect(await place.send(buyer as never, 'buyPolicies', purchase)).toMatchObject({
      refusal: { code: 'QUOTE_INVALID', data: { problem: 'SCORE' } },
    });
    const fresh = await quote(buyer.id);
    const again = { ...purchase, quoteToken: fresh.token, maxPremium: fresh.premium };
    expect(gist(await place.send(buyer as never, 'buyPolicies', again))).toBe('DONE');
  });

  test('is never safer for what was not said, or was said long ago', async () => {
    await score(USDC);
    const { value } = await scoreNow();
    const { backing: _backing, ...without } = USDC;
    await score(without);
    expect((await scoreNow()).value).toBeGreaterThan(value);
    expect((await scoreNow()).factors[0]).toMatchObject({ status: 'MISSING', pointsBps: 10_000n });
    await score(USDC, place.clock.now - 31 * DAY_SECONDS);
    expect((await scoreNow()).factors.every(({ status }) => status === 'STALE')).toBe(true);
    expect((await scoreNow()).value).toBe(75);
  });

  test('what its own feed has told holds on unless something else is said', async () => {
    await score(USDC);
    const { pegVolatility: _volatility, deviationFrequency: _frequency, ...rest } = USDC;
    await score(rest);
    const { factors } = await scoreNow();
    expect(factors.filter(({ status }) => status === 'MISSING')).toEqual([]);
  });
});

describe('what cannot be said', () => {
  test.each([
    ['a factor twice', [0, 0], {}],
    ['one of another kind', [0], { factor: 'audits' }],
    ['a value without a source', [0], { source: null }],
    ['a day that has not come', [0], { asOf: 4_000_000_000 }],
    ['a feed and a value', [0], { feedId: 'feed_00000000dead' }],
    ['a feed that is not there', [0], { value: null, source: null, asOf: null, feedId: 'feed_00000000dead' }],
  ])('%s', async (_name, picks, change) => {
    const all = stated(USDC, place.clock.now);
    const inputs = picks.map((index) => ({ ...all[index], ...change }));
    const answer = await propose('scoreProduct', { productId: world.productId, inputs });
    expect(answer).toMatchObject({
      refusal: { code: 'CONFIG_INVALID', path: 'changes.0.scoreProduct.inputs' },
    });
    expect((await productNow()).scored?.number).toBe(1);
  });

  test('anything of a product that is not there, or by a feed that decides who is paid', async () => {
    expect(gist(await propose('scoreProduct', { productId: 'prd_00000000dead', inputs: [] }))).toBe(
      'NOT_FOUND',
    );
    const followed = {
      factor: 'liquidityDepth',
      value: null,
      source: null,
      asOf: null,
      feedId: world.feedId,
    };
    const answer = await propose('scoreProduct', { productId: world.productId, inputs: [followed] });
    expect(JSON.stringify(answer)).toContain('Only a SIGNAL feed');
  });
});

describe('a model that is adopted', () => {
  const factors = FIRST_MODELS.STABLECOIN.factors;
  const heavier = factors.map((entry) => {
    const by: Record<string, bigint> = { pegEpisodes: 400n, backing: -400n };
    return { ...entry, weightBps: entry.weightBps + (by[entry.factor] ?? 0n) };
  });

  test('scores its products anew by what is known, and no other', async () => {
    await score(USDC);
    const { value } = await scoreNow();
    expect(gist(await adopt(heavier))).toBe('DONE');
    const after = await scoreNow();
    // 25 points instead of 10, for 4 % of the weight.
    expect(after).toMatchObject({ cause: 'MODEL', modelVersion: 2, number: 3, before: value });
    expect(after.factors[5]).toMatchObject({ factor: 'pegEpisodes', weightBps: 1_400n });
    expect((await productNow()).score).toBe(after.value);
    const [stored] = await loadByIds(place.database, 'riskModels', ['rmd_STABLECOIN']);
    expect(stored).toMatchObject({ modelVersion: 2, productIds: [world.productId] });
    // The next score is by the model in force.
    await score(USDC);
    expect(await scoreNow()).toMatchObject({ modelVersion: 2, number: 4, value: after.value });
  });

  test('leaves a score alone that was given, as a sandbox has it', async () => {
    const order = { name: 'Trying', assetId: world.assetId, kind: 'ISOLATED', sandbox: true };
    const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', order);
    const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
      ...productOrder(poolId),
      ...{ inputs: null, score: 30, sandbox: true },
    });
    expect(gist(await adopt(heavier))).toBe('DONE');
    const [given] = await loadByIds(place.database, 'products', [productId]);
    expect(given).toMatchObject({ score: 30, scored: null });
  });

  test('is refused beyond a step of its weights, and where silence would pay', async () => {
    const jump = factors.map((entry) => {
      const by: Record<string, bigint> = { pegEpisodes: 501n, backing: -501n };
      return { ...entry, weightBps: entry.weightBps + (by[entry.factor] ?? 0n) };
    });
    expect(await adopt(jump)).toMatchObject({
      refusal: { code: 'PARAMETER_OUT_OF_RANGE', data: { name: 'backing.weightBps', maximumStep: 500n } },
    });
    const [first, ...rest] = factors as [(typeof factors)[number], ...typeof factors];
    const mild = first.table.map(({ value, pointsBps }) => ({ value, pointsBps: pointsBps / 2n }));
    expect(gist(await adopt([{ ...first, table: mild }, ...rest]))).toBe('CONFIG_INVALID');
    expect(gist(await adopt([...rest]))).toBe('CONFIG_INVALID');
    expect(gist(await adopt([...factors], 'CONTRACT'))).toBe('CONFIG_INVALID');
  });
});

test('tampering with a score, or with what a product is priced by, is found', async () => {
  await score(USDC);
  const products = place.database.collection('products');
  const { score: honest } = await productNow();
  await products.updateOne({ _id: world.productId }, { $set: { score: 0 } });
  const differences = async () => (await auditLedger(place.database)).differences.map(({ field }) => field);
  expect(await differences()).toEqual(['score']);
  await products.updateOne({ _id: world.productId }, { $set: { score: honest } });
  const scores = place.database.collection('scores');
  const _id = scoreIdOf(world.productId, 2);
  await scores.updateOne({ _id }, { $set: { 'factors.0.input.source': 'elsewhere' } });
  expect(await differences()).toEqual(['snapshotHash']);
  await scores.updateOne({ _id }, { $set: { 'factors.0.input.source': 'https://example.org/usdc' } });
  expect(await differences()).toEqual([]);
});
