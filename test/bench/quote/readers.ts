/** Lists of 50 policies over HTTP: through GraphQL flat and nested, and from a plain route. */
import { mintToken } from '../../../src/api/auth/accessToken.ts';
import { ACCESS_SECONDS } from '../../../src/domain/shared/limits.ts';
import { apiSettings } from '../../../src/settings.ts';
import { runReadProcess, startServerProcess } from '../http/processes.ts';
import { type Clock, serviceConfig, timeOf } from '../http/settings.ts';
import type { Cell } from '../shared/cells.ts';
import type { BenchServer } from '../shared/server.ts';
import { seeded } from '../shared/statistics.ts';
import type { Stops } from '../shared/withServer.ts';
import { buyerOf, openWorld } from '../shared/world.ts';
import { NAMES } from './names.ts';
import { seedPolicies } from './seed.ts';

const ROWS = 50;
const CLIENTS = 8;
/** So many that none of them meets what an account may ask for. */
const ACCOUNTS = 200;

const FLAT = `coverAmount { amount decimal } coverRemaining { amount decimal } boughtAt coverFrom coverUntil`;
const listOf = (fields: string) => `{ policies(first: ${ROWS}) { nodes { id ${fields} } } }`;
const FLAT_QUERY = listOf(FLAT);
const NESTED_QUERY = listOf(`${FLAT} product { id name pools { id name } }`);

/** How a process of readers is started; it travels as JSON. */
export interface ReadSpec {
  url: string;
  requests: { method: string; path: string; body: string | null; token: string | null }[];
  rows: number;
  clients: number;
  milliseconds: number;
  warmUpMilliseconds: number;
}

/** Starts both servers on one database, in which every account has 50 policies. */
export async function openReaders(server: BenchServer, stops: Stops): Promise<Cell[]> {
  const uri = server.uri('readers');
  const world = await openWorld(uri, { markets: 1, buyers: ACCOUNTS });
  await buyerOf(world, seeded(1))(0, 0);
  const { place, buyers } = world;
  const accountIds = buyers.map(({ id }) => id);
  await seedPolicies(place.database, ACCOUNTS * ROWS, accountIds);
  const clock: Clock = { from: place.clock.now, wallMs: Date.now() };
  await world.stop();
  const service = await startServerProcess({ uri, clock, resolver: 'REAL', port: 0 });
  stops.push(service.stop);
  const plain = await startServerProcess({ uri, clock, resolver: 'PLAIN_ROUTE', port: 0 });
  stops.push(plain.stop);
  const { tokens } = apiSettings(serviceConfig({ uri, port: 0 }));
  const tokenOf = (accountId: string) =>
    mintToken(tokens, { accountId, now: timeOf(clock), lifeSeconds: ACCESS_SECONDS });
  const cell = (name: string, url: string, requestOf: (id: string) => ReadSpec['requests'][0]): Cell => ({
    name,
    clients: CLIENTS,
    measure: ({ milliseconds, warmUpMilliseconds }) =>
      runReadProcess({
        ...{ url, requests: accountIds.map(requestOf), rows: ROWS, clients: CLIENTS, milliseconds },
        // The client process is new each time, and has to be compiled too.
        warmUpMilliseconds: 3 * warmUpMilliseconds,
      }),
  });
  const asked = (query: string) => (accountId: string) => ({
    ...{ method: 'POST', path: '/graphql', body: JSON.stringify({ query }), token: tokenOf(accountId) },
  });
  return [
    cell(NAMES.flat, service.url, asked(FLAT_QUERY)),
    cell(NAMES.plain, plain.url, (accountId) => ({
      ...{ method: 'GET', path: `/policies?accountId=${accountId}`, body: null, token: null },
    })),
    cell(NAMES.nested, service.url, asked(NESTED_QUERY)),
  ];
}
