/** What a simulation is asked for. */
import type { CommandSpec, ParsedArguments } from '../../../src/cli/shared/arguments.ts';
import { UsageError } from '../../../src/cli/shared/output.ts';

export const SIMULATE: CommandSpec = {
  call: 'npm run simulate --',
  summary:
    'Plays a random history of the whole marketplace on a real database and looks after every promise.',
  options: {
    seed: { value: 'N', standard: '1', text: 'the same seed is the same history' },
    steps: { value: 'M', standard: '1000', text: 'actions of the history' },
    every: {
      value: 'K',
      standard: '10',
      text: 'all promises are looked at after so many steps, and at the end',
    },
    json: { text: 'print exactly one JSON object (call it as npm run -s)' },
  },
  notes: [
    'Deposits, purchases, cancellations, trades, breaches, payouts, exits, restarts and repeats by four people on two',
    'pools, founded anew once one has ended. A broken promise ends it with exit code 1 and the step that broke it;',
    'the seed brings it back.',
  ],
};

export interface Simulation {
  seed: number;
  steps: number;
  every: number;
}

export function simulationOf({ values }: ParsedArguments): Simulation {
  const number = (name: string): number => {
    const text = values.get(name) ?? '';
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new UsageError(`--${name} is a whole number above 0; see ${SIMULATE.call} --help`);
  };
  return { seed: number('seed'), steps: number('steps'), every: number('every') };
}
