/** What a pool could not pay is repaid later: pro rata, to the unit, once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { recoveryOf, reserveOf } from '../../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { decodeDocument, encodeInteger } from '../../../src/store/codec.ts';
import type { PayoutDocument } from '../../../src/store/documents/incidents.ts';
import type { RecoveryClaimDocument } from '../../../src/store/documents/recoveryClaims.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakAll, type LeveredWorld, leveredWorld, poolOf } from '../../support/leveredWorld.ts';
import { openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { spendable, stored } from '../queries/reading.ts';

let world: LeveredWorld;
let fundId: string;
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(testDatabaseUri()));
  fundId = reserveIdOf('POOL_FUND', world.poolId);
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

let ticks = 0;
const repay = () => world.place.send(SYSTEM, 'repayRecoveries', { poolId: world.poolId, tick: `${++ticks}` });
const stepOf = async () => {
  const outcome = await repay();
  return outcome.kind === 'DONE' ? outcome.answer.step : outcome.kind === 'REFUSED' && outcome.refusal.code;
};
const contribute = (amount: bigint, kind = 'TRADING_FEE') =>
  world.place.must(world.second, 'contributeToReserve', { reserveId: fundId, amount, kind });

async function claims(): Promise<RecoveryClaimDocument[]> {
  const found = await world.place.database.collection('recoveryClaims').find().sort({ _id: 1 }).toArray();
  return found.map((document) => decodeDocument<RecoveryClaimDocument>(document));
}

async function loseEverything(): Promise<void> {
  const { place } = world;
  const incidentIds = await breakAll(world, 70);
  await place.must(SYSTEM, 'allocateIncident', { incidentId: incidentIds[0] ?? '' });
  for (const incidentId of incidentIds) {
    await place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
    // A round waits until all are paid: they have the same right.
    expect(await stepOf()).toBe('STATUS_FORBIDS');
  }
  for (const incidentId of incidentIds) await place.must(SYSTEM, 'closeIncident', { incidentId });
}

test('a haircut is repaid in rounds, equally, to the unit, and no unit more than is owed', async () => {
  const { place, assetId, buyer } = world;
  await loseEverything();
  expect((await poolOf(world)).status).toBe('WIPED');
  const owed = (await claims()).reduce((sum, { amount }) => sum + amount, 0n);
  expect(owed).toBeGreaterThan(10_000n * UNIT);

  await contribute(1_000_000_007n);
  const [before, fund] = [
    await spendable(place, buyer.id, assetId),
    await stored(place, reserveOf(fundId), assetId),
  ];
  expect([await stepOf(), await stepOf(), await stepOf()]).toEqual(['FUND', 'PAY', 'STATUS_FORBIDS']);
  expect(await spendable(place, buyer.id, assetId)).toBe(before + fund);
  expect(await stored(place, recoveryOf(fundId), assetId)).toBe(0n);
  const parts = (await claims()).map(({ repaid }) => Number(repaid));
  expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);

  await contribute(owed, 'RECOVERY');
  while ((await stepOf()) !== 'STATUS_FORBIDS');
  expect((await claims()).every(({ amount, repaid, open }) => repaid === amount && !open)).toBe(true);
  const [reserve] = await loadByIds(place.database, 'reserves', [fundId]);
  expect(reserve?.recovery).toMatchObject({ owed: 0n, repaid: owed, round: null });
  expect(await spendable(place, buyer.id, assetId)).toBe(before + owed);
  expect(await stored(place, reserveOf(fundId), assetId)).toBe(fund);
});

test('what a claim says it was repaid is found and named when it was altered', async () => {
  await loseEverything();
  const [claim] = await claims();
  const rows = world.place.database.collection('recoveryClaims');
  await rows.updateOne({ _id: claim?._id ?? '' }, { $set: { repaid: encodeInteger(1n) } });
  const { differences } = await auditLedger(world.place.database);
  await rows.updateOne({ _id: claim?._id ?? '' }, { $set: { repaid: encodeInteger(0n) } });
  expect(differences.map(({ id, field }) => `${id} ${field}`)).toEqual([
    `${fundId} recovery.owed`,
    `${fundId} recovery.repaid`,
  ]);
});

test('a policy that was increased in the same pool is owed for both of its parts', async () => {
  const { place, buyer } = world;
  const [policy] = await place.database.collection('policies').find().sort({ _id: 1 }).limit(1).toArray();
  await place.must(buyer, 'editPolicy', {
    ...{ policyId: policy?._id, coverAmount: 3_990n * UNIT, coverUntil: null },
    ...{ maxPremium: 100_000n * UNIT, minRefund: null },
  });
  await loseEverything();
  const payouts = (await place.database.collection('payouts').find().toArray()).map((document) =>
    decodeDocument<PayoutDocument>(document),
  );
  const owed = (await claims()).map(({ payoutId, amount }) => [payoutId, amount]);
  expect(Object.fromEntries(owed)).toEqual(
    Object.fromEntries(payouts.map(({ _id, recoveryClaim }) => [_id, recoveryClaim])),
  );
  expect(payouts.find(({ policyId }) => policyId === policy?._id)?.due).toBe(3_990n * UNIT);
});

test('attack 28: a wiped pool takes no deposit, and what comes to it later is for whom it owes', async () => {
  const { place, poolId, underwriter, buyer, assetId } = world;
  await loseEverything();
  const deposit = { into: poolId, amount: 1_000n * UNIT };
  expect(await place.send(underwriter, 'depositCapital', deposit)).toMatchObject({
    kind: 'REFUSED',
    refusal: { code: 'POOL_CLOSED', data: { status: 'WIPED' } },
  });
  const before = await spendable(place, buyer.id, assetId);
  await contribute(500n * UNIT, 'RECOVERY');
  while ((await stepOf()) !== 'STATUS_FORBIDS');
  expect(await spendable(place, buyer.id, assetId)).toBeGreaterThanOrEqual(before + 500n * UNIT);
});
