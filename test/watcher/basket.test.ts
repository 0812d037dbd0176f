/** A basket of three stablecoins on three feeds, two of which must fall: told by a real watcher in virtual time. */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { BreachRule } from '../../src/domain/trigger/rule.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { BasketDocument } from '../../src/store/documents/cover.ts';
import { loadByIds } from '../../src/store/load.ts';
import { testDatabaseUri } from '../support/database.ts';
import { cents, order } from '../support/depeg.ts';
import { hourly, type Marketplace, person, START, UNIT } from '../support/marketplace.ts';
import { Death, mortal } from './mortal.ts';
import { ending, STORY_RULE } from './story.ts';
import {
  addFeed,
  all,
  closeDatabases,
  emptyMarketplace,
  openHouse,
  seriesSource,
  watch,
  writeSeries,
} from './world.ts';

const URI = testDatabaseUri();
afterAll(closeDatabases);

const HALF_HOUR = HOUR_SECONDS / 2;
const RULE: BreachRule = { ...STORY_RULE, maxGapSeconds: 2 * HOUR_SECONDS, payout: { kind: 'BINARY' } };
const SUBJECTS = ['DAI', 'FRAX', 'USDC'] as const;
type Subject = (typeof SUBJECTS)[number];
/** By subject: the hours after START at which it falls to 0.89 for an hour. */
type Falls = Partial<Record<Subject, readonly number[]>>;

const onDay = (day: number, hour = 0): number => START + day * DAY_SECONDS + hour * HOUR_SECONDS;

let place: Marketplace;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
});
afterEach(async () => {
  await place.stop();
});

/** Sets the scene at START; `slow` is read a day late. Answers the id of the basket. */
async function setScene(falls: Falls, days: number, slow: Subject | null = null): Promise<string> {
  const house = await openHouse(place);
  const productIds: string[] = [];
  for (const subject of SUBJECTS) {
    const values = Array.from({ length: days * 24 }, (_, hour) =>
      falls[subject]?.includes(hour) ? cents(89) : WAD,
    );
    const file = await writeSeries(hourly(START, values));
    const { productId } = await addFeed(place, house, {
      subject,
      sources: [seriesSource(file)],
      rule: RULE,
      finalitySeconds: subject === slow ? DAY_SECONDS : 900,
      waitingSeconds: 0,
      challengeSeconds: 0,
      capital: 100_000n * UNIT,
    });
    productIds.push(productId);
  }
  const pool = { name: 'Basket pool', assetId: house.assetId, kind: 'ISOLATED', sandbox: true };
  const { poolId } = await place.must<{ poolId: string }>(house.owner, 'createPool', pool);
  await place.must(person(2), 'depositCapital', { into: poolId, amount: 100_000n * UNIT });
  const { productId } = await place.must<{ productId: string }>(house.owner, 'createProduct', {
    name: 'Two of three',
    subject: 'Dollar stablecoins',
    peril: 'BASKET',
    group: 'Dollar stablecoins',
    pools: [{ poolId, weightWad: WAD }],
    basket: { productIds, k: 2, windowSeconds: 30 * DAY_SECONDS },
    deductibleBps: 0,
    waitingSeconds: null,
    challengeSeconds: 0,
    minCover: null,
    termSecondsMax: 365 * DAY_SECONDS,
    minRateWad: null,
    sandbox: true,
  });
  return productId;
}

/** One step of a watcher that has just been started. */
async function stepAt(time: number): Promise<Record<string, number>> {
  place.clock.now = time;
  const watcher = watch(place);
  let report = await watcher.tick();
  // What a busy machine did not decide is sent again by the next step.
  while (report.failed.length > 0) report = await watcher.tick();
  await watcher.close();
  expect(report).toMatchObject({ errors: [], failed: [], refused: [] });
  return report.done;
}

async function buy(productId: string, days: number, key: string): Promise<string> {
  const input = order(productId, 1_000n * UNIT, days);
  const { policyIds } = await place.must<{ policyIds: string[] }>(person(3), 'buyPolicies', input, key);
  return policyIds[0] ?? '';
}

