import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ORDER_SECONDS_MAX, ORDERS_PER_ACCOUNT_MAX } from '../../../src/domain/shared/limits.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { pass } from '../../support/depeg.ts';
import { person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { type Bazaar, codeOf, openBazaar, sharesFor } from './bazaar.ts';

let bazaar: Bazaar;
beforeEach(async () => {
  bazaar = await openBazaar();
});
afterEach(() => bazaar.close());

const hour = () => pass(bazaar.place, bazaar.world, 1);
const SHARES = sharesFor(10n);

describe('an offer of shares', () => {
  test('is filled in parts, each settled once the feed has been read past it, the fee to the fund', async () => {
    const { buyer, seller, other } = bazaar;
    const before = {
      seller: await bazaar.money(seller),
      buyer: await bazaar.money(buyer),
      fund: await bazaar.fund(),
    };
    const orderId = await bazaar.offer(SHARES, 9_990_001n);
    const quarter = SHARES / 4n;
    expect(await bazaar.fill(orderId, quarter)).toMatchObject({
      answer: { price: 2_497_501n, fee: 12_488n },
    });
    expect(await bazaar.held(buyer)).toBe(2_497_501n);
    expect(await bazaar.position(seller)).toMatchObject({
      lockedShares: quarter,
      shares: sharesFor(1_000_000n),
    });
    expect(await bazaar.position(buyer)).toBeUndefined();
    expect(codeOf(await bazaar.settle())).toBe('STATUS_FORBIDS');
    await hour();
    expect(await bazaar.settle()).toMatchObject({ answer: { done: 1, void: 0 } });
    expect(await bazaar.position(buyer)).toMatchObject({ shares: quarter, queuedShares: 0n, deposited: 0n });
    expect(await bazaar.position(seller)).toMatchObject({
      lockedShares: 0n,
      shares: sharesFor(1_000_000n) - quarter,
    });
    expect(await bazaar.money(seller)).toBe(before.seller + 2_497_501n - 12_488n);
    expect(await bazaar.money(buyer)).toBe(before.buyer - 2_497_501n);
    expect(await bazaar.fund()).toBe(before.fund + 12_488n);
    expect(await bazaar.order(orderId)).toMatchObject({ status: 'OPEN', filled: quarter, pending: 0n });
    expect(codeOf(await bazaar.fill(orderId, null, other))).toBe('DONE');
    expect(codeOf(await bazaar.fill(orderId, 1n))).toBe('STATUS_FORBIDS');
    await hour();
    await bazaar.settle();
    expect(await bazaar.order(orderId)).toMatchObject({ status: 'FILLED', filled: SHARES, pending: 0n });
    expect(codeOf(await bazaar.fill(orderId, 1n))).toBe('ORDER_CLOSED');
    expect(codeOf(await bazaar.cancel(orderId, seller))).toBe('ORDER_CLOSED');
  });

  test('the last part goes to one of two who take it at once, and nothing of the loser is held', async () => {
    const { buyer, other } = bazaar;
    const orderId = await bazaar.offer(SHARES, 10n * UNIT);
    const taken = await Promise.all([
      bazaar.fill(orderId, SHARES, buyer),
      bazaar.fill(orderId, SHARES, other),
    ]);
    expect(taken.map(codeOf).sort()).toEqual(['DONE', 'STATUS_FORBIDS']);
    expect((await bazaar.held(buyer)) + (await bazaar.held(other))).toBe(10n * UNIT);
  });

  test('is refused for more than is free, for shares that leave, of a stranger and for nothing', async () => {
    const { seller, buyer, positionId } = bazaar;
    const all = sharesFor(1_000_000n);
    const sell = { side: 'SELL', positionId, price: UNIT };
    expect(codeOf(await bazaar.send(seller, { ...sell, quantity: all + 1n }))).toBe('AMOUNT_OUT_OF_RANGE');
    expect(codeOf(await bazaar.send(seller, { ...sell, quantity: 1n, price: 0n }))).toBe(
      'AMOUNT_OUT_OF_RANGE',
    );
    expect(codeOf(await bazaar.send(buyer, { ...sell, quantity: 1n }))).toBe('NOT_FOUND');
    await bazaar.place.must(seller, 'requestWithdrawal', { positionId, shares: all - SHARES });
    expect(codeOf(await bazaar.send(seller, { ...sell, quantity: SHARES + 1n }))).toBe('AMOUNT_OUT_OF_RANGE');
    expect(codeOf(await bazaar.send(seller, { ...sell, quantity: SHARES }))).toBe('DONE');
  });

  test('shares that are being sold cannot be taken out, given away or sold again', async () => {
    const { seller, other, positionId, place } = bazaar;
    const all = sharesFor(1_000_000n);
    const orderId = await bazaar.offer(all, 50_000n * UNIT);
    expect(codeOf(await bazaar.fill(orderId, all - SHARES))).toBe('DONE');
    const exit = { positionId, shares: SHARES + 1n };
    expect(codeOf(await place.send(seller, 'requestWithdrawal', exit))).toBe('AMOUNT_OUT_OF_RANGE');
    const gift = { ...exit, toAddress: other.address };
    expect(codeOf(await place.send(seller, 'transferPosition', gift))).toBe('AMOUNT_OUT_OF_RANGE');
    expect(codeOf(await place.send(seller, 'requestWithdrawal', { positionId, shares: SHARES }))).toBe(
      'DONE',
    );
    expect(codeOf(await bazaar.fill(orderId, SHARES))).toBe('AMOUNT_OUT_OF_RANGE');
    await hour();
    expect(await bazaar.settle()).toMatchObject({ answer: { done: 1 } });
    expect(await bazaar.position(seller)).toMatchObject({
      shares: SHARES,
      queuedShares: SHARES,
      lockedShares: 0n,
    });
  });

  test('its own seller cannot take it, and nobody pays more than he said or more than he has', async () => {
    const { seller, buyer } = bazaar;
    const orderId = await bazaar.offer(SHARES, 10n * UNIT);
    expect(codeOf(await bazaar.fill(orderId, SHARES, seller))).toBe('STATUS_FORBIDS');
    const limits = { maxPrice: 10n * UNIT - 1n };
    expect(await bazaar.fill(orderId, SHARES, buyer, limits)).toMatchObject({
      refusal: { code: 'PRICE_ABOVE_LIMIT', data: { premium: 10n * UNIT } },
    });
    const dear = await bazaar.offer(SHARES, 1_000_000n * UNIT);
    expect(codeOf(await bazaar.fill(dear, SHARES))).toBe('BALANCE_TOO_LOW');
    expect(codeOf(await bazaar.fill('ord_nothing', SHARES))).toBe('NOT_FOUND');
    expect(codeOf(await bazaar.fill(orderId, 0n))).toBe('AMOUNT_OUT_OF_RANGE');
    expect(codeOf(await bazaar.fill(orderId, -5n))).toBe('AMOUNT_OUT_OF_RANGE');
  });
});

describe('a bid for shares', () => {
  test('holds its price, pays each seller the part rounded down, and gives back what is left', async () => {
    const { buyer, seller } = bazaar;
    const before = await bazaar.money(buyer);
    const orderId = await bazaar.bid(3n * 10n ** 9n, 1_000n);
    expect([await bazaar.money(buyer), await bazaar.held(buyer)]).toEqual([before - 1_000n, 1_000n]);
    for (let part = 0; part < 3; part += 1) {
      const done = await bazaar.fill(orderId, 10n ** 9n, seller, { minPrice: 333n });
      expect(done).toMatchObject({ answer: { price: 333n, fee: 2n } });
    }
    expect(await bazaar.held(buyer)).toBe(1_000n);
    await hour();
    expect(await bazaar.settle()).toMatchObject({ answer: { done: 3 } });
    expect(await bazaar.order(orderId)).toMatchObject({ status: 'FILLED', held: 0n });
    expect([await bazaar.money(buyer), await bazaar.held(buyer)]).toEqual([before - 999n, 0n]);
    expect(await bazaar.position(buyer)).toMatchObject({ shares: 3n * 10n ** 9n });
  });

  test('is refused without the money, and to a seller who wants more or has no shares', async () => {
    const { buyer, seller, other, world } = bazaar;
    const dear = { side: 'BUY', poolId: world.poolId, quantity: SHARES, price: 100_001n * UNIT };
    expect(codeOf(await bazaar.send(buyer, dear))).toBe('BALANCE_TOO_LOW');
    const orderId = await bazaar.bid(SHARES, 9n * UNIT);
    expect(codeOf(await bazaar.fill(orderId, SHARES, other))).toBe('AMOUNT_OUT_OF_RANGE');
    const limits = { minPrice: 9n * UNIT + 1n };
    expect(codeOf(await bazaar.fill(orderId, SHARES, seller, limits))).toBe('REFUND_BELOW_LIMIT');
    // So few shares that the bid pays nothing for them.
    expect(codeOf(await bazaar.fill(orderId, 1n, seller))).toBe('AMOUNT_OUT_OF_RANGE');
  });

  test('cancelled while a part is being traded it gives back the rest, and the trade goes on', async () => {
    const { buyer, seller, other } = bazaar;
    const before = await bazaar.money(buyer);
    const orderId = await bazaar.bid(SHARES, 10n * UNIT);
    await bazaar.fill(orderId, SHARES / 10n, seller);
    expect(codeOf(await bazaar.cancel(orderId, other))).toBe('NOT_FOUND');
    expect(await bazaar.cancel(orderId, buyer)).toMatchObject({ answer: { released: 9n * UNIT } });
    expect([await bazaar.money(buyer), await bazaar.held(buyer)]).toEqual([before - UNIT, UNIT]);
    await hour();
    expect(await bazaar.settle()).toMatchObject({ answer: { done: 1 } });
    expect(await bazaar.order(orderId)).toMatchObject({
      status: 'CANCELLED',
      filled: SHARES / 10n,
      pending: 0n,
    });
    expect([await bazaar.money(buyer), await bazaar.held(buyer)]).toEqual([before - UNIT, 0n]);
  });
});

describe('the end of an order', () => {
  test('comes with its time, in event time, and its money comes back', async () => {
    const { buyer, place, seller } = bazaar;
    const before = await bazaar.money(buyer);
    const expiresAt = place.clock.now + DAY_SECONDS;
    const sent = { side: 'BUY', poolId: bazaar.world.poolId, quantity: SHARES, price: UNIT, expiresAt };
    const placed = await bazaar.send(buyer, sent);
    const { orderId } = (placed.kind === 'DONE' ? placed.answer : {}) as { orderId: string };
    expect(codeOf(await place.send(SYSTEM, 'closeOrder', { orderId }))).toBe('STATUS_FORBIDS');
    place.clock.now = expiresAt + 500;
    expect(await bazaar.fill(orderId, SHARES, seller)).toMatchObject({
      refusal: { code: 'ORDER_CLOSED', data: { status: 'EXPIRED', closedAt: expiresAt } },
    });
    expect(codeOf(await place.send(SYSTEM, 'closeOrder', { orderId }))).toBe('DONE');
    expect(await bazaar.order(orderId)).toMatchObject({ status: 'EXPIRED', closedAt: expiresAt, held: 0n });
    expect(await bazaar.money(buyer)).toBe(before);
    expect(codeOf(await place.send(buyer, 'closeOrder', { orderId }))).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('comes when the shares leave, and not while they are only locked', async () => {
    const { seller, place, positionId } = bazaar;
    const [gone, kept] = [await bazaar.offer(SHARES, UNIT), await bazaar.offer(SHARES, UNIT)];
    const all = sharesFor(1_000_000n);
    await bazaar.fill(kept, SHARES);
    await place.must(seller, 'requestWithdrawal', { positionId, shares: all - SHARES });
    expect(codeOf(await place.send(SYSTEM, 'closeOrder', { orderId: gone }))).toBe('STATUS_FORBIDS');
    await hour();
    await bazaar.settle();
    expect(codeOf(await place.send(SYSTEM, 'closeOrder', { orderId: gone }))).toBe('DONE');
    expect(await bazaar.order(gone)).toMatchObject({ status: 'CLOSED', closedBecause: 'SHARES_GONE' });
  });

  test('is at most ninety days away, and lies ahead', async () => {
    const { seller, positionId, place } = bazaar;
    const sell = { side: 'SELL', positionId, quantity: 1n, price: 1n };
    const { now } = place.clock;
    for (const expiresAt of [now, now + ORDER_SECONDS_MAX + 1])
      expect(codeOf(await bazaar.send(seller, { ...sell, expiresAt }))).toBe('TERM_OUT_OF_RANGE');
    expect(codeOf(await bazaar.send(seller, { ...sell, expiresAt: now + ORDER_SECONDS_MAX }))).toBe('DONE');
  });
});

test('nobody has more than fifty open orders, and one that ends makes room', async () => {
  const { seller, positionId } = bazaar;
  const ids: string[] = [];
  for (let count = 0; count < ORDERS_PER_ACCOUNT_MAX; count += 1) ids.push(await bazaar.offer(1n, UNIT));
  const one = { side: 'SELL', positionId, quantity: 1n, price: UNIT };
  expect(codeOf(await bazaar.send(seller, one))).toBe('LIMIT_REACHED');
  expect(codeOf(await bazaar.cancel(ids[0] ?? '', seller))).toBe('DONE');
  expect(codeOf(await bazaar.send(seller, one))).toBe('DONE');
});

test('an order that names no target, two, or what does not belong to it, is not understood', async () => {
  const { seller, positionId, world } = bazaar;
  const sell = { side: 'SELL', positionId, quantity: 1n, price: 1n };
  const wrong = [
    { ...sell, positionId: null },
    { ...sell, poolId: world.poolId },
    { ...sell, side: 'BUY' },
    { ...sell, price: null },
    { ...sell, termSeconds: 5 },
    { side: 'SELL', poolId: world.poolId, quantity: 1n, price: 1n },
    { side: 'SELL', productId: world.productId, quantity: 1n, termSeconds: 1, maxAnnualRateWad: 1n },
    { side: 'BUY', productId: world.productId, quantity: 1n, price: 1n },
  ];
  for (const order of wrong)
    expect(codeOf(await bazaar.send(seller, order))).toMatchObject({ code: 'INPUT_INVALID' });
  expect(codeOf(await bazaar.send(person(999), { ...sell, positionId }))).toBe('NOT_FOUND');
});
