/** What the benchmark is asked for, and how long it may take over it. */
import type { CommandSpec, ParsedArguments } from '../../src/cli/shared/arguments.ts';

export const BENCH: CommandSpec = {
  call: 'npm run bench --',
  summary:
    'Measures buying or paying beside its rivals: same documents, same machine, one real database server.',
  positionals: ['buy|settle'],
  options: {
    json: { text: 'print exactly one JSON object (call it as npm run -s)' },
    quick: { text: 'one run of one-second cells: a look, not a figure to quote' },
  },
  notes: [
    'buy     takes about 4 minutes: purchases by 1 to 64 clients, at the service and through GraphQL.',
    'settle  takes about 3 minutes: the payment of 10,000 policies of one incident.',
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
}

export function paceOf(given: ParsedArguments): Pace {
  return given.switches.has('quick')
    ? { runs: 1, slices: 1, sliceMilliseconds: 1_000, warmUpMilliseconds: 500, policies: 2_000 }
    : { runs: 3, slices: 3, sliceMilliseconds: 1_000, warmUpMilliseconds: 200, policies: 10_000 };
}

/** Tells a line of progress. */
export type Say = (line: string) => void;