async function basketOf(productId: string): Promise<BasketDocument> {
  const [found] = await loadByIds(place.database, 'products', [productId]);
  if (found === undefined || found.feedId !== null) throw new Error(`${productId} is no basket`);
  return found;
}

async function refusedSale(productId: string) {
  const outcome = await place.send(person(3), 'buyPolicies', order(productId, 1_000n * UNIT, 30));
  if (outcome.kind !== 'REFUSED') throw new Error('it was sold');
  return outcome.refusal;
}

async function incidentsOf(productId: string) {
  return (await all(place.database, 'incidents')).filter((incident) => incident.productId === productId);
}

test('the second fall within 30 days pays who was covered then; a third alone pays nobody', async () => {
  const productId = await setScene({ USDC: [24], DAI: [20 * 24], FRAX: [21 * 24] }, 30);
  await stepAt(onDay(0));
  await stepAt(onDay(0, 3));
  expect((await basketOf(productId)).phase).toBe('CALM');
  const [short, long] = [await buy(productId, 7, 'short'), await buy(productId, 60, 'long')];

  // USDC falls: from its breach on nobody steps in, and once all is calm again it still counts.
  await stepAt(onDay(1, 1));
  expect((await basketOf(productId)).phase).toBe('WATCH');
  expect(await refusedSale(productId)).toMatchObject({ code: 'SALES_STOPPED' });
  await stepAt(onDay(1, 2));
  const counting = await basketOf(productId);
  expect(counting.phase).toBe('CALM');
  expect((await all(place.database, 'pools')).map(({ frozenSince }) => frozenSince)).toEqual(
    Array(4).fill(null),
  );
  expect(await refusedSale(productId)).toMatchObject({
    code: 'SALES_STOPPED',
    data: { cause: 'BREACH', since: onDay(1) + HALF_HOUR, endsWhen: expect.stringContaining('USDC') },
  });

  for (const day of [6, 11, 16, 19]) await stepAt(onDay(day));
  expect((await loadByIds(place.database, 'policies', [short]))[0]?.end).toBe('EXPIRED');

  await stepAt(onDay(20, 2));
  const [incident, ...more] = await incidentsOf(productId);
  expect(more).toEqual([]);
  expect(incident).toMatchObject({
    breachStart: onDay(20),
    confirmedAt: onDay(20) + HALF_HOUR,
    settlesAt: onDay(20) + HALF_HOUR,
    settlementValueWad: null,
    payoutRatioWad: WAD,
    status: 'PAID',
    policies: { scanned: 1, eligible: 1, paid: 1 },
  });
  const causes = await loadByIds(
    place.database,
    'incidents',
    incident?.causes.map(({ incidentId }) => incidentId) ?? [],
  );
  expect(causes.map(({ confirmedAt }) => confirmedAt).sort()).toEqual([
    onDay(1) + HALF_HOUR,
    onDay(20) + HALF_HOUR,
  ]);
  const [paid] = await loadByIds(place.database, 'policies', [long]);
  expect(paid).toMatchObject({ end: 'PAID', decisions: [{ eligible: true, paid: 1_000n * UNIT }] });

  for (const hour of [4, 6, 25, 28, 30]) await stepAt(onDay(20, hour));
  expect(await incidentsOf(productId)).toHaveLength(1);
  expect((await basketOf(productId)).phase).toBe('CALM');
  expect(await refusedSale(productId)).toMatchObject({ data: { since: onDay(21) + HALF_HOUR } });
  expect((await auditLedger(place.database)).differences).toEqual([]);
});

