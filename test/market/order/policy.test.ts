import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { availableOf } from '../../../src/market/ledger/accounts.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, buy, cents, pass, passDark, payOut } from '../../support/depeg.ts';
import { feed, hourly, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { stored } from '../queries/reading.ts';
import { type Bazaar, codeOf, openBazaar } from './bazaar.ts';

let bazaar: Bazaar;
let policyId: string;
/** Here `buyer` of the world holds the policy that `other` buys from him. */
beforeEach(async () => {
  bazaar = await openBazaar();
  const { place, world, buyer } = bazaar;
  [policyId = ''] = await buy(place, buyer, world.productId, 10_000n * UNIT, 60);
  await pass(place, world, 96);
});
afterEach(() => bazaar.close());

const placed = async (by: Bazaar['buyer'], side: 'SELL' | 'BUY', price = 100n * UNIT) => {
  const outcome = await bazaar.send(by, { side, policyId, price });
  return outcome.kind === 'DONE' ? (outcome.answer as { orderId: string }).orderId : String(codeOf(outcome));
};
const offer = (price?: bigint) => placed(bazaar.buyer, 'SELL', price);
const policy = async () => (await loadByIds(bazaar.place.database, 'policies', [policyId]))[0];
let ticks = 0;
const settle = () => {
  const { place, world } = bazaar;
  return place.send(SYSTEM, 'settleStepOuts', {
    ...{ poolId: world.poolId, until: place.clock.now, tick: `${++ticks}` },
  });
};
const money = () =>
  Promise.all(
    [bazaar.buyer, bazaar.other].map(({ id }) => stored(bazaar.place, availableOf(id), bazaar.world.assetId)),
  );
const gained = async (before: readonly bigint[]) =>
  (await money()).map((amount, index) => amount - (before[index] ?? 0n));

test('an offer is taken as a whole, and changes hands with the money once the feed has been read past it', async () => {
  const { place, world, buyer, other } = bazaar;
  const nothing = { coverAmount: null, coverUntil: null, maxPremium: null, minRefund: null };
  const edit = { ...nothing, policyId, autoRenew: { maxAnnualRateWad: 10n ** 18n } };
  await place.must(buyer, 'editPolicy', edit);
  const before = await money();
  const fund = await bazaar.fund();
  const orderId = await offer();
  expect(codeOf(await bazaar.fill(orderId, 2n, other))).toBe('AMOUNT_OUT_OF_RANGE');
  expect(await bazaar.fill(orderId, null, other)).toMatchObject({
    answer: { price: 100n * UNIT, fee: 500_000n },
  });
  expect(await policy()).toMatchObject({
    accountId: buyer.id,
    pending: { kind: 'TRADE', status: 'PENDING' },
  });
  expect(await bazaar.held(other)).toBe(100n * UNIT);
  expect(codeOf(await place.send(buyer, 'cancelPolicy', { policyId, minRefund: null }))).toBe(
    'STATUS_FORBIDS',
  );
  expect((await settle()).kind).toBe('REFUSED');
  await pass(place, world, 1);
  expect(await settle()).toMatchObject({ answer: { done: 1, void: 0 } });
  expect(await policy()).toMatchObject({ accountId: other.id, autoRenew: null, pending: { status: 'DONE' } });
  expect(await gained(before)).toEqual([99_500_000n, -100n * UNIT]);
  expect((await bazaar.fund()) - fund).toBeGreaterThanOrEqual(500_000n);
  expect(await bazaar.order(orderId)).toMatchObject({ status: 'FILLED', filled: 1n });
});

describe('a bid for a policy', () => {
  test('is for one that is offered, and is sold to by whoever holds it', async () => {
    const { seller, other, buyer, place, world } = bazaar;
    expect(await placed(other, 'BUY')).toBe('NOT_FOUND');
    const ask = await offer(200n * UNIT);
    expect(await placed(buyer, 'BUY')).toBe('NOT_FOUND');
    const bid = await placed(other, 'BUY', 90n * UNIT);
    expect(await bazaar.held(other)).toBe(90n * UNIT);
    expect(codeOf(await bazaar.fill(bid, null, seller))).toBe('STATUS_FORBIDS');
    expect(codeOf(await bazaar.fill(bid, null, buyer, { minPrice: 90n * UNIT + 1n }))).toBe(
      'REFUND_BELOW_LIMIT',
    );
    const before = await money();
    expect(codeOf(await bazaar.fill(bid, null, buyer))).toBe('DONE');
    expect(codeOf(await bazaar.fill(ask, null, seller))).toBe('STATUS_FORBIDS');
    await pass(place, world, 1);
    await settle();
    expect(await policy()).toMatchObject({ accountId: other.id });
    expect(await gained(before)).toEqual([90n * UNIT - 450_000n, 0n]);
    expect(codeOf(await place.send(SYSTEM, 'closeOrder', { orderId: ask }))).toBe('DONE');
    expect(await bazaar.order(ask)).toMatchObject({ status: 'CLOSED', closedBecause: 'POLICY_MOVED' });
  });
});

describe('what is offered', () => {
  test('is what was there when the price was named: one that covers less is not sold at it', async () => {
    const { place, buyer, other, world } = bazaar;
    const orderId = await offer();
    const part = { policyId, toAddress: buyer.address, coverAmount: 4_000n * UNIT };
    await place.must(buyer, 'transferPolicy', part);
    expect(codeOf(await bazaar.fill(orderId, null, other))).toBe('ORDER_CLOSED');
    expect(codeOf(await place.send(SYSTEM, 'closeOrder', { orderId }))).toBe('DONE');
    expect(await bazaar.order(orderId)).toMatchObject({ closedBecause: 'POLICY_CHANGED' });
    const again = await offer();
    place.clock.now += 80 * DAY_SECONDS;
    await feed(place, world.feedId, [], place.clock.now - 900);
    expect(codeOf(await bazaar.fill(again, null, other))).toBe('ORDER_CLOSED');
    expect(codeOf(await place.send(SYSTEM, 'closeOrder', { orderId: again }))).toBe('DONE');
    expect(await bazaar.order(again)).toMatchObject({ status: 'CLOSED', closedBecause: 'POLICY_ENDED' });
  });

  test('is ones own, not being left, and worth something', async () => {
    const { place, buyer, other } = bazaar;
    expect(await placed(other, 'SELL')).toBe('NOT_FOUND');
    expect(await placed(buyer, 'SELL', 0n)).toBe('AMOUNT_OUT_OF_RANGE');
    await place.must(buyer, 'cancelPolicy', { policyId, minRefund: null });
    expect(await offer()).toBe('STATUS_FORBIDS');
  });

  test('is frozen from watch until the last incident is paid, and can be taken back', async () => {
    const { place, world, other, buyer } = bazaar;
    const orderId = await offer();
    await payOut(place, await breakPeg(place, world));
    expect(codeOf(await bazaar.fill(orderId, null, other))).toBe('ORDER_CLOSED');
    const watching = { productId: world.productId, cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
    await place.send(SYSTEM, 'watchProduct', watching);
    expect(await offer()).toBe('LOCKED');
    place.clock.now += 8 * DAY_SECONDS;
    expect(await offer()).toBe('LOCKED');
    expect(codeOf(await bazaar.cancel(orderId, buyer))).toBe('DONE');
  });
});

describe('whoever holds it when a breach begins is paid', () => {
  test('the buyer for one that began after the sale, also when that is settled by the assessment', async () => {
    const { other, place, world } = bazaar;
    const orderId = await offer();
    await bazaar.fill(orderId, null, other);
    const before = await money();
    await payOut(place, await breakPeg(place, world));
    expect(await gained(before)).toEqual([99_500_000n, 5_000n * UNIT]);
    expect(await bazaar.order(orderId)).toMatchObject({ status: 'FILLED' });
    expect(await bazaar.held(other)).toBe(0n);
  });

  test.each(['settled', 'assessed'])(
    'the seller for one that had begun in the dark, also when that is first %s',
    async (how) => {
      const { other, place, world } = bazaar;
      const before = await money();
      const orderId = await offer();
      const dark = place.clock.now;
      place.clock.now += 3 * HOUR_SECONDS;
      expect(codeOf(await bazaar.fill(orderId, null, other))).toBe('DONE');
      place.clock.now += 4 * HOUR_SECONDS;
      await feed(place, world.feedId, hourly(dark, Array(7).fill(cents(89))), place.clock.now - 900);
      if (how === 'settled') expect(await settle()).toMatchObject({ answer: { done: 0, void: 1 } });
      await payOut(place, await breakPeg(place, world, 10n ** 18n));
      expect(await gained(before)).toEqual([5_000n * UNIT, 0n]);
      expect(await bazaar.order(orderId)).toMatchObject({ status: 'OPEN', pending: 0n });
      expect(await bazaar.trades()).toMatchObject([{ status: 'VOID' }]);
    },
  );
});

test('a sale of which nobody knows whether a breach came first is void after seven days of watch', async () => {
  const { other, place, world } = bazaar;
  const before = await money();
  const orderId = await offer();
  await passDark(place, world, 3);
  expect(codeOf(await bazaar.fill(orderId, null, other))).toBe('DONE');
  const watching = { productId: world.productId, cause: 'NO_READING', eventTime: place.clock.now };
  await place.must(SYSTEM, 'watchProduct', watching);
  await passDark(place, world, 7 * 24 - 1);
  expect((await settle()).kind).toBe('REFUSED');
  await passDark(place, world, 1);
  expect(await settle()).toMatchObject({ answer: { done: 0, void: 1 } });
  expect(await gained(before)).toEqual([0n, 0n]);
});
