/** Purchases beside few and beside many stored policies, on one server, in turns. */
import type { Say } from '../options.ts';
import { type Cell, cell } from '../shared/cells.ts';
import type { BenchServer } from '../shared/server.ts';
import { seeded } from '../shared/statistics.ts';
import type { Stops } from '../shared/withServer.ts';
import { buyerOf, openWorld } from '../shared/world.ts';
import { NAMES } from './names.ts';
import { seedPolicies } from './seed.ts';

const CLIENTS = 16;
const FEW = 1_000;

export async function openStored(
  server: BenchServer,
  seed: number,
  many: number,
  stops: Stops,
  say: Say,
): Promise<Cell[]> {
  const open = async (name: string, database: string, count: number): Promise<Cell> => {
    const world = await openWorld(server.uri(database), { markets: 1, buyers: CLIENTS });
    stops.push(world.stop);
    const buy = buyerOf(world, seeded(seed));
    await buy(0, 0);
    const accountIds = world.buyers.map(({ id }) => id);
    await seedPolicies(world.place.database, count, accountIds, (stored) => say(`${stored} policies stored`));
    world.startClock();
    return cell(name, CLIENTS, (client) => buy(client, 0));
  };
  return [await open(NAMES.few, 'stored-few', FEW), await open(NAMES.many, 'stored-many', many)];
}
