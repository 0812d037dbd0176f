import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { positionIdOf } from '../../src/market/pool/positions.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, person, START, UNIT } from '../support/marketplace.ts';
import { setScene, storySeries } from './story.ts';
import { all, closeDatabases, emptyMarketplace, watch, writeSeries } from './world.ts';

const [underwriter, holder] = [person(2), person(3)];
const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await watcher.close();
  await place.stop();
});

async function stepAt(hours: number): Promise<Record<string, number>> {
  place.clock.now = START + hours * HOUR_SECONDS;
  const report = await watcher.tick();
  expect(report).toMatchObject({ errors: [], failed: [], refused: [] });
  return report.done;
}

const NOTHING = {
  ...{ policyId: null, positionId: null, poolId: null, productId: null, quantity: null, price: null },
  ...{ termSeconds: null, maxAnnualRateWad: null, expiresAt: null },
};
const order = async (by: typeof holder, sent: object): Promise<string> =>
  (await place.must<{ orderId: string }>(by, 'placeOrder', { ...NOTHING, ...sent })).orderId;
const fill = (by: typeof holder, orderId: string) =>
  place.must(by, 'fillOrder', { orderId, quantity: null, maxPrice: null, minPrice: null });
const orders = () => all(place.database, 'orders');

test('the watcher settles trades once the feed has been read, ends what is over or gone, and buys at the limit', async () => {
  const calm = storySeries().map(({ at }) => ({ at, value: WAD }));
  const { productId, poolId } = await setScene(place, await writeSeries(calm));
  watcher = watch(place);
  for (const hours of [0, 0.5, 1, 1.5]) await stepAt(hours);
  const positionId = positionIdOf(poolId, underwriter.id);
  const [position] = await all(place.database, 'positions');
  const held = position?.shares ?? 0n;
  const sold = await order(underwriter, { side: 'SELL', positionId, quantity: 1_000n, price: UNIT });
  const gone = await order(underwriter, { side: 'SELL', positionId, quantity: 1_000n, price: UNIT });
  const expiresAt = place.clock.now + HOUR_SECONDS;
  const over = await order(holder, { side: 'BUY', poolId, quantity: 1n, price: UNIT, expiresAt });
  const cover = { side: 'BUY', productId, quantity: 1_000n * UNIT, termSeconds: 30 * DAY_SECONDS };
  const high = await order(holder, { ...cover, maxAnnualRateWad: WAD });
  const low = await order(holder, { ...cover, maxAnnualRateWad: WAD / 1_000n });
  const large = await order(holder, {
    ...cover,
    quantity: 10n ** 9n * UNIT,
    maxAnnualRateWad: 1n * 10n ** 13n,
  });
  await fill(holder, sold);
  place.clock.now += 1;
  const first = (await watcher.tick()).done;
  expect(first).toMatchObject({ fillLimitOrder: 1 });
  expect(first).not.toHaveProperty('settleTrades');
  await place.must(underwriter, 'requestWithdrawal', { positionId, shares: held - 1_000n });
  expect(await stepAt(2)).toMatchObject({ settleTrades: 1, closeOrder: 1 });
  expect(await stepAt(2.75)).toMatchObject({ closeOrder: 1 });
  const byId = new Map((await orders()).map((one) => [one._id, one]));
  expect(byId.get(sold)).toMatchObject({ status: 'FILLED', filled: 1_000n });
  expect(byId.get(gone)).toMatchObject({ status: 'CLOSED', closedBecause: 'SHARES_GONE' });
  expect(byId.get(over)).toMatchObject({ status: 'EXPIRED', closedAt: expiresAt, held: 0n });
  expect(byId.get(high)).toMatchObject({ status: 'FILLED', filled: 1_000n * UNIT });
  expect(byId.get(low)).toMatchObject({ status: 'OPEN' });
  expect(byId.get(large)).toMatchObject({ status: 'OPEN' });
  expect(await stepAt(3)).not.toHaveProperty('settleTrades');
});

test('nothing is bought at a limit while the product is watched, and at once when it is not any more', async () => {
  const calm = storySeries().map(({ at }) => ({ at, value: WAD }));
  const { productId } = await setScene(place, await writeSeries(calm));
  watcher = watch(place);
  const cover = { side: 'BUY', productId, quantity: 1_000n * UNIT, termSeconds: 30 * DAY_SECONDS };
  await order(holder, { ...cover, maxAnnualRateWad: WAD });
  const done: Record<string, number>[] = [];
  for (const hours of [0, 0.5, 1, 1.5, 2]) done.push(await stepAt(hours));
  const stepOf = (command: string) => done.findIndex((step) => command in step);
  expect(stepOf('thawProduct')).toBeGreaterThan(0);
  expect(stepOf('fillLimitOrder')).toBe(stepOf('thawProduct'));
});
