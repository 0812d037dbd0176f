/** Purchases through GraphQL over HTTP: clients in one process, servers in others, everything on. */
import { mintToken } from '../../../src/api/auth/accessToken.ts';
import { ACCESS_SECONDS } from '../../../src/domain/shared/limits.ts';
import { apiSettings } from '../../../src/settings.ts';
import { freePort } from '../../../src/store/embedded/freePort.ts';
import { runClientProcess, type ServerProcess, startServerProcess } from '../http/processes.ts';
import { type Clock, type ServerSpec, serviceConfig, timeOf } from '../http/settings.ts';
import type { Cell } from '../shared/cells.ts';
import type { BenchServer } from '../shared/server.ts';
import { seeded } from '../shared/statistics.ts';
import { buyerOf, openWorld } from '../shared/world.ts';
import { NAMES } from './names.ts';

const CLIENTS = 64;

interface Shop {
  uri: string;
  clock: Clock;
  productId: string;
  accountIds: string[];
}

/** Starts the servers, which stay up over all runs and are idle while others are measured. */
export async function openGraphqlCells(
  server: BenchServer,
  seed: number,
  stops: (() => Promise<void>)[],
): Promise<Cell[]> {
  const one = await openShop(server.uri('graphql'));
  const two = await openShop(server.uri('graphql-two'));
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

/** A database with a product that sells, and one policy sold; nobody holds its head when this resolves. */
async function openShop(uri: string): Promise<Shop> {
  const world = await openWorld(uri, { markets: 1, buyers: CLIENTS });
  await buyerOf(world, seeded(1))(0, 0);
  const { place, buyers, markets } = world;
  const clock = { from: place.clock.now, wallMs: Date.now() };
  await world.stop();
  return { uri, clock, productId: markets[0]?.productId ?? '', accountIds: buyers.map(({ id }) => id) };
}

function tokenOf({ uri, clock }: Shop, accountId: string): string {
  const { tokens } = apiSettings(serviceConfig({ uri, port: 0 }));
  return mintToken(tokens, { accountId, now: timeOf(clock), lifeSeconds: ACCESS_SECONDS });
}
