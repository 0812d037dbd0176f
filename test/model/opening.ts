/** Where every history of the model begins: everybody has money, both pools have capital, all products are sold. */
import { openMarketplace, START, UNIT } from '../support/marketplace.ts';
import * as act from './actions.ts';
import { found } from './attempt.ts';
import { openBackstop } from './backstopActions.ts';
import * as watcher from './watcherActions.ts';
import { buildWorld, found as foundPools, PEOPLE, type Person, type World } from './world.ts';

/** A world in an empty database. */
export async function openingIn(uri: string, people: readonly Person[] = PEOPLE): Promise<World> {
  const world = await buildWorld(await openMarketplace(uri, { now: START }), uri, people);
  await Promise.all(people.map((_person, who) => act.credit(world, who, 200_000n * UNIT)));
  await openBackstop(world);
  await open(world);
  if (world.tally.deposited.size !== 2) throw new Error('the pools of the model have no capital');
  return world;
}

/** The feeds are read, all products are sold and both pools get capital. */
async function open(world: World): Promise<void> {
  await watcher.pass(world, 2, 0, []);
  for (const what of world.products.keys()) await watcher.thaw(world, what);
  await act.deposit(world, 0, 0, 50_000n * UNIT);
  await act.deposit(world, 1, 1, 80_000n * UNIT);
}

/** Longer than most cover: what is left then of pools that have ended stays where it is. */
const WINDING_UP_DAYS = 45;

/** Once a pool has ended for good, everything is wound up and founded anew: new capital is a new pool. */
export async function foundAnew(world: World): Promise<void> {
  const pools = await found(world, 'pools', { _id: { $in: world.pools } });
  if (pools.every(({ status }) => status !== 'RUN_OFF' && status !== 'WIPED')) return;
  for (let days = 0; days < WINDING_UP_DAYS; days += 5) await watcher.calm(world, 5);
  await watcher.tend(world);
  world.foundings += 1;
  Object.assign(world, await foundPools(world.place, world.assetId, world.foundings));
  await act.credit(world, 0, 50_000n * UNIT);
  await act.credit(world, 1, 80_000n * UNIT);
  await open(world);
}
