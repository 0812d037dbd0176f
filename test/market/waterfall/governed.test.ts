/** What governors say of layers is what every loss from then on meets: order, caps, backing, stress table alike. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GovernedLayer } from '../../../src/domain/waterfall/rules.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { reserveOf } from '../../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { solvencyReport } from '../../../src/market/solvency/solvencyReport.ts';
import type { LossEventDocument } from '../../../src/store/documents/lossEvents.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { withSnapshot } from '../../../src/store/queries/snapshot.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakAll, type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import { openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { historiesOf, queriesOf, stored } from '../queries/reading.ts';

const owner = person(1, ['OWNER']);
const REVERSED: GovernedLayer[] = ['SHARED_FUND', 'VAULT', 'POOL_FUND', 'PLATFORM_SLICE'];

let world: LeveredWorld;
let ids: Record<GovernedLayer, string>;
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(testDatabaseUri()));
  const { place, assetId, poolId, second } = world;
  ids = {
    PLATFORM_SLICE: reserveIdOf('PLATFORM_SLICE', assetId),
    POOL_FUND: reserveIdOf('POOL_FUND', poolId),
    SHARED_FUND: reserveIdOf('SHARED_FUND', assetId),
    VAULT: reserveIdOf('VAULT', assetId),
  };
  await place.must(owner, 'createVault', { payoutAssetId: assetId, assetId });
  await place.must(second, 'depositCapital', { into: ids.VAULT, amount: 4_000n * UNIT });
  for (const [reserveId, units] of [
    [ids.PLATFORM_SLICE, 1_000n],
    [ids.POOL_FUND, 2_000n],
    [ids.SHARED_FUND, 10_000n],
  ] as const)
    await place.must(second, 'contributeToReserve', { reserveId, amount: units * UNIT, kind: 'TRADING_FEE' });
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

const propose = (...changes: { kind: string; input: object }[]) =>
  world.place.send(owner, 'propose', { reason: 'A better order', chainId: 1, changes });
const setOrder = (order: string[]) => propose({ kind: 'setLayerOrder', input: { order } });
const setValue = (name: string, value: bigint) => propose({ kind: 'setParameter', input: { name, value } });
const held = (kind: GovernedLayer) => stored(world.place, reserveOf(ids[kind]), world.assetId);
const viewOf = async () => (await queriesOf(world.place).poolViews([world.poolId])).get(world.poolId);
const governance = async () => (await queriesOf(world.place).governanceNow()).parameters;
const worstLine = async () => {
  const histories = await historiesOf(world.place);
  const report = await withSnapshot(world.place.database, (view) => solvencyReport(view, histories));
  return report.assets[0]?.stress.find(({ scenario }) => scenario === 'ALL_GROUPS');
};

async function allocateAll(): Promise<LossEventDocument> {
  const [incidentId = ''] = await breakAll(world, 70);
  const answer = await world.place.must<{ lossEventId: string }>(SYSTEM, 'allocateIncident', { incidentId });
  const [event] = await loadByIds(world.place.database, 'lossEvents', [answer.lossEventId]);
  if (event === undefined) throw new Error('nothing was allocated');
  return event;
}

describe('the order of layers', () => {
  test('is the same in force, in what a pool shows, in the stress table and in the allocation', async () => {
    const byDefault = (await viewOf())?.layers.map(({ reserveId }) => reserveId);
    expect(byDefault).toEqual([ids.PLATFORM_SLICE, ids.POOL_FUND, ids.SHARED_FUND, ids.VAULT]);
    const { version } = await governance();
    expect(await setOrder(REVERSED)).toMatchObject({ kind: 'DONE' });
    expect(await governance()).toMatchObject({ version: version + 1, waterfall: { order: REVERSED } });
    const shown = (await viewOf())?.layers.map(({ reserveId }) => reserveId);
    expect(shown).toEqual(REVERSED.map((kind) => ids[kind]));

    const expected = await worstLine();
    expect(expected?.lossByLayer.map(({ layer }) => layer)).toEqual(['POOL_CAPITAL', ...REVERSED]);
    const event = await allocateAll();
    expect(event.layers.map(({ kind }) => kind)).toEqual(['CAPITAL', ...REVERSED]);
    expect(event.debits.map(({ layer }) => layer)).toEqual([
      world.poolId,
      ...REVERSED.map((kind) => ids[kind]),
    ]);
    // Everything fails as the worst line of the table has it: only premium was earned meanwhile.
    expect(event.claimants).toEqual([{ id: world.poolId, loss: expected?.loss }]);
    expect(event.haircuts[0]).toBeLessThanOrEqual(expected?.haircut ?? 0n);
    expect(event.debits[2]?.amount).toBe(2_000n * UNIT);
  });

  test('names every layer once, and is told with version, reason and proposal', async () => {
    const [first = '', ...rest] = REVERSED;
    for (const order of [rest, [first, first, ...rest.slice(1)], ['PLATFORM_SLICE']])
      expect(await setOrder(order)).toMatchObject({ kind: 'REFUSED', refusal: { code: 'CONFIG_INVALID' } });
    expect(await setOrder((await governance()).waterfall.order as never)).toMatchObject({
      refusal: { code: 'CONFIG_INVALID', path: 'changes.0.setLayerOrder.order' },
    });
    const twice = await propose(
      { kind: 'setLayerOrder', input: { order: REVERSED } },
      { kind: 'setLayerOrder', input: { order: [...REVERSED].reverse() } },
    );
    expect(twice).toMatchObject({ refusal: { code: 'CONFIG_INVALID', path: 'changes.1' } });
    await setOrder(REVERSED);
    const journal = await world.place.database
      .collection('journal')
      .findOne({ 'events.node': 'par_layerOrder' });
    expect(journal?.events).toContainEqual(
      expect.objectContaining({
        type: 'parameter.changed',
        also: [expect.stringMatching(/^prp_/)],
        changes: expect.objectContaining({ after: REVERSED.join(' '), version: 2, reason: 'A better order' }),
      }),
    );
  });
});

describe('caps', () => {
  test('hold for what counts as backing, for what is shown, and for the next allocation', async () => {
    await world.place.must(SYSTEM, 'sizeReserves', { assetId: world.assetId, tick: world.place.clock.now });
    const before = await viewOf();
    expect(await setValue('sharedFundCapCBps', 625n)).toMatchObject({ kind: 'DONE' });
    expect(await setValue('vaultEventCapBps', 3_750n)).toMatchObject({ kind: 'DONE' });
    const [shared, vault] = [await held('SHARED_FUND'), await held('VAULT')];
    const after = await viewOf();
    const [, , sharedLayer, vaultLayer] = after?.layers ?? [];
    expect([sharedLayer?.cap, vaultLayer?.cap]).toEqual([shared / 16n, (vault * 3n) / 8n]);
    // A sixteenth instead of a twentieth of the fund, three eighths instead of a half of the vault.
    const gained = shared / 16n - shared / 20n + (vault * 3n) / 8n - vault / 2n;
    expect((after?.resources ?? 0n) - (before?.resources ?? 0n)).toBe(gained);
    const event = await allocateAll();
    const debitOf = (id: string) => event.debits.find(({ layer }) => layer === id)?.amount;
    const layerOf = (id: string) => event.layers.find((layer) => layer.id === id)?.balance ?? 0n;
    expect(debitOf(ids.SHARED_FUND)).toBe(layerOf(ids.SHARED_FUND) / 16n);
    expect(debitOf(ids.VAULT)).toBe((layerOf(ids.VAULT) * 3n) / 8n);
  });

  test('and order stand still while a loss is open, and move again when it is allocated', async () => {
    const incidentIds = await breakAll(world, 70);
    const closed = { kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS', data: { status: 'LOSS_OPEN' } } };
    expect(await setOrder(REVERSED)).toMatchObject(closed);
    expect(await setValue('vaultEventCapBps', 3_750n)).toMatchObject(closed);
    // What does not say who bears it moves on.
    expect(await setValue('fundBufferWad', 15n * 10n ** 17n)).toMatchObject({ kind: 'DONE' });
    await world.place.must(SYSTEM, 'allocateIncident', { incidentId: incidentIds[0] });
    expect(await setOrder(REVERSED)).toMatchObject({ kind: 'DONE' });
  });
});
