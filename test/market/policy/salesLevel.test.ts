/** Who hears that a price leaves its peg is not sold to, long before the watch; those who have cover keep it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { basketOrder, basketWorld } from '../../support/basket.ts';
import { buy, order, pass } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
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

/** The watch level of the product is 0.99. */
const LEVEL = (996n * WAD) / 1_000n;
const COVER = 1_000n * UNIT;

let place: Marketplace;
let world: ReadyWorld;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place, { buyers: 1 });
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const buyer = () => world.buyers[0] ?? SYSTEM;
const tryToBuy = (productId = world.productId) =>
  place.send(buyer(), 'buyPolicies', order(productId, COVER, 60));

test('nothing is sold, increased or extended from a reading below the level until a day after the last', async () => {
  const [policyId] = await buy(place, buyer(), world.productId, COVER, 60);
  await pass(place, world, 4 * 24, LEVEL);
  expect(gist(await tryToBuy())).toBe('DONE');

  await pass(place, world, 1, LEVEL - 1n);
  const lowAt = place.clock.now - HOUR_SECONDS;
  const stopped = { code: 'SALES_STOPPED', data: { cause: 'PRICE', since: lowAt } };
  expect(await tryToBuy()).toMatchObject({ refusal: stopped });
  const unchanged = { policyId, coverAmount: null, coverUntil: null, maxPremium: COVER, minRefund: null };
  const edit = (change: object) => place.send(buyer(), 'editPolicy', { ...unchanged, ...change });
  expect(await edit({ coverAmount: 2n * COVER })).toMatchObject({ refusal: stopped });
  expect(await edit({ coverUntil: place.clock.now + 90 * DAY_SECONDS })).toMatchObject({ refusal: stopped });
  // No watch: who wants out goes.
  const [pool] = await loadByIds(place.database, 'pools', [world.poolId]);
  expect(pool?.frozenSince).toBeNull();
  expect(gist(await edit({ coverAmount: COVER / 2n }))).toBe('DONE');

  await pass(place, world, 22, LEVEL);
  expect(await tryToBuy()).toMatchObject({ refusal: stopped });
  await pass(place, world, 1, LEVEL);
  expect(place.clock.now).toBe(lowAt + DAY_SECONDS);
  expect(gist(await tryToBuy())).toBe('DONE');
});

test('a basket is not sold while the price of a member is that low', async () => {
  const basket = await basketWorld(place, world);
  const { productId } = await place.must<{ productId: string }>(
    basket.owner,
    'createProduct',
    basketOrder(basket),
  );
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  expect(gist(await tryToBuy(productId))).toBe('DONE');
  const from = place.clock.now;
  place.clock.now += HOUR_SECONDS;
  for (const [index, feedId] of basket.feedIds.entries()) {
    const value = index === 1 ? LEVEL - 1n : WAD;
    await feed(place, feedId, hourly(from, [value]), place.clock.now - 900);
  }
  const stopped = { code: 'SALES_STOPPED', data: { cause: 'PRICE', since: from } };
  expect(await tryToBuy(productId)).toMatchObject({ refusal: stopped });
});
