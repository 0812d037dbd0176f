/** Purchases without HTTP: the marketplace's own door, and the rivals doing the same work. */
import { GROUP, openGrouped, readWritten } from '../rivals/grouped.ts';
import { openMedici } from '../rivals/medici.ts';
import { openNaive } from '../rivals/naive.ts';
import { type Cell, cell } from '../shared/cells.ts';
import type { BenchServer } from '../shared/server.ts';
import { seeded } from '../shared/statistics.ts';
import type { Stops } from '../shared/withServer.ts';
import { buyerOf, openWorld } from '../shared/world.ts';
import { NAMES } from './names.ts';

const CLIENTS = 64;
const POOLS = 50;
/** On one pool a rival's transactions retry for seconds, and retries make retries: a short look would flatter. */
const CONTENDED = { stretch: 2, inOnePiece: true };

/** Opens all of them, each on a database of its own. What is to be stopped goes onto `stops`. */
export async function openServiceCells(server: BenchServer, seed: number, stops: Stops): Promise<Cell[]> {
  const world = await openWorld(server.uri('ours'), { markets: POOLS, buyers: CLIENTS });
  stops.push(world.stop);
  world.startClock();
  const buy = buyerOf(world, seeded(seed));
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(Array.from({ length: CLIENTS }, (_, client) => buy(client, 0)));
  }
  const poolId = world.markets[0]?.poolId ?? '';
  const accountIds = world.buyers.map(({ id }) => id);
  const written = await readWritten(world.place.database, poolId, accountIds);
  const [sold] = written.policies;
  if (sold === undefined) throw new Error('nothing was sold');
  const bulk = await openGrouped(server.uri('grouped'), written, 'BULK_API');
  const plain = await openGrouped(server.uri('grouped-plain'), written, 'PLAIN_COMMANDS');
  const naive = await openNaive(server.uri('naive'), sold, { pools: POOLS, buyers: CLIENTS });
  const medici = await openMedici(server.uri('medici'), sold, { pools: 1, buyers: CLIENTS });
  stops.push(bulk.stop, plain.stop, naive.stop, medici.stop);
  const pick = seeded(seed + 1);
  const rivalBuys = (rival: typeof naive, pools: number) => async (client: number) => {
    await rival.buy(client, pick(pools));
  };
  return [
    cell(NAMES.ours64, CLIENTS, (client) => buy(client, 0)),
    { ...cell(NAMES.grouped, 1, () => bulk.write()), unitsPerCall: GROUP },
    { ...cell(NAMES.naive64, CLIENTS, rivalBuys(naive, 1)), ...CONTENDED },
    { ...cell(NAMES.medici64, CLIENTS, rivalBuys(medici, 1)), ...CONTENDED },
    cell(NAMES.ours50Pools, CLIENTS, (client) => buy(client, pick(POOLS))),
    cell(NAMES.naive50Pools, CLIENTS, rivalBuys(naive, POOLS)),
    cell(NAMES.ours16, 16, (client) => buy(client, 0)),
    cell(NAMES.naive16, 16, rivalBuys(naive, 1)),
    cell(NAMES.ours1, 1, (client) => buy(client, 0)),
    cell(NAMES.naive1, 1, rivalBuys(naive, 1)),
    cell(NAMES.medici1, 1, rivalBuys(medici, 1)),
    { ...cell(NAMES.groupedPlain, 1, () => plain.write()), unitsPerCall: GROUP },
  ];
}
