/** `bench actuary`: years of a book beside the same loop written flat, and the price of one purchase. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { builtInBook } from '../../../src/actuary/builtInBooks.ts';
import { compileBook } from '../../../src/actuary/compileBook.ts';
import { priceBook } from '../../../src/actuary/priceBook.ts';
import { simulate } from '../../../src/actuary/simulate.ts';
import type { Walk } from '../../../src/actuary/walkPaths.ts';
import { DEFAULT_RULES } from '../../../src/cli/actuary/liveBook.ts';
import { HAZARD_TABLES_DEFAULT, hazardAt } from '../../../src/domain/pricing/hazard.ts';
import { premiumFor } from '../../../src/domain/pricing/premium.ts';
import { CORRELATION_DEFAULT, marginalPerCover, tailTable } from '../../../src/domain/pricing/tailHazard.ts';
import { RATE_PARAMETERS_DEFAULT } from '../../../src/domain/pricing/technicalRate.ts';
import { purchaseSlice, UTILISATION_CURVE_DEFAULT } from '../../../src/domain/pricing/utilisation.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import type { Pace, Say } from '../options.ts';
import { cell, runCells } from '../shared/cells.ts';
import { machineOf } from '../shared/machine.ts';
import type { Report, Row } from '../shared/report.ts';
import type { BenchServer } from '../shared/server.ts';
import { median } from '../shared/statistics.ts';
import { withServer } from '../shared/withServer.ts';
import type { flatWalk } from './flatWalk.ts';

const SEED = 20_220_509;
const [YEARS, THREADS] = [10, 2];
const [WALKED, FLAT, PRICED] = [
  'path-years, two threads',
  'the same loop, flat, two threads',
  'premiums, one core',
];
/** So many prices a call: one alone is shorter than asking for it. */
const PRICES = 1_000;
const UNIT = 10n ** 6n;

const NOTES = [
  'Path-years are those of the book `hundred`: 100 products in ten pools. Starting the threads is in both; the flat loop',
  'knows this book alone, keeps no figures but two sums, and comes to the same sum of losses.',
  'A premium is hazard, technical rate, the integral over the use of the limit, and the breakdown.',
];

export const benchActuary = (pace: Pace, say: Say): Promise<Report> =>
  withServer(say, (server) => measure(server, pace, say));

async function measure(server: BenchServer, pace: Pace, say: Say): Promise<Report> {
  const description = builtInBook('hundred', DEFAULT_RULES);
  const book = compileBook(description, priceBook(description), { correlation: 0.24, hazardTimes: 1 });
  const walk = { book, seed: SEED, years: YEARS };
  const paths = pace.pathYears / YEARS;
  const [walked, flat]: [number[], number[]] = [[], []];
  for (let run = 1; run <= pace.runs; run += 1) {
    const [ours, sums] = await timed(pace.pathYears, () => simulate(walk, { paths, workers: THREADS }));
    const [theirs, due] = await timed(pace.pathYears, () => walkFlat(walk, paths));
    if (Math.abs(due - sums.sums.due) > 1e-6 * due) throw new Error('both must come to the same losses');
    walked.push(ours);
    flat.push(theirs);
    say(`run ${run} of ${pace.runs}: ${ours.toFixed(0)} path-years/s, flat ${theirs.toFixed(0)}/s`);
  }
  const priced = await runCells([{ ...cell(PRICED, 1, price), unitsPerCall: PRICES }], pace, say);
  const prices = (priced.get(PRICED) ?? []).map(({ perSecond }) => perSecond);
  const row = (name: string, byRun: number[]): Row => ({
    name,
    figures: { 'per second': median(byRun) },
    byRun,
  });
  return {
    ...{ bench: 'actuary', machine: await machineOf(server.uri('machine')), seed: SEED, runs: pace.runs },
    columns: ['per second'],
    rows: [row(WALKED, walked), row(FLAT, flat), row(PRICED, prices)],
    targets: [
      {
        name: 'a path-year: times the flat loop',
        value: median(walked.map((ours, run) => (flat[run] ?? 0) / ours)),
        atMost: 2,
      },
      { name: 'premiums a second and core', value: median(prices), atLeast: 100_000 },
    ],
    notes: NOTES,
  };
}

/** How many of something a second, and what came of it. */
async function timed<T>(count: number, work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now();
  const result = await work();
  return [(count * 1_000) / (performance.now() - begun), result];
}

/** The sum of losses, of as many paths in each thread. */
async function walkFlat(walk: Walk, paths: number): Promise<number> {
  const count = paths / THREADS;
  const parts = Array.from({ length: THREADS }, async (_, thread) => {
    const workerData = { ...walk, from: thread * count, count };
    const worker = new Worker(new URL('./flatWorker.mjs', import.meta.url), { workerData });
    const [sums] = (await once(worker, 'message')) as [ReturnType<typeof flatWalk>];
    return sums.due;
  });
  return (await Promise.all(parts)).reduce((sum, due) => sum + due, 0);
}

const TAILS = tailTable(HAZARD_TABLES_DEFAULT.DEPEG, CORRELATION_DEFAULT);

let purchases = 0;

/** Purchases of growing size on the slope of the curve, at all scores in turn. */
async function price(): Promise<void> {
  let sum = 0n;
  for (let count = 0; count < PRICES; count += 1) {
    purchases += 1;
    const { premium } = premiumFor({
      slice: purchaseSlice(600_000n * UNIT, BigInt(1 + (purchases % 200_000)) * UNIT, 1_000_000n * UNIT),
      curve: UTILISATION_CURVE_DEFAULT,
      rate: {
        ...RATE_PARAMETERS_DEFAULT,
        hazardWad: hazardAt(HAZARD_TABLES_DEFAULT.DEPEG, purchases % 101),
        severityWad: (35n * WAD) / 100n,
        lockedPerCoverWad: WAD / 2n,
        marginalPerCoverWad: marginalPerCover(TAILS, purchases % 101, (35n * WAD) / 100n),
      },
      ...{ coveredSeconds: 60 * DAY_SECONDS, commissionBps: 1_000 },
    });
    sum += premium;
  }
  if (sum <= 0n) throw new Error('nothing was priced');
  await new Promise(setImmediate);
}
