/** Random histories of the whole marketplace on a real database: every promise is checked after every step. */
import fc from 'fast-check';
import { test } from 'vitest';
import { begin } from './begin.ts';
import { expectPromises } from './promises.ts';
import { STEPS, type Step } from './steps.ts';
import type { World } from './world.ts';

type Command = fc.AsyncCommand<object, { world: World }>;

/** A step after which every promise is looked at. */
const checked = (step: fc.Arbitrary<Step>): fc.Arbitrary<Command> =>
  step.map((one) => ({
    check: () => true,
    async run(_model, { world }) {
      await one.run(world);
      await expectPromises(world);
    },
    toString: () => String(one),
  }));

/** More runs and longer ones are asked for by hand. */
const RUNS = Number(process.env.MODEL_RUNS ?? 5);
const STEPS_MAX = Number(process.env.MODEL_STEPS ?? 60);

test('no history of deposits, purchases, cancellations, breaches, payouts, exits and restarts breaks a promise', async () => {
  const histories = fc.commands(STEPS.map(checked), { maxCommands: STEPS_MAX, size: 'max' });
  const property = fc.asyncProperty(histories, async (history) => {
    const real = { world: await begin() };
    try {
      await fc.asyncModelRun(() => ({ model: {}, real }), history);
    } finally {
      await real.world.place.stop();
    }
  });
  const seed = process.env.MODEL_SEED === undefined ? {} : { seed: Number(process.env.MODEL_SEED) };
  await fc.assert(property, { numRuns: RUNS, ...seed });
}, 3_600_000);
