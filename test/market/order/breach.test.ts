import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { breakPeg, cents, pass, payOut } from '../../support/depeg.ts';
import { feed, hourly, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { type Bazaar, codeOf, openBazaar, sharesFor } from './bazaar.ts';

let bazaar: Bazaar;
beforeEach(async () => {
  bazaar = await openBazaar();
});
afterEach(() => bazaar.close());

const SHARES = sharesFor(10n);

const watch = () => {
  const { place, world } = bazaar;
  const watching = { productId: world.productId, cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
  return place.must(SYSTEM, 'watchProduct', watching);
};
const give = (shares: bigint, to = bazaar.other, by = bazaar.seller) =>
  bazaar.place.send(by, 'transferPosition', {
    positionId: positionIdOf(bazaar.world.poolId, by.id),
    shares,
    toAddress: to.address,
  });
const sharesOf = async (of: { id: string }) => (await bazaar.position(of as never))?.shares ?? 0n;
/** Seven hours of which the first three lie before `act`, then are all read as a breach. */
async function breachInTheDark(act: () => Promise<unknown>): Promise<void> {
  const { place, world } = bazaar;
  const dark = place.clock.now;
  place.clock.now += 3 * HOUR_SECONDS;
  await act();
  place.clock.now += 4 * HOUR_SECONDS;
  await feed(place, world.feedId, hourly(dark, Array(7).fill(cents(89))), place.clock.now - 900);
}

describe('from watch until the last incident is paid', () => {
  test('nothing is placed, filled or given; orders stand, and can be taken back', async () => {
    const { seller, positionId, world, buyer } = bazaar;
    const [offer, bid] = [await bazaar.offer(SHARES, UNIT), await bazaar.bid(SHARES, UNIT)];
    await watch();
    const sell = { side: 'SELL', positionId, quantity: 1n, price: 1n };
    const buy = { side: 'BUY', poolId: world.poolId, quantity: 1n, price: 1n };
    for (const outcome of [
      await bazaar.send(seller, sell),
      await bazaar.send(buyer, buy),
      await bazaar.fill(offer, SHARES),
      await bazaar.fill(bid, SHARES, seller),
      await give(1n),
    ]) {
      expect(outcome).toMatchObject({
        refusal: {
          code: 'LOCKED',
          data: { by: world.productId, unlocksWhen: expect.stringContaining('paid') },
        },
      });
    }
    expect(await bazaar.order(bid)).toMatchObject({ status: 'OPEN' });
    expect(codeOf(await bazaar.cancel(bid, buyer))).toBe('DONE');
    expect(codeOf(await bazaar.cancel(offer, seller))).toBe('DONE');
    expect(await bazaar.held(buyer)).toBe(0n);
  });

  test('also when exits are open again after seven days of watch', async () => {
    const offer = await bazaar.offer(SHARES, UNIT);
    await watch();
    bazaar.place.clock.now += 8 * DAY_SECONDS;
    expect(codeOf(await bazaar.fill(offer, SHARES))).toBe('LOCKED');
  });
});

test('a bid from before a loss is sold nothing afterwards: it ends, and its money comes back', async () => {
  const { place, world, buyer, seller } = bazaar;
  const cover = { productId: world.productId, coverAmount: 10_000n * UNIT, termSeconds: 60 * DAY_SECONDS };
  await place.must(bazaar.other, 'buyPolicies', { items: [cover], maxPremium: 10_000n * UNIT });
  await pass(place, world, 96);
  const before = await bazaar.money(buyer);
  const orderId = await bazaar.bid(SHARES, 10n * UNIT);
  await payOut(place, await breakPeg(place, world));
  await place.must(SYSTEM, 'thawProduct', { productId: world.productId, eventTime: place.clock.now });
  expect(codeOf(await bazaar.fill(orderId, SHARES, seller))).toBe('ORDER_CLOSED');
  await place.must(SYSTEM, 'closeOrder', { orderId });
  expect(await bazaar.order(orderId)).toMatchObject({ status: 'CLOSED', closedBecause: 'POOL_LOST' });
  expect([await bazaar.money(buyer), await bazaar.held(buyer)]).toEqual([before, 0n]);
  // What is bid from now on is bid for what is left.
  const next = await bazaar.bid(SHARES, 9n * UNIT);
  expect(codeOf(await bazaar.fill(next, SHARES, seller))).toBe('DONE');
});

describe('a trade before which a breach had begun in the dark', () => {
  test('is void: the money comes back, the shares are free, and the order is open for them again', async () => {
    const { buyer, seller } = bazaar;
    const before = await bazaar.money(buyer);
    const orderId = await bazaar.offer(SHARES, 10n * UNIT);
    await breachInTheDark(() => bazaar.fill(orderId, SHARES / 2n));
    expect(await bazaar.settle()).toMatchObject({ answer: { done: 0, void: 1 } });
    expect([await bazaar.money(buyer), await bazaar.held(buyer)]).toEqual([before, 0n]);
    expect(await bazaar.position(seller)).toMatchObject({ lockedShares: 0n });
    expect(await bazaar.position(buyer)).toBeUndefined();
    expect(await bazaar.order(orderId)).toMatchObject({ status: 'OPEN', filled: 0n, pending: 0n });
    expect(await bazaar.trades()).toMatchObject([{ status: 'VOID' }]);
  });

  test('leaves the money of a bid that stands with the bid, and that of one that was taken back with its owner', async () => {
    const { buyer, other, seller } = bazaar;
    const [stands, gone] = [await bazaar.bid(SHARES, UNIT), await bazaar.bid(SHARES, UNIT, other)];
    const before = await bazaar.money(other);
    await breachInTheDark(async () => {
      expect(codeOf(await bazaar.fill(stands, SHARES, seller))).toBe('DONE');
      expect(codeOf(await bazaar.fill(gone, SHARES, seller))).toBe('DONE');
      expect(codeOf(await bazaar.cancel(gone, other))).toBe('DONE');
    });
    expect(await bazaar.settle()).toMatchObject({ answer: { void: 2 } });
    expect(await bazaar.order(stands)).toMatchObject({ status: 'OPEN', held: UNIT, pending: 0n });
    expect(await bazaar.held(buyer)).toBe(UNIT);
    expect(await bazaar.order(gone)).toMatchObject({ status: 'CANCELLED', held: 0n, pending: 0n });
    expect([await bazaar.money(other), await bazaar.held(other)]).toEqual([before + UNIT, 0n]);
  });

  test('is void also where it is settled only after the incident was paid', async () => {
    const { place, world, buyer } = bazaar;
    const cover = { productId: world.productId, coverAmount: 10_000n * UNIT, termSeconds: 60 * DAY_SECONDS };
    await place.must(bazaar.other, 'buyPolicies', { items: [cover], maxPremium: 10_000n * UNIT });
    await pass(place, world, 96);
    const before = await bazaar.money(buyer);
    const orderId = await bazaar.offer(SHARES, 10n * UNIT);
    await breachInTheDark(() => bazaar.fill(orderId, SHARES));
    await payOut(place, await breakPeg(place, world, WAD));
    expect(await bazaar.settle()).toMatchObject({ answer: { done: 0, void: 1 } });
    expect(await bazaar.money(buyer)).toBe(before);
  });
});

describe('a trade that cannot be decided', () => {
  test('is void once its product has been watched for seven days', async () => {
    const { place, buyer } = bazaar;
    const orderId = await bazaar.offer(SHARES, UNIT);
    expect(codeOf(await bazaar.fill(orderId, SHARES))).toBe('DONE');
    await watch();
    place.clock.now += 7 * DAY_SECONDS - 1;
    expect(codeOf(await bazaar.settle())).toBe('STATUS_FORBIDS');
    place.clock.now += 1;
    expect(await bazaar.settle()).toMatchObject({ answer: { done: 0, void: 1 } });
    expect(await bazaar.held(buyer)).toBe(0n);
  });
});

test('a breach that begins after a trade is the buyers loss, also when the trade is settled late', async () => {
  const { place, world, buyer } = bazaar;
  const orderId = await bazaar.offer(SHARES, UNIT);
  expect(codeOf(await bazaar.fill(orderId, SHARES))).toBe('DONE');
  await pass(place, world, 1);
  await pass(place, world, 6, cents(89));
  expect(await bazaar.settle()).toMatchObject({ answer: { done: 1, void: 0 } });
  expect(await sharesOf(buyer)).toBe(SHARES);
});

describe('shares that are given away', () => {
  test('join the one position of the account, and neither carry nor change a cooldown', async () => {
    const { place, world, seller, other } = bazaar;
    await place.must(other, 'depositCapital', { into: world.poolId, amount: 10n * UNIT });
    const exit = { positionId: positionIdOf(world.poolId, other.id), shares: SHARES };
    const { withdrawalId } = await place.must<{ withdrawalId: string }>(other, 'requestWithdrawal', exit);
    const before = await place.database.collection('withdrawals').findOne({ _id: withdrawalId });
    expect(codeOf(await give(SHARES))).toBe('DONE');
    expect(await bazaar.position(seller)).toMatchObject({ lockedShares: SHARES });
    await pass(place, world, 1);
    expect(await bazaar.settle()).toMatchObject({ answer: { done: 1 } });
    expect(await bazaar.position(other)).toMatchObject({ shares: 2n * SHARES, queuedShares: SHARES });
    expect(await bazaar.trades()).toMatchObject([{ status: 'DONE', orderId: null, price: 0n, fee: 0n }]);
    // Those that came can leave at once, after a cooldown of their own: nothing of the old one is theirs.
    const again = { ...exit, shares: SHARES };
    const second = await place.must<{ withdrawalId: string }>(other, 'requestWithdrawal', again);
    expect(second.withdrawalId).not.toBe(withdrawalId);
    expect(await place.database.collection('withdrawals').findOne({ _id: withdrawalId })).toEqual(before);
  });

  test('are not those that leave, those of somebody else, nor given to nobody', async () => {
    const { place, positionId, seller, other, buyer } = bazaar;
    const all = sharesFor(1_000_000n);
    await place.must(seller, 'requestWithdrawal', { positionId, shares: all - SHARES });
    expect(codeOf(await give(SHARES + 1n))).toBe('AMOUNT_OUT_OF_RANGE');
    expect(codeOf(await give(SHARES, person(999)))).toBe('NOT_FOUND');
    expect(codeOf(await give(SHARES, seller))).toBe('NOT_FOUND');
    const stolen = { positionId, shares: 1n, toAddress: other.address };
    expect(codeOf(await place.send(buyer, 'transferPosition', stolen))).toBe('NOT_FOUND');
    expect(codeOf(await give(SHARES))).toBe('DONE');
    expect(codeOf(await give(1n))).toBe('AMOUNT_OUT_OF_RANGE');
  });

  test('come back when a breach had begun before', async () => {
    await breachInTheDark(() => give(SHARES));
    expect(await bazaar.settle()).toMatchObject({ answer: { void: 1 } });
    expect(await bazaar.position(bazaar.seller)).toMatchObject({ lockedShares: 0n });
    expect(await sharesOf(bazaar.other)).toBe(0n);
  });
});
