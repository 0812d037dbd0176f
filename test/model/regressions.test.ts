/** Histories that once broke a promise, shortened by the model. */
import { afterEach, expect, test } from 'vitest';
import { UNIT } from '../support/marketplace.ts';
import * as act from './actions.ts';
import { begin } from './begin.ts';
import { expectPromises } from './promises.ts';
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
  await act.sleep(world, 157);
  await act.pass(world, 11, 0, [91, 91, 91, 91]);
  await act.payExits(world, 0);
  await act.recover(world);
  await act.payExits(world, 0);
  await expectPromises(world);
});

test('a second incident of a product waits until the first is paid, and both are paid in full', async () => {
  world = await begin();
  await act.buy(world, 0, 0, UNIT, 8);
  await act.pass(world, 3, 2, [40]);
  await act.pass(world, 8, 0, [40, 40, 40, 40]);
  await act.recover(world);
  await expectPromises(world);
  // Together with the other product's incident they are one loss event, which waits three days at most.
  await act.pass(world, 80, 0, []);
  await act.recover(world);
  await act.recover(world);
  await expectPromises(world);
  expect(await world.place.database.collection('incidents').distinct('status')).toEqual(['PAID']);
});
