/** Scores follow what is known of their products: a step a day, with hysteresis, and never a payment. */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { Reading } from '../../src/domain/trigger/rule.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { StatedInput } from '../../src/market/risk/riskInput.ts';
import { loadByIds } from '../../src/store/load.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { queriesOf } from '../market/queries/reading.ts';
import { stated, USDC } from '../market/risk/inputs.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, person, START, SYSTEM, UNIT } from '../support/marketplace.ts';
import { modelScore } from '../support/modelScore.ts';
import { STORY_RULE } from './story.ts';
import {
  addFeed,
  all,
  closeDatabases,
  emptyMarketplace,
  openHouse,
  seriesSource,
  type WatchedFeed,
  watch,
  writeSeries,
} from './world.ts';

const OWNER = person(1, ['OWNER']);
const DAYS = 12;

let place: Marketplace;
let house: Awaited<ReturnType<typeof openHouse>>;
let watcher: Watcher;
afterAll(closeDatabases);
beforeEach(async () => {
  place = await emptyMarketplace(testDatabaseUri());
  house = await openHouse(place);
  watcher = watch(place);
});
afterEach(async () => {
  await watcher.close();
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

/** Readings every half hour: what `at` says of the hours since the start. */
const series = (valueAt: (hour: number) => bigint): Reading[] =>
  Array.from({ length: DAYS * 48 }, (_, index) => ({
    at: START + index * 1_800,
    value: valueAt(index / 2),
  }));
const open = async (readings: Reading[], subject = 'USDC'): Promise<WatchedFeed> =>
  addFeed(place, house, { subject, sources: [seriesSource(await writeSeries(readings))], rule: STORY_RULE });
const score = (productId: string, inputs: StatedInput[]) =>
  place.must(OWNER, 'propose', {
    ...{ reason: 'What is known', chainId: 1 },
    changes: [{ kind: 'scoreProduct', input: { productId, inputs } }],
  });
/** Steps of the watcher every six hours until a day after the start; returns the score of each day. */
async function live(productId: string, untilDay: number): Promise<number[]> {
  const values: number[] = [];
  for (let day = 1; day <= untilDay; day += 1) {
    for (const hours of [1, 7, 13, 19]) {
      place.clock.now = START + day * DAY_SECONDS + hours * HOUR_SECONDS;
      expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
    }
    const [product] = await loadByIds(place.database, 'products', [productId]);
    values.push(product?.score ?? -1);
  }
  return values;
}

test('a calm feed is measured, and a score that was stated so stays where it is', async () => {
  const { productId, feedId } = await open(series(() => WAD));
  await score(productId, stated(USDC, place.clock.now));
  const [before] = await loadByIds(place.database, 'products', [productId]);
  const values = await live(productId, 3);
  expect(new Set(values).size).toBe(1);
  // The first day is too short to measure; then it is, and a steady price is as calm as can be.
  const scores = (await all(place.database, 'scores')).map(modelScore);
  expect(scores.map(({ cause }) => cause)).toEqual(['SCORED', 'DAY', 'DAY', 'DAY']);
  expect(scores.map(({ before: from }) => from).slice(1)).toEqual([before?.score, ...values.slice(0, 2)]);
  const measured = scores
    .at(-1)
    ?.factors.filter(({ factor }) => ['deviationFrequency', 'pegVolatility'].includes(factor));
  const [feed] = await loadByIds(place.database, 'feeds', [feedId]);
  for (const { input } of measured ?? [])
    expect(input).toMatchObject({ value: 0n, source: `feed ${feed?.name}`, feedId: null });
});

test('nothing is sold until the feed is measured, and what it shows first holds at once', async () => {
  const { productId } = await open(series(() => WAD));
  const { pegVolatility: _volatility, deviationFrequency: _frequency, ...rest } = USDC;
  await score(productId, stated(rest, place.clock.now));
  const [supposed] = await loadByIds(place.database, 'products', [productId]);
  const items = [{ productId, coverAmount: 1_000n * UNIT, termSeconds: 30 * DAY_SECONDS, startAt: null }];
  const quote = () => queriesOf(place).quote(items, null);
  const unmeasured = { code: 'SALES_STOPPED', data: { cause: 'SCORE' } };

  for (const hours of [1, 3]) {
    place.clock.now = START + hours * HOUR_SECONDS;
    await watcher.tick();
  }
  const [calm] = await loadByIds(place.database, 'products', [productId]);
  expect(calm).toMatchObject({ phase: 'CALM', score: supposed?.score });
  expect(await quote()).toMatchObject(unmeasured);
  const [value] = await live(productId, 1);
  expect((await all(place.database, 'scores')).at(-1)).toMatchObject({ held: 0n, value, target: value });
  expect((supposed?.score ?? 0) - (value ?? 100)).toBeGreaterThan(5);
  expect(await quote()).toMatchObject({ items: [{ score: { value } }] });
});

test('a coin that begins to tremble becomes dearer: by 5 points a day at most', async () => {
  // Below the watch level for half of each day from the third on, and never near the strike.
  const { productId } = await open(
    series((hour) => (hour > 48 && hour % 24 < 12 ? (985n * WAD) / 1_000n : WAD)),
  );
  await score(productId, stated(USDC, place.clock.now));
  const [start] = await loadByIds(place.database, 'products', [productId]);
  const values = await live(productId, 8);
  const scores = (await all(place.database, 'scores')).map(modelScore);
  let before = start?.score ?? 0;
  for (const value of values) {
    expect(Math.abs(value - before)).toBeLessThanOrEqual(5);
    expect(value).toBeGreaterThanOrEqual(before);
    before = value;
  }
  expect(before).toBeGreaterThan((start?.score ?? 0) + 5);
  for (const { value, before: from, target, held } of scores.slice(1)) {
    if (Math.abs(target - (from ?? 0)) < 2) expect(value).toBe(from);
    expect(held).toBe(BigInt(value - target) * 1_000_000n);
  }
  // It is a price and nothing else: no incident, and nothing moved.
  expect(await all(place.database, 'incidents')).toEqual([]);
  const journal = await place.database.collection('journal').find({ operation: 'followScore' }).toArray();
  expect(journal).toHaveLength(8);
  expect(journal.flatMap(({ entries }) => entries)).toEqual([]);
});

test('what a SIGNAL feed tells is followed day by day, and dated by its reading', async () => {
  const { productId } = await open(series(() => WAD));
  const depths = series((hour) => (hour < 60 ? 250_000_000n : 1_000_000n) * WAD);
  const { feedId } = await place.must<{ feedId: string }>(OWNER, 'registerFeed', {
    ...{ name: 'Depth of USDC', purpose: 'SIGNAL', decimals: 18, quorum: 1, maxGapSeconds: HOUR_SECONDS },
    ...{ finalitySeconds: 900, sources: [seriesSource(await writeSeries(depths))], sandbox: true },
  });
  place.clock.now = START + 2 * HOUR_SECONDS;
  await watcher.tick();
  const others = stated(USDC, place.clock.now).filter(({ factor }) => factor !== 'liquidityDepth');
  const followed = { factor: 'liquidityDepth', value: null, source: null, asOf: null, feedId };
  await score(productId, [...others, followed]);
  const [start] = await loadByIds(place.database, 'products', [productId]);
  const values = await live(productId, 6);
  const depth = (await all(place.database, 'scores'))
    .map(modelScore)
    .map(({ factors }) => factors.find(({ factor }) => factor === 'liquidityDepth')?.input);
  expect(depth[0]).toMatchObject({ value: 250_000_000n, source: 'feed Depth of USDC', feedId });
  expect(depth.at(-1)).toMatchObject({ value: 1_000_000n, feedId });
  expect(depth.at(-1)?.asOf).toBeGreaterThan(START + 5 * DAY_SECONDS);
  // 70 points more for 12 % of the weight: 8.4, in two steps.
  expect((values.at(-1) ?? 0) - (start?.score ?? 0)).toBeGreaterThanOrEqual(7);
});

test('nobody follows a score twice a day, one that was given, or readings that are not the feed’s', async () => {
  const { productId } = await open(series(() => WAD));
  await live(productId, 1);
  const today = place.clock.now - (place.clock.now % DAY_SECONDS);
  const follow = (input: object) =>
    place.send(SYSTEM, 'followScore', { productId, day: today, measured: null, ...input });
  expect(await follow({})).toMatchObject({ refusal: { code: 'STATUS_FORBIDS', data: { status: 'GIVEN' } } });
  await score(productId, stated(USDC, place.clock.now));
  expect(await follow({})).toMatchObject({ refusal: { code: 'STALE', path: 'day' } });
  place.clock.now += DAY_SECONDS;
  const day = today + DAY_SECONDS;
  const invented = { evidenceHash: 'f'.repeat(64), deviationFrequency: 0n, pegVolatility: 0n };
  expect(await follow({ day, measured: invented })).toMatchObject({
    refusal: { code: 'STALE', path: 'measured' },
  });
  expect(await follow({ day: day + DAY_SECONDS })).toMatchObject({ refusal: { code: 'STALE', path: 'day' } });
  expect(await follow({ productId: 'prd_00000000dead' })).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
  expect(await follow({ day })).toMatchObject({ kind: 'DONE', replayed: false });
  expect(await follow({ day })).toMatchObject({ kind: 'DONE', replayed: true });
});

test('what nobody looks up grows old: after a month the score rises, step by step', async () => {
  const { productId } = await open(series(() => WAD));
  await score(productId, stated(USDC, place.clock.now - 28 * DAY_SECONDS));
  const [start] = await loadByIds(place.database, 'products', [productId]);
  const values = await live(productId, 5);
  const rises = values.map((value, index) => value - (values[index - 1] ?? start?.score ?? 0));
  expect(rises[0]).toBe(0);
  // Now everything but what is measured is older than 30 days.
  expect(rises.slice(-2)).toEqual([5, 5]);
});
