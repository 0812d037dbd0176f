import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabaseUri } from '../support/database.ts';
import { openMarketplace } from '../support/marketplace.ts';
import { kill } from '../support/processes.ts';
import { ending, STORY_TIMES, setScene, storySeries, tellStory } from './story.ts';
import { watch, writeSeries } from './world.ts';

const STORYTELLER = fileURLToPath(new URL('./storyteller.ts', import.meta.url));

/**
 * Tells the story in another process, which is killed hard once it
 * has said `killAfter`. Returns its last step.
 */
async function tell(uri: string, from: number, killAfter: number | null): Promise<number> {
  const teller = spawn(process.execPath, ['--import', 'tsx', STORYTELLER, uri, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => kill(teller));
  const exit = once(teller, 'exit');
  let last = from - 1;
  for await (const line of createInterface({ input: teller.stdout })) {
    last = Number(line);
    if (last === killAfter) teller.kill('SIGKILL');
  }
  const [code] = await exit;
  expect(code).toBe(killAfter === null ? 0 : null);
  return last;
}

test('a process that is killed while it pays is followed by one that comes to the same end', async () => {
  const file = await writeSeries(storySeries());
  const undisturbed = await openMarketplace(testDatabaseUri());
  await setScene(undisturbed, file);
  const watcher = watch(undisturbed);
  await tellStory(undisturbed, watcher, 0, () => undefined);
  await watcher.close();

  const uri = testDatabaseUri();
  const scene = await openMarketplace(uri);
  await setScene(scene, file);
  await scene.stop();
  // The incident is assessed, allocated and paid in the step after this one.
  const last = await tell(uri, 0, 9);
  expect(await tell(uri, last + 1, null)).toBe(STORY_TIMES.length - 1);
  const disturbed = await openMarketplace(uri);
  expect(await ending(disturbed)).toEqual(await ending(undisturbed));
  await Promise.all([disturbed.stop(), undisturbed.stop()]);
}, 240_000);
