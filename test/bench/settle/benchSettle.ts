/** `bench settle`: the payment of one incident of many policies, beside its rivals and beside purchases. */
import { PAYOUT_POLICIES_MAX } from '../../../src/domain/shared/limits.ts';
import { step } from '../../support/depeg.ts';
import type { Pace, Say } from '../options.ts';
import { type PaidDocuments, readPaid, readPolicies } from '../rivals/paidDocuments.ts';
import { payBulk } from '../rivals/payBulk.ts';
import { payLoop } from '../rivals/payLoop.ts';
import { driveDuring, type Measured, measuredOf } from '../shared/drive.ts';
import { machineOf } from '../shared/machine.ts';
import type { Report, Row } from '../shared/report.ts';
import { type BenchServer, startServer } from '../shared/server.ts';
import { median, seeded } from '../shared/statistics.ts';
import { buyerOf } from '../shared/world.ts';
import { CALM_MARKET, type Incidents, openIncidents } from './incident.ts';
import { growthMegabytes } from './memory.ts';

const SEED = 20_220_509;
const BUYERS = 16;
/** How long the loop is watched before it is extrapolated. */
const LOOP_MILLISECONDS = 6_000;
const COLUMNS = [
  'seconds',
  'policies per second',
  'purchases per second',
  'their p99 ms',
  'MB grown',
] as const;

/** One run; seconds are for all policies. */
interface Run {
  alone: number;
  grown: number;
  beside: number;
  purchases: Measured;
  loop: number;
  bulk: number;
}

export async function benchSettle(pace: Pace, say: Say): Promise<Report> {
  const server = await startServer();
  try {
    const runs: Run[] = [];
    for (let run = 1; run <= pace.runs; run += 1) {
      say(`run ${run} of ${pace.runs}`);
      runs.push(await measureOnce(server, run, pace, say));
    }
    return await reportOf(server, runs, pace);
  } finally {
    await server.stop();
  }
}

async function measureOnce(server: BenchServer, run: number, pace: Pace, say: Say): Promise<Run> {
  const { policies } = pace;
  const incidents = await openIncidents(server.uri(`settle-${run}`), policies, SEED + run, say);
  const { world, broken } = incidents;
  const [first, second] = broken;
  if (first === undefined || second === undefined) throw new Error('incidents are missing');
  try {
    const { database } = world.place;
    const before = await readPolicies(database, first.productId);
    let alone = 0;
    const grown = await growthMegabytes(async () => {
      alone = await pay(incidents, first.incidentId);
    });
    say(`paid alone: ${alone.toFixed(2)} s, grown by ${grown.toFixed(0)} MB`);
    const after = await readPolicies(database, first.productId);
    const documents: PaidDocuments = { before, after, ...(await readPaid(database, first.incidentId)) };
    if (documents.payouts.length !== policies) throw new Error('not every policy was paid');
    let beside = 0;
    const buy = buyerOf(world, seeded(SEED), 'meanwhile');
    const sample = await driveDuring(
      BUYERS,
      (client) => buy(client, CALM_MARKET),
      async () => {
        beside = await pay(incidents, second.incidentId);
      },
    );
    const purchases = measuredOf([sample]);
    say(`paid beside purchases: ${beside.toFixed(2)} s, their p99 ${purchases.p99Ms.toFixed(0)} ms`);
    const bulk = (await payBulk(server.uri(`bulk-${run}`), documents)) / 1_000;
    say(`three bulk calls: ${bulk.toFixed(2)} s`);
    const perSecond = await payLoop(server.uri(`loop-${run}`), before, LOOP_MILLISECONDS);
    const loop = policies / perSecond;
    say(`a transaction each: ${perSecond.toFixed(0)}/s, so ${loop.toFixed(1)} s`);
    return { alone, grown, beside, purchases, loop, bulk };
  } finally {
    await world.stop();
  }
}

/** Pays an incident to its last policy, command by command, as the watcher does. Answers the seconds. */
async function pay({ world }: Incidents, incidentId: string): Promise<number> {
  const began = performance.now();
  while (await step(world.place, 'payIncident', incidentId));
  return (performance.now() - began) / 1_000;
}

async function reportOf(server: BenchServer, runs: Run[], pace: Pace): Promise<Report> {
  const { policies } = pace;
  const of = (figure: (run: Run) => number) => median(runs.map(figure));
  const row = (name: string, seconds: (run: Run) => number, more: Record<string, number> = {}): Row => ({
    name,
    figures: { seconds: of(seconds), 'policies per second': policies / of(seconds), ...more },
    byRun: runs.map(seconds),
  });
  const p99Ms = of(({ purchases }) => purchases.p99Ms);
  const meanwhile = {
    'purchases per second': of(({ purchases }) => purchases.perSecond),
    'their p99 ms': p99Ms,
  };
  const grown = of((run) => run.grown);
  return {
    bench: 'settle',
    machine: await machineOf(server.uri('machine')),
    seed: SEED,
    runs: runs.length,
    columns: COLUMNS,
    rows: [
      row(`Bulwark, ${PAYOUT_POLICIES_MAX} policies a command`, ({ alone }) => alone, { 'MB grown': grown }),
      row(`Bulwark, while ${BUYERS} clients buy`, ({ beside }) => beside, meanwhile),
      row('Mongoose transaction for each policy (extrapolated)', ({ loop }) => loop),
      row('three bulk calls, no transaction', ({ bulk }) => bulk),
    ],
    targets: [
      {
        name: 'times a transaction for each policy',
        value: of(({ loop, alone }) => loop / alone),
        atLeast: 15,
      },
      { name: 'time against three bulk calls', value: of(({ alone, bulk }) => alone / bulk), atMost: 3 },
      { name: 'memory grown in MB', value: grown, atMost: 100 },
      { name: 'p99 of purchases meanwhile in ms', value: p99Ms, atMost: 400 },
    ],
    notes: [
      `${policies.toLocaleString('en-US')} policies of one incident, sold before through real purchases.`,
      `The loop ran for ${LOOP_MILLISECONDS / 1_000} s each time and is extrapolated to all policies.`,
    ],
  };
}
