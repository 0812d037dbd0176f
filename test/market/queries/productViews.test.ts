import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS, WAD, YEAR_SECONDS } from '../../../src/domain/shared/units.ts';
import type { Outcome } from '../../../src/market/command.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  feed,
  hourly,
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { one, queriesOf } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  queries = queriesOf(place);
});
afterAll(() => place.stop());

function order(coverAmount: bigint): Promise<Outcome> {
  const items = [{ productId: world.productId, coverAmount, termSeconds: 33 * DAY_SECONDS }];
  return place.send(world.buyers[0] ?? SYSTEM, 'buyPolicies', { items, maxPremium: 100_000n * UNIT });
}

describe('productViews', () => {
  test('the largest cover shown can be bought, one unit more cannot', async () => {
    const { maxCover, capacity } = await one(queries.productViews, world.productId);
    expect({ maxCover, capacity }).toEqual({ maxCover: 200_000n * UNIT, capacity: 1_000_000n * UNIT });
    expect(await order(maxCover + 1n)).toMatchObject({
      kind: 'REFUSED',
      refusal: { code: 'CAPACITY_TOO_LOW' },
    });
    expect(await order(maxCover)).toMatchObject({ kind: 'DONE' });
    const after = await one(queries.productViews, world.productId);
    expect(after).toMatchObject({
      activeCover: 200_000n * UNIT,
      capacity: 800_000n * UNIT,
      salesStopped: null,
    });
  });

  test('the rate shown is what the next small purchase pays', async () => {
    const coverAmount = 1_000n * UNIT;
    const { annualRateWad } = await one(queries.productViews, world.productId);
    const bought = await order(coverAmount);
    if (bought.kind !== 'DONE') throw new Error(bought.kind);
    const expected = (coverAmount * annualRateWad * BigInt(30 * DAY_SECONDS)) / (WAD * BigInt(YEAR_SECONDS));
    const premium = (bought.answer as { premium: bigint }).premium;
    expect(premium - expected).toBeGreaterThanOrEqual(0n);
    expect(premium - expected).toBeLessThanOrEqual(1n);
  });

  test('the rate rises once most of the limit is sold', async () => {
    const flat = (await one(queries.productViews, world.productId)).annualRateWad;
    for (let index = 0; index < 3; index += 1)
      expect(await order(200_000n * UNIT)).toMatchObject({ kind: 'DONE' });
    const steep = (await one(queries.productViews, world.productId)).annualRateWad;
    expect(steep).toBeGreaterThan(flat);
  });

  test('says why nothing is sold, by the same cause that refuses a purchase', async () => {
    const { productId, feedId } = world;
    place.clock.now += 60;
    const { now } = place.clock;
    await place.must(SYSTEM, 'watchProduct', { productId, cause: 'BELOW_WATCH_LEVEL', eventTime: now });
    const refused = await order(100n * UNIT);
    if (refused.kind !== 'REFUSED') throw new Error(refused.kind);
    const watched = await one(queries.productViews, productId);
    expect(watched).toMatchObject({ capacity: 0n, maxCover: 0n, salesStopped: { cause: 'WATCH' } });
    expect(watched.salesStopped).toEqual(refused.refusal.data);
    await place.must(SYSTEM, 'thawProduct', { productId, eventTime: now });
    place.clock.now += DAY_SECONDS;
    expect((await one(queries.productViews, productId)).salesStopped).toMatchObject({ cause: 'FEED' });
    await feed(place, feedId, hourly(place.clock.now - 3_600, [WAD]), place.clock.now - 900);
    expect((await one(queries.productViews, productId)).salesStopped).toBeNull();
  });

  test('keep a price to show while nothing is sold', async () => {
    place.clock.now += DAY_SECONDS;
    expect((await one(queries.productViews, world.productId)).annualRateWad).toBeGreaterThan(0n);
  });
});
