/** Thirty actors at once on the same pools: what holds for histories holds for whatever they come to together. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { emptyLedgerUri } from '../support/ledgers.ts';
import { openingIn } from './opening.ts';
import { expectPromises } from './promises.ts';
import { buying, PASSING, SERVING, type Step, trading, underwriting, WAITING } from './steps.ts';
import { recover } from './watcherActions.ts';
import { PEOPLE, personAt, type World } from './world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.place.stop();
  world = undefined;
});

const PEOPLE_COUNT = 24;
const SERVICES = 5;
const STEPS_PER_ROUND = 6;

/** What each of the actors may do: people by their place in the row, the service's own programs, and the clock. */
function actors(clock: Kind): Kind[] {
  const roles = [buying, underwriting, buying, trading];
  const people = Array.from({ length: PEOPLE_COUNT }, (_, index) => {
    return (roles[index % roles.length] ?? buying)(fc.constant(index));
  });
  return [...people, ...Array<Kind>(SERVICES).fill(SERVING), clock];
}

type Kind = fc.Arbitrary<Step>[];

/** All actors at once, each one step after the other with chances of its own. `halfway` is called once. */
async function play(on: World, seed: number, clock: Kind, halfway: () => void): Promise<void> {
  const row = actors(clock).map(async (kind, actor) => {
    const steps = fc.sample(fc.oneof(...kind), { seed: 100 * seed + actor, numRuns: STEPS_PER_ROUND });
    for (const [index, step] of steps.entries()) {
      if (actor === 0 && 2 * index === STEPS_PER_ROUND) halfway();
      await step.run(on);
    }
  });
  await Promise.all(row);
}

function restart(on: World): void {
  on.starting = on.place.restart().finally(() => {
    on.starting = null;
  });
}

test('whatever thirty actors do at once, through breaches and a restart of the market, breaks no promise', async () => {
  const people = Array.from({ length: PEOPLE_COUNT }, (_, index) => PEOPLE[index] ?? personAt(index));
  const on = await openingIn(await emptyLedgerUri(), people);
  world = on;
  const nothing = () => undefined;
  await play(on, 1, WAITING, nothing);
  await expectPromises(on);
  await play(on, 2, PASSING, nothing);
  await expectPromises(on);
  await recover(on);
  await play(on, 3, WAITING, () => restart(on));
  await on.starting;
  await expectPromises(on);
  await play(on, 4, PASSING, nothing);
  await expectPromises(on);
  const done = new Set(on.done.map(({ command }) => command));
  for (const command of MUST_HAPPEN) expect(done).toContain(command);
});

/** Of every kind of actor what happens most: else the run would say little. */
const MUST_HAPPEN = [
  ...['buyPolicies', 'editPolicy', 'depositCapital', 'requestWithdrawal', 'placeOrder', 'cancelOrder'],
  ...['openIncident', 'assessIncident', 'allocateIncident', 'payIncident', 'closeIncident', 'thawProduct'],
];
