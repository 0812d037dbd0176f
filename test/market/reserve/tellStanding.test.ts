/** Funds tell of levels that they cross: once for each, and not again while they stay. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import { breakAll, type LeveredWorld, leveredWorld, loseFirst } from '../../support/leveredWorld.ts';
import { openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { newestEvents } from '../../support/newestEvents.ts';

let world: LeveredWorld;
let sharedId: string;
let fundId: string;
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(await emptyLedgerUri()));
  sharedId = reserveIdOf('SHARED_FUND', world.assetId);
  fundId = reserveIdOf('POOL_FUND', world.poolId);
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

/** An hourly sizing, and what it tells of a reserve. */
async function sized(reserveId: string) {
  const { place, assetId } = world;
  place.clock.now += 1;
  await place.must(SYSTEM, 'sizeReserves', { assetId, tick: place.clock.now });
  const events = await newestEvents(place);
  return events.filter(({ node }) => node === reserveId).map(({ type, changes }) => ({ type, ...changes }));
}

test('a level is told when it is crossed, with the figures, and once', async () => {
  const [first] = await sized(sharedId);
  expect(first).toMatchObject({ type: 'reserve.status_changed', before: 'NOTHING_REQUIRED' });
  expect(first).toMatchObject({ requirement: `${39_800n * UNIT}` });
  expect(await sized(sharedId)).toEqual([]);
  await loseFirst(world, 70);
  const [fallen] = await sized(fundId);
  expect(fallen).toMatchObject({ type: 'reserve.status_changed', status: 'UNDER_MINIMUM' });
  expect(await sized(fundId)).toEqual([]);
  const more = { reserveId: fundId, amount: 60_000n * UNIT, kind: 'TRADING_FEE' };
  await world.place.must(world.second, 'contributeToReserve', more);
  expect(await sized(fundId)).toMatchObject([
    { type: 'reserve.status_changed', before: 'UNDER_MINIMUM', status: 'AT_TARGET' },
  ]);
});

test('a runway is told when it has become short, and when nothing flows out any more', async () => {
  const { place, poolId, second } = world;
  const incidentIds = await breakAll(world, 70);
  await place.must(SYSTEM, 'allocateIncident', { incidentId: incidentIds[0] ?? '' });
  for (const incidentId of incidentIds) await place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
  for (const incidentId of incidentIds) await place.must(SYSTEM, 'closeIncident', { incidentId });
  const give = (units: bigint) =>
    place.must(second, 'contributeToReserve', {
      ...{ reserveId: fundId, amount: units * UNIT, kind: 'TRADING_FEE' },
    });
  await give(1_000n);
  const runways = async () => (await sized(fundId)).filter(({ type }) => type.includes('runway'));
  // All that came is older than the window: what goes now is not made up for.
  place.clock.now += 100 * DAY_SECONDS;
  for (let tick = 0; tick < 30; tick += 1) await place.send(SYSTEM, 'accruePool', { poolId, tick });
  expect(await runways()).toEqual([]);
  await place.must(SYSTEM, 'repayRecoveries', { poolId, tick: 'first' });
  expect(await runways()).toEqual([{ type: 'reserve.runway_shortened', runwayDays: '0' }]);
  expect(await runways()).toEqual([]);
  await give(2_000n);
  expect(await runways()).toEqual([{ type: 'reserve.runway_restored', runwayDays: null }]);
});
