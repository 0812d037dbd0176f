/** Governors say how proven a pool is: what counts for it of the shared fund, and what a loss takes, follow. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { gist } from '../../support/holder.ts';
import { breakAll, type LeveredWorld, leveredWorld, poolOf } from '../../support/leveredWorld.ts';
import { openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { queriesOf } from '../queries/reading.ts';

const FUND = 10_000n * UNIT;

let world: LeveredWorld;
beforeEach(async () => {
  world = await leveredWorld(await openMarketplace(testDatabaseUri()));
  const { place, assetId, second } = world;
  const given = { reserveId: reserveIdOf('SHARED_FUND', assetId), amount: FUND, kind: 'TRADING_FEE' };
  await place.must(second, 'contributeToReserve', given);
  await place.must(SYSTEM, 'sizeReserves', { assetId, tick: place.clock.now });
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

const classify = (fundClass: string, poolId = world.poolId, owner = person(1, ['OWNER'])) =>
  world.place.send(owner, 'propose', {
    ...{ reason: 'Three years without a loss', chainId: 1 },
    changes: [{ kind: 'classifyPool', input: { poolId, fundClass } }],
  });
const viewOf = async () => {
  const view = (await queriesOf(world.place).poolViews([world.poolId])).get(world.poolId);
  if (view === undefined) throw new Error('the pool is gone');
  return view;
};
const capOf = async () => {
  const id = reserveIdOf('SHARED_FUND', world.assetId);
  const layer = (await viewOf()).layers.find(({ reserveId }) => reserveId === id);
  return (layer?.cap ?? 0n) / UNIT;
};

test('a class changes what counts for the pool and what a loss may take, at once', async () => {
  const before = (await viewOf()).resources;
  expect(await capOf()).toBe(500n);
  expect(gist(await classify('A'))).toBe('DONE');
  expect((await poolOf(world)).fundClass).toBe('A');
  expect(await capOf()).toBe(5_000n);
  // A twentieth of a little more than 10,000 counted, half of it does now.
  expect(((await viewOf()).resources - before) / UNIT).toBe(4_500n);
  expect(gist(await classify('B'))).toBe('DONE');
  expect(await capOf()).toBe(2_000n);
});

test('is not said twice, of no pool, of no class, or while a loss is open', async () => {
  expect(await classify('C')).toMatchObject({
    refusal: { code: 'CONFIG_INVALID', path: 'changes.0.classifyPool.fundClass' },
  });
  expect(gist(await classify('A', 'pool_00000000dead'))).toBe('NOT_FOUND');
  expect((await classify('D')).kind).toBe('FAILED');
  await breakAll(world, 70);
  expect(await classify('A')).toMatchObject({
    refusal: { code: 'STATUS_FORBIDS', data: { status: 'LOSS_OPEN' } },
  });
  expect((await poolOf(world)).fundClass).toBe('C');
});
