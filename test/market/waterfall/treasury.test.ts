/** The emergency treasury: what governors approve, clamped to what is lacking and to its caps. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { reserveOf } from '../../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakAll, type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import { openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { stored } from '../queries/reading.ts';

const owner = person(1, ['OWNER']);
let world: LeveredWorld;
let treasuryId: string;
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(testDatabaseUri()));
  treasuryId = reserveIdOf('TREASURY', world.assetId);
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

const fill = (units: bigint) =>
  world.place.must(world.second, 'contributeToReserve', {
    ...{ reserveId: treasuryId, amount: units * UNIT, kind: 'PREMIUM' },
  });
const release = (incidentId: string, units: bigint) =>
  world.place.send(owner, 'propose', {
    ...{ reason: 'Three subjects fail at once', chainId: 1 },
    changes: [{ kind: 'releaseTreasury', input: { incidentId, amount: units * UNIT } }],
  });
const mustRelease = async (incidentId: string, units: bigint) =>
  expect(await release(incidentId, units)).toMatchObject({ kind: 'DONE' });
const held = (reserveId: string) => stored(world.place, reserveOf(reserveId), world.assetId);
const reserve = async (id: string) => {
  const [found] = await loadByIds(world.place.database, 'reserves', [id]);
  if (found === undefined) throw new Error(`${id} is gone`);
  return found;
};

async function allocate(incidentId: string) {
  const { place } = world;
  const { lossEventId } = await place.must<{ lossEventId: string }>(SYSTEM, 'allocateIncident', {
    incidentId,
  });
  const [event] = await loadByIds(place.database, 'lossEvents', [lossEventId]);
  if (event === undefined) throw new Error('nothing was allocated');
  return event;
}

async function payAll(incidentIds: readonly string[]): Promise<void> {
  for (const incidentId of incidentIds)
    await world.place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
  for (const incidentId of incidentIds) await world.place.must(SYSTEM, 'closeIncident', { incidentId });
}

describe('before the incident is allocated', () => {
  test.each([
    { name: 'what was approved', filled: 10_000n, approved: 2_000n, paid: 2_000n },
    { name: 'a quarter of it, whatever was approved', filled: 10_000n, approved: 9_000n, paid: 2_500n },
    { name: 'what is lacking', filled: 100_000n, approved: 25_000n, paid: null },
  ])('it pays $name, as the last layer', async ({ filled, approved, paid }) => {
    await fill(filled);
    const incidentIds = await breakAll(world, 70);
    await mustRelease(incidentIds[0] ?? '', approved);
    expect(await held(treasuryId)).toBe(filled * UNIT);
    const event = await allocate(incidentIds[1] ?? '');
    expect(event.layers.at(-1)).toMatchObject({ id: treasuryId, kind: 'TREASURY' });
    const before = event.debits.filter(({ layer }) => layer !== treasuryId);
    const lacking = 59_700n * UNIT - before.reduce((sum, { amount }) => sum + amount, 0n);
    const given = event.debits.find(({ layer }) => layer === treasuryId)?.amount;
    expect(given).toBe(paid === null ? lacking : paid * UNIT);
    expect(event.haircuts).toEqual([lacking - (given ?? 0n)]);
    expect(await held(treasuryId)).toBe(filled * UNIT - (given ?? 0n));
    expect((await reserve(treasuryId)).releases).toEqual([
      { lossEventId: event._id, amount: given, at: world.place.clock.now },
    ]);
  });

  test('nothing is asked of it without an approval, and releases of several incidents add up', async () => {
    await fill(40_000n);
    const incidentIds = await breakAll(world, 70);
    await mustRelease(incidentIds[0] ?? '', 3_000n);
    await mustRelease(incidentIds[0] ?? '', 1_000n);
    await mustRelease(incidentIds[2] ?? '', 500n);
    const event = await allocate(incidentIds[0] ?? '');
    expect(event.debits.at(-1)).toMatchObject({ layer: treasuryId, amount: 4_500n * UNIT });
  });
});

describe('after the last payment', () => {
  test('it repays what is still owed, within a quarter for the event and half in 30 days', async () => {
    const { place, poolId } = world;
    const fundId = reserveIdOf('POOL_FUND', poolId);
    const incidentIds = await breakAll(world, 70);
    const [first = ''] = incidentIds;
    const empty = await release(first, 1n);
    expect(empty).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
    const { _id: lossEventId } = await allocate(first);
    await fill(8_000n);
    const early = await release(first, 1_000n);
    expect(early).toMatchObject({ kind: 'REFUSED', refusal: { data: { status: 'ALLOCATED' } } });
    await payAll(incidentIds);
    const { owed } = (await reserve(fundId)).recovery;
    await mustRelease(first, 1_500n);
    await mustRelease(first, 1_500n);
    // 2,000 is a quarter of what there was before the draws.
    expect(await held(treasuryId)).toBe(6_000n * UNIT);
    expect(await release(first, 1n)).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
    expect((await reserve(treasuryId)).releases).toMatchObject([
      { lossEventId, amount: 1_500n * UNIT },
      { lossEventId, amount: 500n * UNIT },
    ]);
    const fund = await reserve(fundId);
    expect(fund.inflows.RECOVERY).toBe(2_000n * UNIT);
    expect(fund.recovery.recovered).toBe(2_000n * UNIT);
    await place.must(SYSTEM, 'repayRecoveries', { poolId, tick: 'a' });
    await place.must(SYSTEM, 'repayRecoveries', { poolId, tick: 'b' });
    expect((await reserve(fundId)).recovery).toMatchObject({
      repaid: 2_000n * UNIT,
      owed: owed - 2_000n * UNIT,
    });
  });
});

test('no release names what is not there', async () => {
  expect(await release('inc_nothing_1', 1n)).toMatchObject({
    kind: 'REFUSED',
    refusal: { code: 'NOT_FOUND' },
  });
});
