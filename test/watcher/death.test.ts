import { afterAll, expect, test } from 'vitest';
import { testDatabaseUri } from '../support/database.ts';
import type { Marketplace } from '../support/marketplace.ts';
import { Death, mortal } from './mortal.ts';
import { act, ending, STORY_TIMES, setScene, storySeries, tellStory } from './story.ts';
import { closeDatabases, emptyMarketplace, watch, writeSeries } from './world.ts';

afterAll(closeDatabases);
const URI = testDatabaseUri();

/**
 * Takes a step with watchers that die after ever more writes,
 * until one lives to its end. Counts the dead.
 */
async function stepOverDeadBodies(place: Marketplace): Promise<number> {
  for (let writes = 0; ; writes += 1) {
    const watcher = watch(place, mortal(place, writes));
    const { errors } = await watcher.tick();
    await watcher.close();
    if (errors.length === 0) return writes;
    expect(errors.every(({ error }) => error instanceof Death)).toBe(true);
  }
}

test('a watcher that dies after any of its writes leaves what its successor finishes to the same end', async () => {
  const file = await writeSeries(storySeries());
  let place = await emptyMarketplace(URI);
  await setScene(place, file);
  const watcher = watch(place);
  await tellStory(place, watcher, 0, () => undefined);
  const undisturbed = await ending(place);
  await watcher.close();
  await place.stop();

  place = await emptyMarketplace(URI);
  await setScene(place, file);
  let dead = 0;
  for (const [step, time] of STORY_TIMES.entries()) {
    place.clock.now = time;
    dead += await stepOverDeadBodies(place);
    await act(place, step);
  }
  const disturbed = await ending(place);
  await place.stop();
  expect(dead).toBeGreaterThan(STORY_TIMES.length * 4);
  expect(disturbed).toEqual(undisturbed);
});
