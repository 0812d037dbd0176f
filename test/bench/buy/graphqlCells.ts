/** Purchases through GraphQL over HTTP: clients in one process, servers in others, everything on. */
import { freePort } from '../../../src/store/embedded/freePort.ts';
import { runClientProcess, type ServerProcess, startServerProcess } from '../http/processes.ts';
import type { ServerSpec } from '../http/settings.ts';
import { openShop, type Shop, tokenOf } from '../http/shop.ts';
import type { Cell } from '../shared/cells.ts';
import type { BenchServer } from '../shared/server.ts';
import { seeded } from '../shared/statistics.ts';
import type { Stops } from '../shared/withServer.ts';
import { NAMES } from './names.ts';

const CLIENTS = 64;

/** Starts the servers, which stay up over all runs and are idle while others are measured. */
export async function openGraphqlCells(server: BenchServer, seed: number, stops: Stops): Promise<Cell[]> {
  const one = await openShop(server.uri('graphql'), CLIENTS);
  const two = await openShop(server.uri('graphql-two'), CLIENTS);
  const start = async ({ uri, clock }: Shop, resolver: ServerSpec['resolver'], port = 0) => {
    const started = await startServerProcess({ uri, clock, resolver, port });
    stops.push(started.stop);
    return started;
  };
  const real = await start(one, 'REAL');
  const naive = await start(one, 'NAIVE');
  const first = await start(two, 'REAL', await freePort());
  const second = await start(two, 'REAL', await freePort());
  const pick = seeded(seed);
  const cell = (name: string, shop: Shop, servers: ServerProcess[]): Cell => ({
    name,
    clients: CLIENTS,
    measure: ({ milliseconds, warmUpMilliseconds }) =>
      runClientProcess({
        urls: servers.map(({ url }) => url),
        tokens: shop.accountIds.map((accountId) => tokenOf(shop, accountId)),
        productId: shop.productId,
        milliseconds,
        // The client process is new each time, and has to be compiled too.
        warmUpMilliseconds: 3 * warmUpMilliseconds,
        seed: pick(2 ** 31),
      }),
  });
  return [
    cell(NAMES.graphql, one, [real]),
    { ...cell(NAMES.graphqlNaive, one, [naive]), stretch: 2, inOnePiece: true },
    cell(NAMES.graphqlTwo, two, [first, second]),
  ];
}
