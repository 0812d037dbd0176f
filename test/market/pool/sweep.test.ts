/** A pool whose last share has left while cover still locked some of its capital. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { capitalOf, unearnedOf } from '../../../src/market/ledger/accounts.ts';
import { loadByIds } from '../../../src/store/load.ts';
import * as act from '../../model/actions.ts';
import { begin } from '../../model/begin.ts';
import { expectPromises } from '../../model/promises.ts';
import * as watcher from '../../model/watcherActions.ts';
import type { World } from '../../model/world.ts';
import { UNIT } from '../../support/marketplace.ts';
import { sharedFundOf } from '../../support/reserves.ts';
import { stored } from '../queries/reading.ts';

let world: World;
beforeEach(async () => {
  world = await begin();
});
afterEach(async () => {
  await expectPromises(world);
  await world.place.stop();
});

const held = (account: string) => stored(world.place, account, world.assetId);
const capital = (pool: number) => held(capitalOf(world.pools[pool] ?? ''));

/**
 * The only underwriter of a pool asks to leave, and gets what the shares were worth then. What the pool earns
 * meanwhile is nobody's, and a little of it is locked by cover that goes on.
 */
async function leaveBehind(pool: number, product: number): Promise<void> {
  for (let count = 0; count < 4; count += 1) await act.buy(world, 0, product, 8_000n * UNIT, 8);
  await act.buy(world, 0, product, UNIT, 20);
  await act.requestExit(world, pool, 100);
  await watcher.pass(world, 24 * 11, product, []);
  await watcher.release(world, product);
  for (const hours of [1, 1, 1]) {
    await watcher.payExits(world, pool);
    await watcher.pass(world, hours, product, []);
  }
  await watcher.payExits(world, pool);
  const [{ shares = 1n, earmarks = [] } = {}] = await loadByIds(world.place.database, 'pools', [
    world.pools[pool] ?? '',
  ]);
  expect({ shares, earmarks }).toEqual({ shares: 0n, earmarks: [] });
  expect(await capital(pool)).toBeGreaterThan(UNIT / 2n);
}

test('what it still holds goes to the insurance fund once its last cover is released', async () => {
  await leaveBehind(0, 0);
  await watcher.pass(world, 24 * 9 + 12, 0, []);
  const [left, fund] = [await capital(0), await held(sharedFundOf(world.assetId))];
  await watcher.release(world, 0);
  expect(await capital(0)).toBe(0n);
  expect(await held(sharedFundOf(world.assetId))).toBe(fund + left);
});

test('what it earns afterwards goes to the insurance fund', async () => {
  await leaveBehind(0, 0);
  await watcher.pass(world, 24 * 9 + 12, 0, []);
  await watcher.release(world, 0);
  expect(await held(unearnedOf(world.pools[0] ?? ''))).toBeGreaterThan(0n);
  await watcher.accrue(world, 0);
  expect(await held(unearnedOf(world.pools[0] ?? ''))).toBe(0n);
  expect(await capital(0)).toBe(0n);
});

test('what its last incident leaves goes to the insurance fund when the incident is closed', async () => {
  await leaveBehind(1, 1);
  // All of the cover is used up, and the deductible of it stays.
  await watcher.pass(world, 8, 1, [40, 40, 40, 40]);
  await watcher.openIncidents(world);
  await watcher.stepIncident(world, 0, 0);
  await watcher.pass(world, 2, 0, []);
  for (const step of [1, 2, 3, 4]) await watcher.stepIncident(world, 0, step);
  const [left, fund] = [await capital(1), await held(sharedFundOf(world.assetId))];
  expect(left).toBeGreaterThanOrEqual(UNIT / 20n);
  await watcher.stepIncident(world, 0, 5);
  expect(await capital(1)).toBe(0n);
  expect(await held(sharedFundOf(world.assetId))).toBe(fund + left);
});
