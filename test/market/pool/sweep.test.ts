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

/** The only underwriter of a pool asks to leave, and is paid in full but for what cover of a product locks. */
async function leaveBehind(pool: number, product: number): Promise<void> {
  await act.buy(world, 0, product, UNIT, 10);
  await act.requestExit(world, pool, 100);
  await watcher.sleep(world, 157);
  // The exit matures in a breach, at a value less what the breach has set aside.
  await watcher.pass(world, 11, product, [91, 91, 91, 91]);
  await watcher.payExits(world, pool);
  await watcher.recover(world);
  await watcher.payExits(world, pool);
  const [{ shares = 1n, earmarks = [] } = {}] = await loadByIds(world.place.database, 'pools', [
    world.pools[pool] ?? '',
  ]);
  expect({ shares, earmarks }).toEqual({ shares: 0n, earmarks: [] });
  expect(await capital(pool)).toBeGreaterThan(UNIT / 2n);
}

test('what it still holds goes to the insurance fund once its last cover is released', async () => {
  await leaveBehind(0, 0);
  await watcher.pass(world, 96, 0, []);
  const [left, fund] = [await capital(0), await held(sharedFundOf(world.assetId))];
  await watcher.release(world, 0);
  expect(await capital(0)).toBe(0n);
  expect(await held(sharedFundOf(world.assetId))).toBe(fund + left);
});

test('what it earns afterwards goes to the insurance fund', async () => {
  await leaveBehind(0, 0);
  await watcher.pass(world, 96, 0, []);
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
  for (const step of [1, 2, 3]) await watcher.stepIncident(world, 0, step);
  const [left, fund] = [await capital(1), await held(sharedFundOf(world.assetId))];
  expect(left).toBeGreaterThanOrEqual(UNIT / 20n);
  await watcher.stepIncident(world, 0, 4);
  expect(await capital(1)).toBe(0n);
  expect(await held(sharedFundOf(world.assetId))).toBe(fund + left);
});
