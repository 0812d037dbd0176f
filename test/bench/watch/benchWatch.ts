/** `bench watch`: many feeds in one process, decisions over millions of observations, signatures beside viem. */
import type { Pace, Say } from '../options.ts';
import { machineOf } from '../shared/machine.ts';
import type { Report, Row } from '../shared/report.ts';
import { startServer } from '../shared/server.ts';
import { median } from '../shared/statistics.ts';
import { openDecisions } from './decisions.ts';
import { watchManyFeeds } from './manyFeeds.ts';
import type { Watched } from './settings.ts';
import { measureSignatures, type SignatureRates } from './signatures.ts';

const SOURCES = 5;
/** Minutes before it is measured: sources are opened, and what is compiled is compiled. */
const WARM_UP_MINUTES = 3;
const COLUMNS = ['processors', 'MB', 'longest step s', 'ms a decision', 'reports a second'] as const;

export async function benchWatch(pace: Pace, say: Say): Promise<Report> {
  const server = await startServer();
  try {
    say(`signed reports: ${pace.runs} turns`);
    const rates = await measureSignatures(pace.runs * 3);
    say(`${pace.feeds} feeds of ${SOURCES} sources, ${pace.minutes} minutes`);
    const uri = server.uri('feeds');
    const { feeds, minutes } = pace;
    const watched = await watchManyFeeds({
      uri,
      feeds,
      sources: SOURCES,
      warmUpMinutes: WARM_UP_MINUTES,
      minutes,
    });
    const decided = await measureDecisions(server.uri('empty'), server.uri('full'), pace, say);
    return reportOf(await machineOf(server.uri('machine')), { rates, watched, decided }, pace);
  } finally {
    await server.stop();
  }
}

interface Decided {
  empty: number[];
  full: number[];
}

/** In turns: what the machine does meanwhile meets both stores alike. */
async function measureDecisions(emptyUri: string, fullUri: string, pace: Pace, say: Say): Promise<Decided> {
  const { decisions, observations, warmUpDecisions } = pace;
  const minutes = decisions + warmUpDecisions + 2;
  const full = await openDecisions(fullUri, { stored: observations, minutes, say });
  const empty = await openDecisions(emptyUri, { stored: 0, minutes, say });
  say(`${decisions} decisions over ${observations.toLocaleString('en-US')} observations, and over none`);
  try {
    const decided: Decided = { empty: [], full: [] };
    for (let turn = 0; turn < warmUpDecisions + decisions; turn += 1) {
      const [without, over] = [await empty.decide(), await full.decide()];
      if (turn < warmUpDecisions) continue;
      decided.empty.push(without);
      decided.full.push(over);
    }
    return decided;
  } finally {
    await empty.stop();
    await full.stop();
  }
}

interface Measured {
  rates: SignatureRates[];
  watched: Watched;
  decided: Decided;
}

function reportOf(machine: Report['machine'], { rates, watched, decided }: Measured, pace: Pace): Report {
  const count = pace.observations.toLocaleString('en-US');
  const processors = watched.secondsPerMinute / 60;
  const { megabytes, longestStep } = watched;
  const row = (name: string, column: string, byRun: number[]): Row => ({
    name,
    figures: { [column]: median(byRun) },
    byRun,
  });
  return {
    bench: 'watch',
    machine,
    seed: 0,
    runs: pace.runs,
    columns: COLUMNS,
    rows: [
      {
        name: `${pace.feeds.toLocaleString('en-US')} feeds of ${SOURCES} sources, a report a minute each`,
        figures: { processors, MB: megabytes, 'longest step s': longestStep },
        byRun: [processors],
      },
      row('a decision, nothing else stored', 'ms a decision', decided.empty),
      row(`a decision, ${count} observations stored`, 'ms a decision', decided.full),
      row(
        'signed reports, a thread of the pool',
        'reports a second',
        rates.map(({ thread }) => thread),
      ),
      row(
        'signed reports, viem alone',
        'reports a second',
        rates.map(({ viem }) => viem),
      ),
    ],
    targets: [
      { name: 'processors that watch all feeds', value: processors, atMost: 0.5 },
      { name: 'memory of the process in MB', value: megabytes, atMost: 400 },
      {
        name: `a decision over ${count} against one over none`,
        value: median(decided.full) / median(decided.empty),
        atMost: 1.5,
      },
      {
        name: "signed reports a second: share of viem's",
        value: median(rates.map(({ thread, viem }) => thread / viem)),
        atLeast: 0.8,
      },
    ],
    notes: [
      `${pace.minutes} minutes were watched as fast as they could be: processor time of the process for each of them.`,
      `${watched.received.toLocaleString('en-US')} reports were received, ${watched.readings.toLocaleString('en-US')} readings formed.`,
    ],
  };
}
