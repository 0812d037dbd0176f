import { afterEach, expect, test } from 'vitest';
import { auditLedger, NoLedger } from '../../../src/market/audit/auditLedger.ts';
import { openForReading } from '../../../src/store/audit/openForReading.ts';
import { testDatabaseUri, untouchedDatabaseUri } from '../../support/database.ts';
import { breakPeg, buy, cents, pass, payOut, step } from '../../support/depeg.ts';
import { type Marketplace, openMarketplace, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';

let place: Marketplace | undefined;
afterEach(async () => {
  await place?.stop();
  place = undefined;
});

const DAY_HOURS = 24;

async function expectClean(at: Marketplace): Promise<void> {
  const { differences } = await auditLedger(at.database);
  expect(differences).toEqual([]);
}

test('finds nothing at any step of a history with exits, a paid incident, a second loss and the end of all cover', async () => {
  place = await openMarketplace(testDatabaseUri());
  const world = await readyWorld(place, { buyers: 3, waitingSeconds: 0, capital: 100_000n * UNIT });
  const { productId, poolId, buyers } = world;
  const [first, second, third] = buyers as [(typeof buyers)[0], (typeof buyers)[0], (typeof buyers)[0]];
  await expectClean(place);

  await buy(place, first, productId, 8_000n * UNIT, 30, 2);
  await buy(place, second, productId, 7_333_333_333n, 60);
  await pass(place, world, 5);
  await buy(place, third, productId, 6_000n * UNIT, 8);
  const { positionId } = await place.must<{ positionId: string }>(second, 'depositCapital', {
    into: poolId,
    amount: 9_000n * UNIT,
  });
  const shares = 4_000n * UNIT * 1_000n;
  const ask = () =>
    place?.must<{ withdrawalId: string }>(second, 'requestWithdrawal', { positionId, shares });
  const kept = await ask();
  await ask();
  await pass(place, world, 3 * DAY_HOURS);
  await place.must(second, 'cancelWithdrawal', { withdrawalId: kept?.withdrawalId });
  await place.must(SYSTEM, 'accruePool', { poolId, tick: 1 });
  await pass(place, world, 7 * DAY_HOURS);
  await expectClean(place);
  await place.must(SYSTEM, 'payWithdrawals', { poolId, tick: 1 });
  await pass(place, world, 1);
  await place.must(SYSTEM, 'payWithdrawals', { poolId, tick: 2 });
  await place.must(SYSTEM, 'releasePolicies', { productId, tick: 'first' });
  await expectClean(place);

  const incidentId = await breakPeg(place, world);
  await expectClean(place);
  while (await step(place, 'assessIncident', incidentId));
  await expectClean(place);
  await place.must(SYSTEM, 'allocateIncident', { incidentId });
  await expectClean(place);
  while (await step(place, 'payIncident', incidentId));
  await place.must(SYSTEM, 'closeIncident', { incidentId });
  await expectClean(place);

  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  await payOut(place, await breakPeg(place, world, cents(50)));
  await expectClean(place);
  await pass(place, world, 40 * DAY_HOURS);
  await place.must(SYSTEM, 'accruePool', { poolId, tick: 2 });
  await place.must(SYSTEM, 'accruePool', { poolId, tick: 3 });
  const report = await auditLedger(place.database);
  expect(report).toMatchObject({ clean: true, differenceCount: 0, differences: [] });
  expect(report.checked).toMatchObject({ pools: 1, positions: 2, withdrawals: 2, policies: 4, incidents: 2 });
});

test('reads the journal once for each part of the balances, to the same end', async () => {
  place = await openMarketplace(testDatabaseUri());
  const world = await readyWorld(place);
  await buy(place, world.buyers[0] as (typeof world.buyers)[0], world.productId, 1_000n * UNIT, 30);
  const whole = await auditLedger(place.database);
  expect(await auditLedger(place.database, { balancesMax: 2 })).toEqual(whole);
  expect(whole.clean).toBe(true);
});

test('says that there is no ledger rather than that an empty database is clean', async () => {
  const empty = await openForReading(untouchedDatabaseUri());
  await expect(auditLedger(empty)).rejects.toThrow(NoLedger);
  expect(await empty.connection.db?.listCollections().toArray()).toEqual([]);
  await empty.close();
});
