/** Three subjects of one pool fail together: capital, slice, own fund and shared fund are used in order. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { reserveOf } from '../../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { encodeInteger } from '../../../src/store/codec.ts';
import type { LossEventDocument } from '../../../src/store/documents/lossEvents.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakAll, type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import { openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { queriesOf, stored } from '../queries/reading.ts';

let world: LeveredWorld;
let ids: { slice: string; own: string; shared: string };
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(testDatabaseUri()));
  const { assetId, poolId } = world;
  ids = {
    slice: reserveIdOf('PLATFORM_SLICE', assetId),
    own: reserveIdOf('POOL_FUND', poolId),
    shared: reserveIdOf('SHARED_FUND', assetId),
  };
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

const contribute = (reserveId: string, units: bigint, kind = 'TRADING_FEE') =>
  world.place.must(world.second, 'contributeToReserve', { reserveId, amount: units * UNIT, kind });
const held = (reserveId: string) => stored(world.place, reserveOf(reserveId), world.assetId);

async function allocate(incidentId: string): Promise<LossEventDocument> {
  const answer = await world.place.must<{ lossEventId: string }>(SYSTEM, 'allocateIncident', { incidentId });
  const [event] = await loadByIds(world.place.database, 'lossEvents', [answer.lossEventId]);
  if (event === undefined) throw new Error('nothing was allocated');
  return event;
}

describe('three incidents at once', () => {
  test('are one event: layers in order, the shared fund within the cap of a new pool, the rest a haircut', async () => {
    const { place, poolId } = world;
    await contribute(ids.slice, 1_000n);
    await contribute(ids.own, 5_000n);
    await contribute(ids.shared, 10_000n);
    const incidentIds = await breakAll(world, 70);
    const before = { slice: await held(ids.slice), own: await held(ids.own), shared: await held(ids.shared) };
    const event = await allocate(incidentIds[1] ?? '');
    expect(event.members.map(({ incidentId }) => incidentId).sort()).toEqual([...incidentIds].sort());
    expect(event.layers.map(({ kind }) => kind)).toEqual([
      ...['CAPITAL', 'PLATFORM_SLICE', 'POOL_FUND', 'SHARED_FUND'],
    ]);
    const [capital, slice, own, shared] = event.debits.map(({ amount }) => amount);
    expect({ slice, own }).toEqual({ slice: before.slice, own: before.own });
    expect(shared).toBe(before.shared / 20n);
    const sum = [capital, slice, own, shared].reduce<bigint>((all, amount) => all + (amount ?? 0n), 0n);
    expect(event.claimants).toEqual([{ id: poolId, loss: 59_700n * UNIT }]);
    expect(sum + (event.haircuts[0] ?? 0n)).toBe(59_700n * UNIT);
    expect([await held(ids.slice), await held(ids.own)]).toEqual([0n, 0n]);

    // Once is all: another member of the event is allocated with it.
    const again = await place.send(SYSTEM, 'allocateIncident', { incidentId: incidentIds[0] ?? '' });
    expect(again).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });

    for (const incidentId of incidentIds) await place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
    const payouts = await place.database.collection('payouts').find().toArray();
    const paid = payouts.map(({ paid }) => Number(String(paid)));
    // Equal claims get equal parts, to the unit, whatever product they are of and whoever is paid first.
    expect(payouts).toHaveLength(15);
    expect(Math.max(...paid) - Math.min(...paid)).toBeLessThanOrEqual(1);
    expect(paid.reduce((all, part) => all + part, 0)).toBe(Number(sum));
  });

  test('cannot be altered afterwards: what a layer held, gave or was capped at is found and named', async () => {
    await contribute(ids.own, 100n);
    const [incidentId = ''] = await breakAll(world, 70);
    const event = await allocate(incidentId);
    const events = world.place.database.collection('lossEvents');
    const kept = await events.findOne({ _id: event._id });
    const found = async (change: Record<string, unknown>) => {
      await events.updateOne({ _id: event._id }, { $set: change });
      const { differences } = await auditLedger(world.place.database);
      await events.replaceOne({ _id: event._id }, kept as never);
      return differences.map(({ collection, field }) => `${collection}.${field}`);
    };
    expect(await found({ 'layers.0.balance': encodeInteger(1n) })).toEqual(
      expect.arrayContaining(['lossEvents.hash', 'lossEvents.debits', 'lossEvents.haircuts']),
    );
    expect(await found({ 'debits.1.amount': encodeInteger(1n) })).toEqual(
      expect.arrayContaining(['lossEvents.hash', 'lossEvents.debits', 'reserves.draws.LOSS']),
    );
    expect(await found({ hash: '0'.repeat(64) })).toEqual(
      expect.arrayContaining(['lossEvents.hash', 'incidents.allocationHash']),
    );
  });
});

test('what pools share counts for each by its requirement, as of the last hour, and the slice has a target', async () => {
  const { place, assetId, poolId } = world;
  await contribute(ids.shared, 10_000n);
  await place.must(SYSTEM, 'sizeReserves', { assetId, tick: place.clock.now });
  const [shared, slice] = await loadByIds(place.database, 'reserves', [ids.shared, ids.slice]);
  const [pool] = await loadByIds(place.database, 'pools', [poolId]);
  // Two groups of 19,900 that pay in full.
  expect(pool?.countedRequirement).toBe(39_800n * UNIT);
  expect(shared).toMatchObject({
    backed: 39_800n * UNIT,
    requirement: { desired: 39_800n * UNIT, stored: 39_800n * UNIT },
  });
  expect(slice).toMatchObject({ requirement: { stored: 0n }, refillUntil: null });
  const view = (await queriesOf(place).poolViews([poolId])).get(poolId);
  expect(view?.resources).toBe(
    (view?.capital ?? 0n) + (await held(ids.own)) + (await held(ids.shared)) / 20n,
  );
});
