/** A loss beyond a pool and its funds reaches the backstop vault: once, half of it, at the cost of every share. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { vaultIdOf } from '../../../src/market/vault/vaultId.ts';
import { encodeInteger } from '../../../src/store/codec.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { gist } from '../../support/holder.ts';
import { breakAll, type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import { openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { queriesOf, stored } from '../queries/reading.ts';

const STAKE = 10_000n * UNIT;

let world: LeveredWorld;
let vaultId: string;
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(testDatabaseUri()));
  const { place, assetId, underwriter, second } = world;
  vaultId = vaultIdOf(assetId);
  await place.must(person(1, ['OWNER']), 'createVault', { payoutAssetId: assetId, assetId });
  for (const staker of [underwriter, second])
    await place.must(staker, 'depositCapital', { into: vaultId, amount: STAKE });
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

const held = () => stored(world.place, `${vaultId}/funds`, world.assetId);
const positionOf = async (id: string) =>
  (await queriesOf(world.place).positionViews([positionIdOf(vaultId, id)])).get(positionIdOf(vaultId, id));

describe('three incidents at once, beyond the pool', () => {
  test('take half of the vault, of shares that wait to leave as well, and each incident its part of it', async () => {
    const { place, underwriter, second, poolId } = world;
    const all = { positionId: positionIdOf(vaultId, second.id), shares: STAKE * 1_000n };
    await place.must(second, 'requestWithdrawal', all);
    const layers = (await queriesOf(place).poolViews([poolId])).get(poolId)?.layers;
    expect(layers?.at(-1)).toEqual({ reserveId: vaultId, balance: 2n * STAKE, cap: STAKE });
    const incidentIds = await breakAll(world, 70);
    const before = await held();
    const { lossEventId } = await place.must<{ lossEventId: string }>(SYSTEM, 'allocateIncident', {
      incidentId: incidentIds[0],
    });
    const after = await held();
    const taken = before - after;
    const [loss] = await loadByIds(place.database, 'vaultLosses', [`${vaultId}/${lossEventId}`]);
    expect(loss).toMatchObject({ slashed: taken, covered: taken, sharesBefore: 2n * STAKE * 1_000n });
    expect(taken).toBe((loss?.assetsBefore ?? 0n) / 2n);
    expect(loss?.incidents.map(({ incidentId }) => incidentId).sort()).toEqual([...incidentIds].sort());
    expect(loss?.incidents.reduce((sum, { amount }) => sum + amount, 0n)).toBe(taken);
    const [event] = await loadByIds(place.database, 'lossEvents', [lossEventId]);
    expect(event?.debits.at(-1)).toEqual({ layer: vaultId, claimants: poolId, amount: taken });
    // Whoever waits to leave bears as much as whoever stays.
    const values = await Promise.all([underwriter, second].map(({ id }) => positionOf(id)));
    expect(values[0]?.value).toBe(values[1]?.value);
    expect(values[0]?.value).toBeLessThanOrEqual(after / 2n);
    const again = await place.send(SYSTEM, 'allocateIncident', { incidentId: incidentIds[1] ?? '' });
    expect(gist(again)).toBe('STATUS_FORBIDS');
    expect(await held()).toBe(after);
    for (const incidentId of incidentIds) {
      await place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
      await place.must(SYSTEM, 'closeIncident', { incidentId });
    }
    const positionId = positionIdOf(vaultId, underwriter.id);
    const result = (await queriesOf(place).positionResults([positionId])).get(positionId);
    expect(result?.earned.losses).toBeGreaterThanOrEqual(taken / 2n);
  });

  test('leave whoever looks the figures that they follow from: one that was altered is found', async () => {
    const { place } = world;
    const [incidentId = ''] = await breakAll(world, 70);
    const { lossEventId } = await place.must<{ lossEventId: string }>(SYSTEM, 'allocateIncident', {
      incidentId,
    });
    const losses = place.database.collection('vaultLosses');
    const _id = `${vaultId}/${lossEventId}`;
    const kept = await losses.findOne({ _id });
    await losses.updateOne({ _id }, { $set: { slashed: encodeInteger(1n) } });
    const { differences } = await auditLedger(place.database);
    expect(differences.map(({ collection }) => collection)).toContain('vaultLosses');
    await losses.replaceOne({ _id }, kept as never);
  });
});

test('what a vault holds counts for the pools that it backs: half of it at most', async () => {
  const { place, poolId, assetId } = world;
  await place.must(SYSTEM, 'sizeReserves', { assetId, tick: place.clock.now });
  const view = (await queriesOf(place).poolViews([poolId])).get(poolId);
  const rest = view?.layers.filter(({ reserveId }) => reserveId !== vaultId) ?? [];
  const others = rest.reduce((sum, { balance, cap }) => sum + (cap ?? balance), 0n);
  expect(view?.resources).toBe((view?.capital ?? 0n) + others + STAKE);
});
