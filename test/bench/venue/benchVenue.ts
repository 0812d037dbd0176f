/** `bench venue`: liquidations of one market, and what a reader and an auditor wait for. */
import type { Pace, Say } from '../options.ts';
import { medianP99Ms, RATE_COLUMNS, rowsOf, runCells, timesAsFast } from '../shared/cells.ts';
import { machineOf } from '../shared/machine.ts';
import type { Report, Row } from '../shared/report.ts';
import type { BenchServer } from '../shared/server.ts';
import { median } from '../shared/statistics.ts';
import { type Stops, withServer } from '../shared/withServer.ts';
import { type Allocated, allocate } from './allocation.ts';
import { openJournal, type Walked } from './entries.ts';
import { NAMES } from './names.ts';
import { openReportCells } from './reports.ts';
import { openSolvencyCell } from './solvency.ts';

const SEED = 20_231_117;
/** How much smaller the division is that the large one is compared with. */
const SMALLER = 10;
const SECONDS = 'seconds';
const MEGABYTES = 'MB grown';

const NOTES = [
  'Liquidations open and close in turn, a report a call, at the service and as a Mongoose transaction each.',
  'The audit of entries is two walks: balances and their sequences; hashes, links and sums of each command.',
];

interface Divided {
  small: Allocated;
  large: Allocated;
}

export const benchVenue = (pace: Pace, say: Say): Promise<Report> =>
  withServer(say, (server, stops) => measure(server, stops, pace, say));

async function measure(server: BenchServer, stops: Stops, pace: Pace, say: Say): Promise<Report> {
  say('dividing a loss');
  const divided = await divide(pace);
  say('opening a venue, and its naive twin');
  const results = await runCells(await openReportCells(server, stops), pace, say);
  say('starting the service');
  const solvency = await openSolvencyCell(server, SEED, stops);
  for (const [name, measured] of await runCells([solvency], pace, say)) results.set(name, measured);
  const journal = await openJournal(server.uri('journal'), pace.entries, say);
  stops.push(journal.stop);
  const walked: Walked[] = [];
  for (let run = 0; run < pace.runs; run += 1) walked.push(await journal.walk());
  const times = (name: string, other: string) => timesAsFast(results, name, other);
  const claims = pace.claimants.toLocaleString('en-US');
  const entries = pace.entries.toLocaleString('en-US');
  return {
    bench: 'venue',
    machine: await machineOf(server.uri('machine')),
    seed: SEED,
    runs: pace.runs,
    columns: [...RATE_COLUMNS, SECONDS, MEGABYTES],
    rows: [...rowsOf(results), ...allocationRows(divided, pace), ...walkRows(walked)],
    targets: [
      {
        name: 'one market, 64 clients: times a Mongoose transaction a report',
        value: times(NAMES.reports, NAMES.naive),
        atLeast: 20,
      },
      {
        name: `${claims} claimants: time of each against a tenth of them`,
        value: median(divided.map(({ small, large }) => large.seconds / small.seconds / SMALLER)),
        atMost: 1.2,
      },
      {
        name: `${claims} claimants: memory grown in MB`,
        value: median(divided.map(({ large }) => large.megabytes)),
        atMost: 300,
      },
      {
        name: `${entries} entries, sums and sequences: times the server's own sum`,
        value: median(walked.map(({ sums, server: own }) => sums / own)),
        atMost: 6,
      },
      {
        name: `${entries} entries, chain of hashes: times the server's own sum`,
        value: median(walked.map(({ chain, server: own }) => chain / own)),
        atMost: 15,
      },
      {
        name: 'solvency report while 64 clients buy: p99 in ms',
        value: medianP99Ms(results, NAMES.solvency),
        atMost: 250,
      },
    ],
    notes: NOTES,
  };
}

/** The first round is not counted: it compiles what both are measured with. */
async function divide({ runs, claimants }: Pace): Promise<Divided[]> {
  await allocate(claimants / SMALLER);
  const divided: Divided[] = [];
  for (let run = 0; run < runs; run += 1) {
    const small = await allocate(claimants / SMALLER);
    divided.push({ small, large: await allocate(claimants) });
  }
  return divided;
}

function allocationRows(divided: readonly Divided[], { claimants }: Pace): Row[] {
  const row = (count: number, of: (one: Divided) => Allocated): Row => ({
    name: `a loss divided among ${count.toLocaleString('en-US')}`,
    figures: {
      [SECONDS]: median(divided.map((one) => of(one).seconds)),
      [MEGABYTES]: median(divided.map((one) => of(one).megabytes)),
    },
    byRun: divided.map((one) => of(one).seconds),
  });
  return [row(claimants / SMALLER, ({ small }) => small), row(claimants, ({ large }) => large)];
}

function walkRows(walked: readonly Walked[]): Row[] {
  const row = (name: string, of: (one: Walked) => number): Row => ({
    name,
    figures: { [SECONDS]: median(walked.map(of)) },
    byRun: walked.map(of),
  });
  return [
    row(NAMES.sums, ({ sums }) => sums),
    row(NAMES.chain, ({ chain }) => chain),
    row(NAMES.server, ({ server }) => server),
  ];
}
