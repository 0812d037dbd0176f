import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { capitalOf, unearnedOf } from '../../../src/market/ledger/accounts.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  feed,
  hourly,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { counting, dependenciesOf, one, queriesOf, stored } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  queries = queriesOf(place);
  await buy(100_000n * UNIT);
});
afterAll(() => place.stop());

async function buy(coverAmount: bigint): Promise<void> {
  const { productId, buyers } = world;
  const items = [{ productId, coverAmount, termSeconds: 60 * DAY_SECONDS }];
  await place.must(buyers[0] ?? SYSTEM, 'buyPolicies', { items, maxPremium: 100_000n * UNIT });
}

describe('poolViews', () => {
  test('show what a pool can still sell, and stand behind', async () => {
    const view = await one(queries.poolViews, world.poolId);
    expect(view).toMatchObject({
      capital: 1_000_000n * UNIT,
      earmarked: 0n,
      activeCover: 100_000n * UNIT,
      locked: 100_000n * UNIT,
      worstLoss: 100_000n * UNIT,
      requirement: 100_000n * UNIT,
      resources: 1_000_000n * UNIT,
      adequacyWad: 10n * WAD,
      utilisationWad: WAD / 10n,
      sharePriceWad: WAD,
      queueShareWad: 0n,
      layers: [],
    });
    expect(view.capacity).toBe(900_000n * UNIT);
    expect(view.unearned).toBeGreaterThan(0n);
  });

  test('show the books that the next command would store, to the unit, and write nothing', async () => {
    const { poolId, assetId } = world;
    const before = await stored(place, unearnedOf(poolId), assetId);
    place.clock.now += 20 * DAY_SECONDS + 1_234;
    const view = await one(queries.poolViews, poolId);
    expect(view.unearned).toBeLessThan(before);
    expect(view.sharePriceWad).toBeGreaterThan(WAD);
    expect(await stored(place, unearnedOf(poolId), assetId)).toBe(before);
    await place.must(SYSTEM, 'accruePool', { poolId, tick: 1 });
    expect(await stored(place, unearnedOf(poolId), assetId)).toBe(view.unearned);
    expect(await stored(place, capitalOf(poolId), assetId)).toBe(view.capital);
  });

  test('sell nothing while a feed is dark or a product is watched', async () => {
    const { poolId, productId, feedId } = world;
    expect((await one(queries.poolViews, poolId)).capacity).toBe(0n);
    const { now } = place.clock;
    await feed(place, feedId, hourly(now - 3_600, [WAD]), now - 900);
    expect((await one(queries.poolViews, poolId)).capacity).toBeGreaterThan(0n);
    await place.must(SYSTEM, 'watchProduct', { productId, cause: 'BELOW_WATCH_LEVEL', eventTime: now });
    expect((await one(queries.poolViews, poolId)).capacity).toBe(0n);
    await place.must(SYSTEM, 'thawProduct', { productId, eventTime: now });
  });

  test('a pool far behind with its earning is shown as far as a step reaches, and sells nothing', async () => {
    const { now } = place.clock;
    place.clock.now += 50 * DAY_SECONDS;
    const view = await one(queries.poolViews, world.poolId);
    expect(view).toMatchObject({ unearned: 0n, capacity: 0n });
    const product = await one(queries.productViews, world.productId);
    expect(product).toMatchObject({ capacity: 0n, salesStopped: { cause: 'POOL' } });
    place.clock.now = now;
  });

  test('leave out what does not exist', async () => {
    expect(await queries.poolViews(['pool_unknown'])).toEqual(new Map());
  });

  test('ask the database as often for twenty pools as for one', async () => {
    const owner = person(1, ['OWNER']);
    const ids: string[] = [world.poolId];
    for (let index = 0; index < 19; index += 1) {
      const pool = { name: `Pool ${index}`, assetId: world.assetId, kind: 'ISOLATED', sandbox: true };
      ids.push((await place.must<{ poolId: string }>(owner, 'createPool', pool)).poolId);
    }
    const { database, reads } = counting(place.database);
    const counted = createQueries(dependenciesOf(place, database));
    await counted.poolViews([world.poolId]);
    const forOne = reads.length;
    expect((await counted.poolViews(ids)).size).toBe(20);
    expect(reads.length - forOne).toBe(forOne);
  });

  test('never mix two moments: capital and shares always belong together while deposits run', async () => {
    const { poolId, underwriter, assetId } = world;
    const price = (await one(queries.poolViews, poolId)).sharePriceWad;
    await place.must(SYSTEM, 'creditAccount', {
      accountId: underwriter.id,
      assetId,
      amount: 15_000_000n * UNIT,
      reference: 'for the race',
    });
    const seen: bigint[] = [];
    let running = true;
    const readers = Array.from({ length: 2 }, async () => {
      while (running) seen.push((await one(queries.poolViews, poolId)).sharePriceWad);
    });
    for (let index = 0; index < 15; index += 1) {
      await place.must(underwriter, 'depositCapital', { into: poolId, amount: 1_000_000n * UNIT });
    }
    running = false;
    await Promise.all(readers);
    // A deposit changes the price of a share by rounding only; half of one would change it by a hundredth.
    for (const other of seen) expect(other - price).toBeLessThan(WAD / 1_000_000n);
  });
});
