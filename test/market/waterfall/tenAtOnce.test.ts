/** Ten incidents at once on one pool: who is paid what does not depend on order, delays or what happens between. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { decodeDocument } from '../../../src/store/codec.ts';
import type { PayoutDocument } from '../../../src/store/documents/incidents.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { cents } from '../../support/depeg.ts';
import { type LeveredWorld, leveredWorld, passAll } from '../../support/leveredWorld.ts';
import { heardAt, hourly, openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';

const SUBJECTS = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'GG', 'HH', 'II', 'JJ'];
const COVER = 1_590n * UNIT;
/** Five policies of each subject pay in full at 70 cents. */
const LOSS = BigInt(5 * SUBJECTS.length) * COVER;
const guardian = person(50, ['GUARDIAN']);

let world: LeveredWorld;
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(testDatabaseUri()), {
    ...{ subjects: SUBJECTS, leverageWad: 2n * WAD, cover: COVER, days: [] },
  });
  const { address, roles } = guardian;
  await world.place.must(SYSTEM, 'registerAccount', { address, roles });
  await contribute('SHARED_FUND', world.assetId, 10_000n);
  await contribute('POOL_FUND', world.poolId, 3_000n);
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

const contribute = (kind: 'SHARED_FUND' | 'POOL_FUND', ownerId: string, units: bigint) =>
  world.place.must(world.second, 'contributeToReserve', {
    ...{ reserveId: reserveIdOf(kind, ownerId), amount: units * UNIT, kind: 'TRADING_FEE' },
  });

/** All fall in the same hours. Incidents are opened in an order, and some of them delayed by guardians. */
async function breakInOrder(
  order: readonly number[],
  delayed: ReadonlyMap<number, number>,
): Promise<string[]> {
  const { place, feedIds, productIds } = world;
  const from = place.clock.now;
  place.clock.now += 6 * HOUR_SECONDS;
  const throughSlot = place.clock.now - 900;
  const foldState = heardAt(throughSlot, ['tester']);
  const readings = hourly(from, Array(6).fill(cents(70)));
  for (const index of order) {
    const feedId = feedIds[index];
    await place.must(SYSTEM, 'advanceFeed', { feedId, throughSlot, readings, foldState });
  }
  await passAll(world, 48);
  const incidentIds: string[] = [];
  for (const index of order) {
    const productId = productIds[index] ?? '';
    const [product] = await loadByIds(place.database, 'products', [productId]);
    const opened = { productId, confirmedAt: product?.verdicts[0]?.confirmedAt };
    const { incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', opened);
    await place.must(SYSTEM, 'settleIncident', { incidentId });
    const seconds = delayed.get(index);
    if (seconds !== undefined)
      await place.must(guardian, 'delayIncident', { incidentId, seconds, reason: 'Two providers disagree' });
    incidentIds[index] = incidentId;
  }
  await passAll(world, 3);
  return incidentIds;
}

const assess = (incidentId: string) => world.place.must(SYSTEM, 'assessIncident', { incidentId, cursor: '' });
const pay = (incidentId: string) => world.place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });

/** What each product's policies were paid, in the order of products. */
async function paidBy(): Promise<bigint[][]> {
  const { place, productIds } = world;
  const rows = await place.database.collection('payouts').find().sort({ _id: 1 }).toArray();
  const payouts = rows.map((row) => decodeDocument<PayoutDocument>(row));
  return productIds.map((productId) =>
    payouts.filter((payout) => payout.productId === productId).map(({ paid }) => paid),
  );
}

/** Between who got most and who got least. */
function spreadOf(paid: readonly bigint[]): bigint {
  const sorted = [...paid].sort((a, b) => (a < b ? -1 : 1));
  return (sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n);
}

const inOrder = SUBJECTS.map((_, index) => index);

test.each([
  { name: 'in order', order: inOrder, delayed: new Map<number, number>() },
  { name: 'backwards', order: inOrder.toReversed(), delayed: new Map<number, number>() },
  {
    name: 'mixed, two of them delayed by guardians',
    order: [3, 7, 0, 9, 1, 8, 2, 6, 4, 5],
    delayed: new Map([
      [7, 5 * HOUR_SECONDS],
      [2, 20 * HOUR_SECONDS],
    ]),
  },
])('$name: one event, and every policy gets the same', async ({ order, delayed }) => {
  const { place } = world;
  const incidentIds = await breakInOrder(order, delayed);
  for (const index of order) if (!delayed.has(index)) await assess(incidentIds[index] ?? '');
  if (delayed.size > 0) {
    // Whoever is ready waits for those who are not.
    const first = incidentIds[order[0] ?? 0] ?? '';
    const early = await place.send(SYSTEM, 'allocateIncident', { incidentId: first });
    expect(early).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
    await passAll(world, 21);
    for (const index of delayed.keys()) await assess(incidentIds[index] ?? '');
  }
  const allocated = await place.must<{ lossEventId: string; incidentIds: string[] }>(
    SYSTEM,
    'allocateIncident',
    { incidentId: incidentIds[order[4] ?? 0] ?? '' },
  );
  expect([...allocated.incidentIds].sort()).toEqual([...incidentIds].sort());
  const [event] = await loadByIds(place.database, 'lossEvents', [allocated.lossEventId]);
  expect(event?.claimants).toEqual([{ id: world.poolId, loss: LOSS }]);
  for (const index of order) await pay(incidentIds[index] ?? '');
  const paid = (await paidBy()).flat();
  expect(paid).toHaveLength(5 * SUBJECTS.length);
  expect(spreadOf(paid)).toBeLessThanOrEqual(1n);
  expect(paid.every((part) => part < COVER)).toBe(true);
  expect(paid.reduce((sum, part) => sum + part, 0n)).toBe(LOSS - (event?.haircuts[0] ?? 0n));
});

test('a fund that is emptied and filled in the middle of a payout changes nothing of it', async () => {
  const { place, poolId } = world;
  const incidentIds = await breakInOrder(inOrder, new Map());
  for (const incidentId of incidentIds) await assess(incidentId);
  await place.must(SYSTEM, 'allocateIncident', { incidentId: incidentIds[0] ?? '' });
  const [fund] = await loadByIds(place.database, 'balances', [
    `${reserveIdOf('POOL_FUND', poolId)}/funds/${world.assetId}`,
  ]);
  expect(fund?.amount).toBe(0n);
  for (const [index, incidentId] of incidentIds.entries()) {
    if (index === 3) await contribute('POOL_FUND', poolId, 5_000n);
    if (index === 6) {
      // Nobody who is paid early is repaid before the others are paid at all.
      const repaid = await place.send(SYSTEM, 'repayRecoveries', { poolId, tick: 'early' });
      expect(repaid).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
    }
    await pay(incidentId);
  }
  const paid = (await paidBy()).flat();
  expect(spreadOf(paid)).toBeLessThanOrEqual(1n);
});
