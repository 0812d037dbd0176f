/** A risk manager looks at a product of a ledger: what it costs by score and use, and how its score came about. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actuary } from '../../../src/cli/actuary/command.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import type { QuoteView } from '../../../src/market/queries/views.ts';
import { queriesOf } from '../../market/queries/reading.ts';
import { stated, USDC } from '../../market/risk/inputs.ts';
import { basketOrder, basketWorld } from '../../support/basket.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import {
  DEPEG_RULE,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { keepingStreams } from '../shared/streams.ts';

const uri = testDatabaseUri();
const owner = person(1, ['OWNER']);
const DAYS = 45;
let place: Marketplace;
let world: ReadyWorld;
let several = '';

beforeAll(async () => {
  place = await openMarketplace(uri);
  world = await readyWorld(place);
  several = await overSeveralPools();
  const items = Array.from({ length: 4 }, () => item(world.productId, 190_000n));
  for (const one of items)
    await place.must(world.buyers[0] ?? SYSTEM, 'buyPolicies', { items: [one], maxPremium: 10n ** 12n });
});
afterAll(() => place.stop());

const item = (productId: string, whole: bigint) => ({
  productId,
  ...{ coverAmount: whole * UNIT, termSeconds: 60 * DAY_SECONDS, startAt: null },
});

/** In a pool of its own, and half of one that counts its capital twice. */
async function overSeveralPools(): Promise<string> {
  const { assetId, feedId, underwriter } = world;
  const pools = [];
  for (const [name, shape, weightWad] of [
    ['Alone', { kind: 'ISOLATED' }, WAD],
    ['Half', { kind: 'DIVERSIFIED', leverageWad: 2n * WAD }, WAD / 2n],
  ] as const) {
    const order = { name, assetId, sandbox: false, ...shape };
    const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', order);
    const credit = { accountId: underwriter.id, assetId, amount: 10n ** 12n, reference: name };
    await place.must(SYSTEM, 'creditAccount', credit);
    await place.must(underwriter, 'depositCapital', { into: poolId, amount: 10n ** 12n });
    pools.push({ poolId, weightWad });
  }
  const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
    ...{ name: 'USDC <in> two & more', subject: 'USDC', peril: 'DEPEG', group: 'USDC', feedId, pools },
    ...{ rule: DEPEG_RULE, deductibleBps: 0, waitingSeconds: 0, challengeSeconds: 7_200, minCover: null },
    ...{ termSecondsMax: 365 * DAY_SECONDS, minRateWad: null, sandbox: false },
    inputs: inputsForScore(62, place.clock.now),
    subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
  });
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  return productId;
}

async function call(...argv: string[]) {
  const streams = keepingStreams();
  const code = await actuary(argv, streams, {});
  return { code, stdout: streams.stdout(), stderr: streams.stderr() };
}

const here = (what: string, productId: string) => [what, '--uri', uri, '--product', productId];

/** A picture that was drawn: well formed, and every number in it is one. */
async function drawn(name: string, ...argv: string[]): Promise<string> {
  const path = join(await temporaryFolder(), name);
  expect(await call(...argv, '--svg', path)).toMatchObject({ code: 0 });
  const svg = await readFile(path, 'utf8');
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  const names = [...svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)];
  expect(names.reduce((open, [, closes, , empty]) => open + (closes ? -1 : empty ? 0 : 1), 0)).toBe(0);
  return svg;
}

describe('price', () => {
  test('says what a quote of the same moment pays, by score and by how much is sold', async () => {
    const { code, stdout } = await call(...here('price', several), '--json');
    expect(code).toBe(0);
    const { scores, pools, poolId, score } = JSON.parse(stdout);
    expect([score, scores.length, pools.length]).toEqual([62, 101, 2]);
    const quoted = (await queriesOf(place).quote([item(several, 100n)], null)) as QuoteView;
    const [line] = quoted.items;
    expect(line?.allocations.map((part) => part.poolId)).toEqual([poolId]);
    expect(scores[62].rate).toBeCloseTo(Number(line?.annualRateWad) / 1e18, 6);
    for (const point of scores) {
      const { expectedLoss, margin, capitalCost, expenses, minimum, rate } = point;
      expect(expectedLoss + margin + capitalCost + expenses + minimum).toBeCloseTo(rate, 12);
    }
    const filled = JSON.parse((await call(...here('price', world.productId), '--json')).stdout);
    expect(filled.pools[0].use).toBeCloseTo(0.76, 2);
    expect(filled.pools[0].rateNow).toBeGreaterThan(filled.pools[0].points[0].rate);
  });

  test('is drawn and told in words, of a product and of one that is not there yet', async () => {
    expect(await drawn('price.svg', ...here('price', several))).toContain('USDC &#60;in&#62; two &#38; more');
    expect(await drawn('full.svg', ...here('price', world.productId))).toContain('score 30');
    const asked = ['price', '--score', '5', '--peril', 'ASSET_LOSS', '--payout', 'BINARY'];
    expect(await drawn('new.svg', ...asked)).toContain('ASSET_LOSS, BINARY');
    const { stdout } = await call(...asked);
    expect(stdout).toContain('5 (now)');
    expect(stdout).toContain('Sold of the limit');
  });
});

