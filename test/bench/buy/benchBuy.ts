/** `bench buy`: purchases, at the service and through GraphQL, beside their rivals. */
import type { Pace, Say } from '../options.ts';
import { medianP99Ms, RATE_COLUMNS, rowsOf, runCells, timesAsFast } from '../shared/cells.ts';
import { machineOf } from '../shared/machine.ts';
import type { Report } from '../shared/report.ts';
import type { BenchServer } from '../shared/server.ts';
import { type Stops, withServer } from '../shared/withServer.ts';
import { openGraphqlCells } from './graphqlCells.ts';
import { NAMES } from './names.ts';
import { openServiceCells } from './serviceCells.ts';

const SEED = 20_230_311;

const NOTES = [
  'Every purchase does the same: pool changed under a guard, policy, entries, idempotency record.',
  'The grouped writes are a floor: the documents of our own run again, nothing loaded, nothing decided.',
  'With one client nothing is folded: a purchase costs more than a plain transaction, because it checks more.',
];

export function benchBuy(pace: Pace, say: Say): Promise<Report> {
  say('starting a database server and selling the first policies');
  return withServer(say, (server, stops) => measure(server, stops, pace, say));
}

async function measure(server: BenchServer, stops: Stops, pace: Pace, say: Say): Promise<Report> {
  const service = await openServiceCells(server, SEED, stops);
  const results = await runCells(service, pace, say);
  say('starting the service, its naive twin and two processes of it');
  const graphql = await openGraphqlCells(server, SEED, stops);
  for (const [name, measured] of await runCells(graphql, pace, say)) results.set(name, measured);
  const times = (name: string, other: string) => timesAsFast(results, name, other);
  const { ours64, ours50Pools, naive64, medici64, grouped } = NAMES;
  return {
    bench: 'buy',
    machine: await machineOf(server.uri('machine')),
    seed: SEED,
    runs: pace.runs,
    columns: RATE_COLUMNS,
    rows: rowsOf(results),
    targets: [
      {
        name: 'one hot pool, 64 clients: times a Mongoose transaction each',
        value: times(ours64, naive64),
        atLeast: 35,
      },
      { name: 'one hot pool, 64 clients: times medici', value: times(ours64, medici64), atLeast: 40 },
      {
        name: 'one hot pool, 64 clients: share of a raw grouped write',
        value: times(ours64, grouped),
        atLeast: 0.45,
      },
      { name: 'one hot pool, 64 clients: p99 in ms', value: medianP99Ms(results, ours64), atMost: 150 },
      { name: 'one hot pool against 50 pools', value: times(ours64, ours50Pools), atLeast: 0.9 },
      {
        name: 'through GraphQL: times the naive resolver',
        value: times(NAMES.graphql, NAMES.graphqlNaive),
        atLeast: 12,
      },
      {
        name: 'through GraphQL: two processes against one',
        value: times(NAMES.graphqlTwo, NAMES.graphql),
        atLeast: 0.9,
      },
    ],
    notes: NOTES,
  };
}
