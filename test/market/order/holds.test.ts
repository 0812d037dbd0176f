/** What orders and trades hold is told, and shares that were bought are no gain of their buyer's. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { pass } from '../../support/depeg.ts';
import { UNIT } from '../../support/marketplace.ts';
import { one, queriesOf } from '../queries/reading.ts';
import { type Bazaar, openBazaar, sharesFor } from './bazaar.ts';

let bazaar: Bazaar;
beforeEach(async () => {
  bazaar = await openBazaar();
});
afterEach(() => bazaar.close());

const told = async () => {
  const { place, buyer } = bazaar;
  const holds = await one(queriesOf(place).holdsOf, buyer.id);
  expect(holds.reduce((sum, { amount }) => sum + amount, 0n)).toBe(await bazaar.held(buyer));
  return holds.map(({ purpose, amount }) => ({ purpose, amount }));
};

test('a bid holds its price while it is open, its trades theirs until they are settled', async () => {
  const { buyer, seller, place, world } = bazaar;
  const bid = await bazaar.bid(sharesFor(10n), 8n * UNIT);
  expect(await told()).toEqual([{ purpose: 'ORDER', amount: 8n * UNIT }]);
  await bazaar.fill(bid, sharesFor(5n), seller);
  expect(await told()).toEqual([
    { purpose: 'ORDER', amount: 4n * UNIT },
    { purpose: 'TRADE', amount: 4n * UNIT },
  ]);
  await pass(place, world, 1);
  await bazaar.settle();
  expect(await told()).toEqual([{ purpose: 'ORDER', amount: 4n * UNIT }]);
  await bazaar.cancel(bid, buyer);
  expect(await told()).toEqual([]);
});

test('a seller is told of no hold for shares that are locked', async () => {
  const { seller, place, buyer } = bazaar;
  await bazaar.fill(await bazaar.offer(sharesFor(10n), 9n * UNIT), null, buyer);
  expect(await one(queriesOf(place).holdsOf, seller.id)).toEqual([]);
});

test('shares that were traded are no result of either position, nor any yield of the time before', async () => {
  const { seller, buyer, place, world } = bazaar;
  await bazaar.fill(await bazaar.offer(sharesFor(10n), 9n * UNIT), null, buyer);
  await pass(place, world, 1);
  await bazaar.settle();
  const queries = queriesOf(place);
  const bought = positionIdOf(world.poolId, buyer.id);
  for (const id of [bought, positionIdOf(world.poolId, seller.id)]) {
    const { result } = await one(queries.positionViews, id);
    expect([0n, -1n]).toContain(result);
  }
  const { yields, earned } = await one(queries.positionResults, bought);
  expect(yields?.ALL).toMatchObject({ since: place.clock.now, netWad: 0n });
  expect(earned).toEqual({ premium: 0n, reserveIncome: 0n, losses: 0n });
});