describe('score', () => {
  test('has nothing to show of a score that was given, as a sandbox has it', async () => {
    const { assetId, feedId } = world;
    const pool = { name: 'Trying', assetId, kind: 'ISOLATED', sandbox: true };
    const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', pool);
    const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
      ...{ name: 'Trying', subject: 'USDC', peril: 'DEPEG', group: 'USDC', feedId, rule: DEPEG_RULE },
      ...{ pools: [{ poolId, weightWad: WAD }], deductibleBps: 0, waitingSeconds: 0, minCover: null },
      ...{ challengeSeconds: 7_200, termSecondsMax: 365 * DAY_SECONDS, score: 30, minRateWad: null },
      sandbox: true,
    });
    const { code, stderr } = await call(...here('score', productId));
    expect([code, stderr]).toEqual([2, expect.stringContaining('it has no history')]);
  });

  test('shows each step with what made it, none by more than five points a day', async () => {
    const inputs = stated(USDC, place.clock.now);
    const change = { kind: 'scoreProduct', input: { productId: world.productId, inputs } };
    await place.must(owner, 'propose', { reason: 'What is known', chainId: 1, changes: [change] });
    for (let day = 0; day < DAYS; day += 1) {
      place.clock.now += DAY_SECONDS;
      const today = place.clock.now - (place.clock.now % DAY_SECONDS);
      await place.must(SYSTEM, 'followScore', { productId: world.productId, day: today, measured: null });
    }
    const { stdout } = await call(...here('score', world.productId), '--json');
    const { scores, score } = JSON.parse(stdout) as {
      score: number;
      scores: { cause: string; before: number; value: number }[];
    };
    expect(scores).toHaveLength(2 + DAYS);
    expect(scores[0]).toMatchObject({ cause: 'CREATED', before: null, value: 30 });
    expect(scores[1]).toMatchObject({ cause: 'SCORED', before: 30 });
    expect(scores.at(-1)).toMatchObject({ cause: 'DAY', value: score });
    const days = scores.slice(2);
    for (const { before, value } of days) expect(Math.abs(value - before)).toBeLessThanOrEqual(5);
    // What was looked up grows stale.
    expect(score).toBeGreaterThan(days[0]?.before ?? 100);
    expect(await drawn('score.svg', ...here('score', world.productId))).toContain('moved by the day');
    expect((await call(...here('score', world.productId))).stdout).toContain('SCORED');
  });

  test('of a basket names the members that it follows from, each with its hazard', async () => {
    const basket = await basketWorld(place, world);
    const order = basketOrder(basket);
    const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', order);
    const { score, scores } = JSON.parse((await call(...here('score', productId), '--json')).stdout);
    const [only, ...more] = scores;
    expect(more).toEqual([]);
    expect(only).toMatchObject({ cause: 'CREATED', value: score, target: score, modelVersion: null });
    expect(only.basket.members.map((member: { productId: string }) => member.productId)).toEqual(
      basket.productIds,
    );
    const { stdout } = await call(...here('score', productId));
    expect(stdout).toContain(`2 of these have an incident in a year with at most ${only.basket.bound}`);
    for (const id of basket.productIds) expect(stdout).toContain(id);
    expect(await drawn('basket.svg', ...here('score', productId))).toContain('a member moved');
  });
});

test.each([
  ['price of nothing', ['price'], 'name a --product'],
  ['price of a score that is none', ['price', '--score', '101'], 'from 0 to 100'],
  ['price of an unknown peril', ['price', '--score', '1', '--peril', 'RAIN'], 'none of DEPEG'],
  ['price of an unknown payout', ['price', '--score', '1', '--payout', 'LATER'], 'none of BINARY'],
  ['price of an unknown product', ['price', '--uri', uri, '--product', 'prd_0'], 'there is no product'],
  ['score of nothing', ['score'], 'name a --product'],
  ['score of an unknown product', ['score', '--uri', uri, '--product', 'prd_0'], 'there is no product'],
])('answers 2 for the %s, and says why', async (_what, argv, message) => {
  const { code, stderr } = await call(...argv);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
