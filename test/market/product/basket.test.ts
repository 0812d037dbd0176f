import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { StateCollection, StateDocuments } from '../../../src/store/collections.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { type BasketWorld, basketOrder, basketWorld } from '../../support/basket.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { buy, cents, order } from '../../support/depeg.ts';
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

let place: Marketplace;
let world: ReadyWorld;
let basket: BasketWorld;
beforeEach(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  basket = await basketWorld(place, world);
});
afterEach(() => place.stop());

async function one<Name extends StateCollection>(name: Name, id: string): Promise<StateDocuments[Name]> {
  const [found] = await loadByIds(place.database, name, [id]);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

/** Creates the basket, changed, and answers what is wrong with it, or DONE. */
async function problemsOf(changes: object): Promise<string[]> {
  const outcome = await place.send(basket.owner, 'createProduct', { ...basketOrder(basket), ...changes });
  if (outcome.kind !== 'REFUSED') return [outcome.kind];
  const { code, data } = outcome.refusal;
  return code === 'CONFIG_INVALID' ? data.problems.map(({ path }) => path) : [code];
}

async function createCalm(): Promise<string> {
  const { productId } = await place.must<{ productId: string }>(
    basket.owner,
    'createProduct',
    basketOrder(basket),
  );
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  return productId;
}

/** Hours pass on every feed; the one of a member at another price. */
async function passAll(hours: number, falling: number | null = null): Promise<void> {
  const from = place.clock.now;
  place.clock.now += hours * HOUR_SECONDS;
  for (const [index, feedId] of basket.feedIds.entries()) {
    const value = index === falling ? cents(89) : WAD;
    await feed(place, feedId, hourly(from, Array(hours).fill(value)), place.clock.now - 900);
  }
}

test('a basket is made of distinct subjects that exist, and lists everything that is wrong with it', async () => {
  const [usdc = '', dai = '', frax = ''] = basket.productIds;
  const members = (productIds: string[], k = 2) => ({ basket: { productIds, k, windowSeconds: 3_600 } });
  expect(await problemsOf(members([usdc, usdc]))).toEqual(['basket.productIds.1', 'basket.productIds.1']);
  expect(await problemsOf(members([usdc, 'prd_nothing']))).toEqual(['NOT_FOUND']);
  expect(await problemsOf(members([usdc]))).toContain('basket.productIds');
  expect(await problemsOf(members([usdc, dai], 3))).toContain('basket.k');
  expect(await problemsOf({ waitingSeconds: 4 * DAY_SECONDS - 1 })).toEqual(['waitingSeconds']);
  expect(await problemsOf({ score: 60, inputs: [] })).toEqual(['score', 'inputs']);
  expect(await problemsOf({ sandbox: true, minimumCollusion: 2 })).toEqual([
    'basket.productIds.0',
    'basket.productIds.1',
    'basket.productIds.2',
    'pools.0',
  ]);
  const inMembersPool = { pools: [{ poolId: world.poolId, weightWad: WAD }] };
  expect(await problemsOf(inMembersPool)).toContain('pools.0.products.1.group');
  expect(await problemsOf({})).toEqual(['DONE']);
  const ofBaskets = (await loadByIds(place.database, 'products', [frax]))[0];
  const [first = ''] = ofBaskets?.feedId == null ? [] : ofBaskets.basketIds;
  expect(await problemsOf({ name: 'Other', ...members([dai, first]) })).toEqual(['basket.productIds.1']);
  expect(await one('products', first)).toMatchObject({ waitingSeconds: 4 * DAY_SECONDS, phase: 'WATCH' });
});

test('it is on watch in the very command in which a member is, and calm only once all are', async () => {
  const productId = await createCalm();
  const [usdc = ''] = basket.productIds;
  const watching = { productId: usdc, cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
  await place.must(SYSTEM, 'watchProduct', watching);
  expect((await one('products', productId)).phase).toBe('WATCH');
  const [entry] = (await one('pools', basket.poolId)).products;
  expect(entry?.frozenSince).toBe(place.clock.now);
  const thaw = () => place.send(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now + 1 });
  expect(await thaw()).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
  await place.must(SYSTEM, 'thawProduct', { productId: usdc, eventTime: place.clock.now + 1 });
  expect(await thaw()).toMatchObject({ kind: 'DONE' });
  expect((await one('pools', basket.poolId)).frozenSince).toBeNull();
});

test('a member below its watch level keeps the exits of its pool closed like its own', async () => {
  await createCalm();
  const watching = {
    productId: basket.productIds[1],
    cause: 'BELOW_WATCH_LEVEL',
    eventTime: place.clock.now,
  };
  await place.must(SYSTEM, 'watchProduct', watching);
  const before = await one('pools', basket.poolId);
  const from = place.clock.now;
  place.clock.now += 3 * HOUR_SECONDS;
  const low = (985n * WAD) / 1_000n;
  await feed(place, basket.feedIds[1] ?? '', hourly(from, [WAD, low, WAD]), place.clock.now - 900);
  const after = await one('pools', basket.poolId);
  expect(after.reopensAt).toBe((before.reopensAt ?? 0) + HOUR_SECONDS);
});

test('its cover counts on every feed and subject that it rests on, and goes back to all of them', async () => {
  const productId = await createCalm();
  const [buyer] = world.buyers;
  if (buyer === undefined) throw new Error('nobody buys');
  const countedOf = async () =>
    Promise.all(
      basket.feedIds.map(async (id) => (await one('feeds', id)).activeCover.map(({ amount }) => amount)),
    );
  await buy(place, buyer, productId, 2_000n * UNIT, 11);
  expect(await countedOf()).toEqual(Array(3).fill([2_000n * UNIT]));
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await passAll(11 * 24);
  // The slowest feed says until when a basket is decided.
  const last = basket.feedIds.at(-1) ?? '';
  const released = () => place.send(SYSTEM, 'releasePolicies', { productId, tick: `${place.clock.now}` });
  expect(await released()).toMatchObject({ kind: 'REFUSED' });
  place.clock.now += 2 * HOUR_SECONDS;
  const more = hourly(place.clock.now - 2 * HOUR_SECONDS, [WAD, WAD]);
  for (const feedId of basket.feedIds.slice(0, -1)) await feed(place, feedId, more, place.clock.now - 900);
  expect(await released()).toMatchObject({ kind: 'REFUSED' });
  await feed(place, last, more, place.clock.now - 900);
  place.clock.now += 1;
  expect(await released()).toMatchObject({ kind: 'DONE', answer: { released: 1 } });
  expect(await countedOf()).toEqual(Array(3).fill([0n]));
  expect((await auditLedger(place.database)).differences).toEqual([]);
});

test('what a member has begun holds the cover that it may still hit', async () => {
  const productId = await createCalm();
  const [buyer] = world.buyers;
  if (buyer === undefined) throw new Error('nobody buys');
  await buy(place, buyer, productId, 1_000n * UNIT, 11);
  await passAll(11 * 24 - 1);
  // DAI is below its strike when the cover ends, and no other member ever was: one more could still come first.
  await passAll(3, 1);
  const release = { productId, tick: 'end' };
  const open = await one('products', basket.productIds[1] ?? '');
  expect(open.phase).toBe('BREACH');
  expect(await place.send(SYSTEM, 'releasePolicies', release)).toMatchObject({ kind: 'REFUSED' });
});

test('who buys once a member has fallen is refused as long as that counts', async () => {
  const productId = await createCalm();
  const [buyer] = world.buyers;
  if (buyer === undefined) throw new Error('nobody buys');
  await passAll(6, 0);
  await passAll(48);
  const [usdc = ''] = basket.productIds;
  const { verdicts } = await one('products', usdc);
  const confirmedAt = verdicts[0]?.confirmedAt ?? 0;
  await place.must(SYSTEM, 'advanceBasket', { productId, throughSlot: place.clock.now - 900 });
  const { rule } = await one('products', productId);
  expect(rule).toMatchObject({ kind: 'BASKET', k: 2 });
  const sale = () => place.send(buyer, 'buyPolicies', order(productId, 1_000n * UNIT, 30));
  expect(await sale()).toMatchObject({
    refusal: { code: 'SALES_STOPPED', data: { cause: 'BREACH', since: confirmedAt } },
  });
  const stale = { productId, throughSlot: place.clock.now };
  expect(await place.send(SYSTEM, 'advanceBasket', stale)).toMatchObject({ refusal: { code: 'STALE' } });
});
