/** Plays one random history and says how near it came to breaking a promise. */
import fc from 'fast-check';
import { minimum } from '../../../src/domain/shared/rounding.ts';
import { openingIn } from '../opening.ts';
import { expectPromises, type Slack } from '../promises.ts';
import { STEPS } from '../steps.ts';
import type { World } from '../world.ts';
import type { Simulation } from './options.ts';

export interface Simulated extends Simulation {
  /** Commands that changed something, in all and by name. */
  done: number;
  commands: Record<string, number>;
  /** What was told, by type. */
  events: Record<string, number>;
  checks: number;
  worstSlack: Slack;
  milliseconds: number;
}

/** A promise that was broken, and by what. */
export class BrokenPromise extends Error {}

/** Plays in an empty database. `told` hears of the steps that were looked at. Throws BrokenPromise. */
export async function simulate(
  uri: string,
  { seed, steps, every }: Simulation,
  told: (step: number) => void,
): Promise<Simulated> {
  const world = await openingIn(uri);
  const began = performance.now();
  let worst: Slack | null = null;
  let checks = 0;
  try {
    const history = fc.sample(fc.oneof(...STEPS), { seed, numRuns: steps });
    for (const [index, step] of history.entries()) {
      try {
        await step.run(world);
        if ((index + 1) % every !== 0 && index + 1 !== steps) continue;
        const slack = await expectPromises(world);
        worst = worst === null ? slack : least(worst, slack);
        checks += 1;
      } catch (error) {
        const { message } = error as Error;
        throw new BrokenPromise(`seed ${seed}, step ${index + 1}, ${step}: ${message}`, { cause: error });
      }
      told(index + 1);
    }
    const milliseconds = performance.now() - began;
    const worstSlack = worst ?? { yield: 0n, locked: 0n };
    return {
      seed,
      steps,
      every,
      ...doneIn(world),
      events: await eventsOf(world),
      checks,
      worstSlack,
      milliseconds,
    };
  } finally {
    await world.place.stop();
  }
}

function doneIn({ done }: World): Pick<Simulated, 'done' | 'commands'> {
  const commands: Record<string, number> = {};
  for (const { command } of done) commands[command] = (commands[command] ?? 0) + 1;
  return { done: done.length, commands };
}

async function eventsOf({ place }: World): Promise<Record<string, number>> {
  const counted = place.database
    .collection('journal')
    .aggregate<{ _id: string; count: number }>([
      { $unwind: '$events' } as never,
      { $group: { _id: '$events.type', count: { $sum: 1 } } } as never,
      { $sort: { _id: 1 } },
    ]);
  return Object.fromEntries((await counted.toArray()).map(({ _id, count }) => [_id, count]));
}

const least = (a: Slack, b: Slack): Slack => ({
  yield: minimum(a.yield, b.yield),
  locked: minimum(a.locked, b.locked),
});
