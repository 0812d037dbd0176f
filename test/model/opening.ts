/** Where every history of the model begins: everybody has money, both pools have capital, all products are sold. */
import { openMarketplace, START, UNIT } from '../support/marketplace.ts';
import * as act from './actions.ts';
import { buildWorld, type World } from './world.ts';

/** A world in an empty database. */
export async function openingIn(uri: string): Promise<World> {
  const world = await buildWorld(await openMarketplace(uri, { now: START }), uri);
  for (let person = 0; person < 4; person += 1) await act.credit(world, person, 200_000n * UNIT);
  await act.pass(world, 2, 0, []);
  for (const what of world.products.keys()) await act.thaw(world, what);
  await act.deposit(world, 0, 0, 50_000n * UNIT);
  await act.deposit(world, 1, 1, 80_000n * UNIT);
  if (world.tally.deposited.size !== 2) throw new Error('the pools of the model have no capital');
  return world;
}