test('falls more than 30 days apart do not count together, nor two of one subject', async () => {
  const productId = await setScene({ USDC: [24, 25 * 24], DAI: [31 * 24 + 1, 60 * 24] }, 62);
  await stepAt(onDay(0));
  await stepAt(onDay(0, 3));
  await buy(productId, 100, 'long');
  for (const day of [2, 7, 12, 17, 22]) await stepAt(onDay(day));
  await stepAt(onDay(25, 2));
  expect(await incidentsOf(productId)).toEqual([]);
  // USDC of day 25 and DAI of day 31 are within 30 days.
  for (const day of [29, 31]) await stepAt(onDay(day, 4));
  expect(await incidentsOf(productId)).toMatchObject([{ breachStart: onDay(31, 1), status: 'PAID' }]);
  // What was counted counts no more: DAI of day 60 is alone.
  for (const day of [36, 41, 46, 51, 56]) await stepAt(onDay(day));
  await stepAt(onDay(60, 2));
  expect(await incidentsOf(productId)).toHaveLength(1);
});

test('a feed that is read late delays the verdict, not the outcome', async () => {
  // FRAX is the second in event time, and the last to be read.
  const falls = { USDC: [24], FRAX: [2 * 24 + 20], DAI: [3 * 24] };
  const productId = await setScene(falls, 8, 'FRAX');
  for (const hour of [0, 3, 49, 51]) await stepAt(onDay(0, hour));
  for (const hour of [2, 4, 6]) await stepAt(onDay(3, hour));
  const waiting = await basketOf(productId);
  expect(waiting).toMatchObject({ phase: 'BREACH', verdicts: [] });
  const [pool] = await loadByIds(place.database, 'pools', waiting.poolIds);
  expect(pool?.earmarks).toMatchObject([{ productId, incidentId: null }]);
  expect(pool?.frozenSince).not.toBeNull();

  for (const hour of [0, 2, 4]) await stepAt(onDay(4, hour));
  const [late, ...more] = await incidentsOf(productId);
  expect(more).toEqual([]);
  expect(late).toMatchObject({ breachStart: onDay(2, 20), confirmedAt: onDay(2, 20) + HALF_HOUR });
  await place.stop();

  place = await emptyMarketplace(URI);
  const inTime = await setScene(falls, 8);
  for (const hour of [0, 3, 49, 70]) await stepAt(onDay(0, hour));
  for (const hour of [2, 4, 6]) await stepAt(onDay(3, hour));
  const { breachStart, confirmedAt, payoutRatioWad } = late ?? {};
  expect(await incidentsOf(inTime)).toMatchObject([{ breachStart, confirmedAt, payoutRatioWad }]);
});

/** Takes a step with watchers that die after ever more writes, until one lives to its end. Counts the dead. */
async function stepOverDeadBodies(time: number): Promise<number> {
  place.clock.now = time;
  for (let writes = 0; ; writes += 1) {
    const watcher = watch(place, mortal(place, writes));
    const { errors } = await watcher.tick();
    await watcher.close();
    if (errors.length === 0) return writes;
    expect(errors.every(({ error }) => error instanceof Death)).toBe(true);
  }
}

const FOLDER = /[^"]*bulwark-test-[A-Za-z0-9]+\//g;
const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

test('a watcher that dies after any write of the decisive step leaves what its successor finishes to the same end', async () => {
  const endings: unknown[] = [];
  for (const isMortal of [false, true]) {
    if (isMortal) {
      await place.stop();
      place = await emptyMarketplace(URI);
    }
    const productId = await setScene({ USDC: [24], DAI: [30] }, 3);
    for (const hour of [0, 3]) await stepAt(onDay(0, hour));
    await buy(productId, 30, 'cover');
    for (const hour of [26, 28]) await stepAt(onDay(0, hour));
    const decisive = onDay(0, 32);
    if (isMortal) expect(await stepOverDeadBodies(decisive)).toBeGreaterThan(10);
    else await stepAt(decisive);
    // What a step leaves to the next one, both have seen.
    await stepAt(decisive);
    expect(await incidentsOf(productId)).toMatchObject([{ status: 'PAID' }]);
    expect((await auditLedger(place.database)).clean).toBe(true);
    // Each scene has its series in a folder of its own.
    endings.push(JSON.parse(JSON.stringify(await ending(place), plain).replaceAll(FOLDER, 'FOLDER/')));
  }
  expect(endings[1]).toEqual(endings[0]);
});
