/** What the benchmark is asked for, and how long it may take over it. */
import type { CommandSpec, ParsedArguments } from '../../src/cli/shared/arguments.ts';
import { UsageError } from '../../src/cli/shared/output.ts';

/** Takes a minute or two to store. */
const OBSERVATIONS = '1000000';

export const BENCH: CommandSpec = {
  call: 'npm run bench --',
  summary:
    'Measures simulating, buying, reading, paying, venues or watching beside its rivals: one machine, one real database server, one run.',
  positionals: ['actuary|buy|quote|settle|venue|watch'],
  options: {
    json: { text: 'print exactly one JSON object (call it as npm run -s)' },
    observations: { value: 'N', standard: OBSERVATIONS, text: 'watch: how many are stored before' },
    quick: { text: 'one run of one-second cells: a look, not a figure to quote' },
  },
  notes: [
    'actuary takes about 1 minute: years of a book of 100 products beside a flat loop, and prices.',
    'buy     takes about 4 minutes: purchases by 1 to 64 clients, at the service and through GraphQL.',
    'quote   takes about 6 minutes: prices over 20 pools, lists through GraphQL, purchases beside a million policies.',
    'settle  takes about 3 minutes: the payment of 10,000 policies of one incident.',
    'venue   takes about 5 minutes: liquidations of one market, a loss divided, a long journal audited, solvency.',
    'watch   takes about 5 minutes: 1,000 feeds in one process, decisions over N stored observations, signatures.\n' +
      '        With --observations 10000000 it takes about 20.',
    'Trust the ratios: rates follow the machine and what else it does. Progress goes to stderr.',
  ],
};

/** How long and how often. */
export interface Pace {
  runs: number;
  /** Each run takes its time in slices, the cells in turn: neighbours share what the machine does meanwhile. */
  slices: number;
  sliceMilliseconds: number;
  warmUpMilliseconds: number;
  /** Policies of the incident that `settle` pays. */
  policies: number;
  /** Feeds that `watch` watches for so many minutes. */
  feeds: number;
  minutes: number;
  /** Minutes that `watch` decides over so many stored observations, after some that are not measured. */
  decisions: number;
  warmUpDecisions: number;
  observations: number;
  /** Policies that `quote` stores before it buys beside them. */
  stored: number;
  /** Claimants among whom `venue` divides a loss, and entries that it audits. */
  claimants: number;
  entries: number;
  /** Years that `actuary` simulates in a run. */
  pathYears: number;
}

const WHOLE = {
  runs: 3,
  slices: 3,
  sliceMilliseconds: 1_000,
  warmUpMilliseconds: 200,
  policies: 10_000,
  feeds: 1_000,
  minutes: 5,
  decisions: 200,
  warmUpDecisions: 30,
  stored: 1_000_000,
  claimants: 1_000_000,
  entries: 1_000_000,
  pathYears: 1_000_000,
};
const QUICK = {
  runs: 1,
  slices: 1,
  sliceMilliseconds: 1_000,
  warmUpMilliseconds: 500,
  policies: 2_000,
  feeds: 100,
  minutes: 2,
  decisions: 30,
  warmUpDecisions: 10,
  stored: 20_000,
  claimants: 100_000,
  entries: 40_000,
  pathYears: 100_000,
};
const QUICK_OBSERVATIONS = 50_000;

export function paceOf(given: ParsedArguments): Pace {
  const observations = observationsOf(given);
  return given.switches.has('quick')
    ? { ...QUICK, observations: Math.min(observations, QUICK_OBSERVATIONS) }
    : { ...WHOLE, observations };
}

function observationsOf({ values }: ParsedArguments): number {
  const text = values.get('observations') ?? OBSERVATIONS;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError('--observations is a whole number above 0; see npm run bench -- --help');
}

/** Tells a line of progress. */
export type Say = (line: string) => void;
