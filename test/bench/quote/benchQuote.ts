/** `bench quote`: prices, lists, and purchases beside many policies, each beside what it is compared with. */
import type { Pace, Say } from '../options.ts';
import { cell, RATE_COLUMNS, rowsOf, runCells, timesAsFast } from '../shared/cells.ts';
import { machineOf } from '../shared/machine.ts';
import type { Report } from '../shared/report.ts';
import type { BenchServer } from '../shared/server.ts';
import { type Stops, withServer } from '../shared/withServer.ts';
import { NAMES } from './names.ts';
import { openPricing } from './pricing.ts';
import { openReaders } from './readers.ts';
import { openStored } from './stored.ts';

const SEED = 20_240_229;

const NOTES = [
  'A quote on loaded books earns premium up to now, asks which pools sell and what each may, and prices two lines of',
  'ten pools. Reading the books and signing the token are not in it. The bare side is given the offers.',
  'The list answers the same texts as the plain route, which signs nobody in and limits nothing.',
];

export const benchQuote = (pace: Pace, say: Say): Promise<Report> =>
  withServer(say, (server, stops) => measure(server, stops, pace, say));

async function measure(server: BenchServer, stops: Stops, pace: Pace, say: Say): Promise<Report> {
  say('filling twenty pools');
  const pricing = await openPricing(server.uri('pricing'));
  stops.push(pricing.stop);
  if (pricing.quoted() !== pricing.bare()) throw new Error('both sides must come to the same premium');
  // Each call gives way, so that a cell of pure work ends when its time is over.
  const working = (work: () => bigint) => async () => {
    work();
    await new Promise(setImmediate);
  };
  const cells = [cell(NAMES.quoted, 1, working(pricing.quoted)), cell(NAMES.bare, 1, working(pricing.bare))];
  // Both are compiled before either is measured.
  const results = await runCells(cells, { ...pace, warmUpMilliseconds: 3 * pace.warmUpMilliseconds }, say);
  say('starting the service and a plain route on one database');
  const readers = await openReaders(server, stops);
  for (const [name, measured] of await runCells(readers, pace, say)) results.set(name, measured);
  say(`storing ${pace.stored} policies`);
  const stored = await openStored(server, SEED, pace.stored, stops, say);
  for (const [name, measured] of await runCells(stored, pace, say)) results.set(name, measured);
  const times = (name: string, other: string) => timesAsFast(results, name, other);
  return {
    bench: 'quote',
    machine: await machineOf(server.uri('machine')),
    seed: SEED,
    runs: pace.runs,
    columns: RATE_COLUMNS,
    rows: rowsOf(results),
    targets: [
      {
        name: 'a quote over 20 pools: times the pricing functions alone',
        value: times(NAMES.bare, NAMES.quoted),
        atMost: 2,
      },
      { name: 'a list: share of a plain route', value: times(NAMES.flat, NAMES.plain), atLeast: 0.6 },
      {
        name: 'the nested list: share of the flat one',
        value: times(NAMES.nested, NAMES.flat),
        atLeast: 0.5,
      },
      {
        name: `cost of buying beside ${pace.stored.toLocaleString('en-US')} policies against 1,000`,
        value: times(NAMES.few, NAMES.many),
        atMost: 1.2,
      },
    ],
    notes: NOTES,
  };
}
