import { afterEach, beforeEach, expect, test } from 'vitest';
import { premiumAtRate } from '../../../src/domain/order/price.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { pass } from '../../support/depeg.ts';
import { SYSTEM, UNIT } from '../../support/marketplace.ts';
import { one, queriesOf } from '../queries/reading.ts';
import { type Bazaar, codeOf, openBazaar } from './bazaar.ts';

let bazaar: Bazaar;
beforeEach(async () => {
  bazaar = await openBazaar();
});
afterEach(() => bazaar.close());

const COVER = 10_000n * UNIT;
const TERM = 63 * DAY_SECONDS;
const limitAt = (maxAnnualRateWad: bigint, quantity = COVER, more = {}) => ({
  ...{ side: 'BUY', productId: bazaar.world.productId, quantity, termSeconds: TERM, maxAnnualRateWad },
  ...more,
});
async function ordered(rate: bigint, quantity = COVER, more = {}): Promise<string> {
  const outcome = await bazaar.send(bazaar.buyer, limitAt(rate, quantity, more));
  if (outcome.kind !== 'DONE') throw new Error(`not placed: ${JSON.stringify(codeOf(outcome))}`);
  return (outcome.answer as { orderId: string }).orderId;
}
const fill = (orderId: string) => bazaar.place.send(SYSTEM, 'fillLimitOrder', { orderId });
const rateNow = async () => {
  const { productViews } = queriesOf(bazaar.place);
  return (await one(productViews, bazaar.world.productId)).annualRateWad;
};

test('at the rate that is shown it buys at the price of any purchase, and what is left comes back', async () => {
  const { buyer, other, place, world } = bazaar;
  const rate = await rateNow();
  const before = await bazaar.money(buyer);
  const orderId = await ordered(2n * rate);
  const worst = premiumAtRate(COVER, 2n * rate, TERM - 3 * DAY_SECONDS);
  expect([await bazaar.money(buyer), await bazaar.held(buyer)]).toEqual([before - worst, worst]);
  const item = { productId: world.productId, coverAmount: COVER, termSeconds: TERM };
  const dry = { command: 'buyPolicies', principal: other, idempotencyKey: 'dry', dryRun: true };
  const quoted = await place.market.submit({ ...dry, input: { items: [item], maxPremium: worst } });
  const { premium } = (quoted.kind === 'DONE' ? quoted.answer : {}) as { premium: bigint };
  expect(await fill(orderId)).toMatchObject({ answer: { premium } });
  expect([await bazaar.money(buyer), await bazaar.held(buyer)]).toEqual([before - premium, 0n]);
  const order = await bazaar.order(orderId);
  expect(order).toMatchObject({ status: 'FILLED', filled: COVER, held: 0n });
  const [policy] = await loadByIds(place.database, 'policies', [order.boughtPolicyId ?? '']);
  expect(policy).toMatchObject({
    accountId: buyer.id,
    coverAmount: COVER,
    premium,
    boughtAt: place.clock.now,
  });
  expect(await fill(orderId)).toMatchObject({ replayed: true });
});

test('an order at exactly the rate that is shown is filled', async () => {
  expect(codeOf(await fill(await ordered(await rateNow())))).toBe('DONE');
});

test('below its rate it waits, until the rate is low enough: all of it or nothing', async () => {
  const { buyer, world, place, other } = bazaar;
  const rate = await rateNow();
  const patient = await ordered(rate - rate / 10n);
  expect(await fill(patient)).toMatchObject({ refusal: { code: 'PRICE_ABOVE_LIMIT' } });
  expect((await bazaar.order(patient)).held).toBe(await bazaar.held(buyer));
  // So much cover that the rate rises while it is bought: the whole is above the limit, and nothing is bought.
  const cover = 190_000n * UNIT;
  for (let count = 0; count < 4; count += 1) {
    const item = { productId: world.productId, coverAmount: cover, termSeconds: TERM };
    await place.must(SYSTEM, 'creditAccount', {
      ...{ accountId: other.id, assetId: world.assetId, amount: 100_000n * UNIT, reference: 'more' },
    });
    await place.must(other, 'buyPolicies', { items: [item], maxPremium: 90_000n * UNIT });
  }
  const large = await ordered(await rateNow(), 100_000n * UNIT);
  expect(await fill(large)).toMatchObject({ refusal: { code: 'PRICE_ABOVE_LIMIT' } });
  expect(codeOf(await bazaar.cancel(large, buyer))).toBe('DONE');
});

test('may be placed while nothing is sold, is filled only when it is again, and nobody fills it by hand', async () => {
  const { place, world, seller } = bazaar;
  const watching = { productId: world.productId, cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
  await place.must(SYSTEM, 'watchProduct', watching);
  const orderId = await ordered(WAD);
  expect(codeOf(await fill(orderId))).toBe('SALES_STOPPED');
  expect(codeOf(await bazaar.fill(orderId, COVER, seller))).toBe('STATUS_FORBIDS');
  await pass(place, world, 2);
  await place.must(SYSTEM, 'thawProduct', { productId: world.productId, eventTime: place.clock.now });
  expect(codeOf(await fill(orderId))).toBe('DONE');
});

test('is refused outside the terms of the product, and without the money for its worst price', async () => {
  const { buyer } = bazaar;
  const wrong = [
    [limitAt(WAD, 1n), 'AMOUNT_OUT_OF_RANGE'],
    [limitAt(0n), 'AMOUNT_OUT_OF_RANGE'],
    [limitAt(WAD, COVER, { termSeconds: DAY_SECONDS }), 'TERM_OUT_OF_RANGE'],
    [limitAt(WAD, COVER, { productId: 'prd_nothing' }), 'NOT_FOUND'],
    [limitAt(100n * WAD, 100_000n * UNIT), 'BALANCE_TOO_LOW'],
  ] as const;
  for (const [order, code] of wrong) expect(codeOf(await bazaar.send(buyer, order))).toBe(code);
});

test('past its time it buys nothing, also before that is written down', async () => {
  const { place, buyer } = bazaar;
  const before = await bazaar.money(buyer);
  const orderId = await ordered(WAD, COVER, { expiresAt: place.clock.now + 60 });
  place.clock.now += 60;
  expect(codeOf(await fill(orderId))).toBe('ORDER_CLOSED');
  expect(codeOf(await bazaar.cancel(orderId, buyer))).toBe('DONE');
  expect(await bazaar.order(orderId)).toMatchObject({ status: 'EXPIRED', closedAt: place.clock.now });
  expect(await bazaar.money(buyer)).toBe(before);
});
