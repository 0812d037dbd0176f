/** Histories that once broke a promise, shortened by the model. */
import { afterEach, expect, test } from 'vitest';
import { UNIT } from '../support/marketplace.ts';
import * as act from './actions.ts';
import { begin } from './begin.ts';
import { expectPromises } from './promises.ts';
import * as watcher from './watcherActions.ts';
import type { World } from './world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.place.stop();
  world = undefined;
});

test('what the last share leaves behind stays while cover in force locks it', async () => {
  world = await begin();
  await act.buy(world, 0, 0, UNIT, 8);
  await act.requestExit(world, 0, 100);
  await watcher.sleep(world, 157);
  await watcher.pass(world, 11, 0, [91, 91, 91, 91]);
  await watcher.payExits(world, 0);
  await watcher.recover(world);
  await watcher.payExits(world, 0);
  await expectPromises(world);
});

test('a second incident of a product waits until the first is paid, and both are paid in full', async () => {
  world = await begin();
  await act.buy(world, 0, 0, UNIT, 8);
  await watcher.pass(world, 2, 0, [40]);
  await watcher.pass(world, 2, 1, [40]);
  await watcher.pass(world, 8, 0, [40, 40, 40, 40]);
  // The other product's incident overlaps with both, but the second does not hold up the first.
  for (let times = 0; times < 3; times += 1) await watcher.recover(world);
  await expectPromises(world);
  expect(await world.place.database.collection('incidents').distinct('status')).toEqual(['PAID']);
});
