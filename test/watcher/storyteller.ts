import { setInterval } from 'node:timers/promises';
import { openMarketplace } from '../support/marketplace.ts';
import { tellStory } from './story.ts';
import { watch } from './world.ts';

// A service of its own for tests that kill one: tells the story in the database of its first argument from
// the step of its second on, says each step that it has taken, and ends.
const [, , uri = '', from = '0'] = process.argv;
const place = await openMarketplace(uri, { leaseMs: 200 });
for await (const _ of setInterval(20)) if (place.market.standing().holder) break;
const watcher = watch(place);
await tellStory(place, watcher, Number(from), (step, { errors, failed }) => {
  if (errors.length + failed.length > 0) throw new Error(`step ${step} had faults`, { cause: errors });
  process.stdout.write(`${step}\n`);
});
await watcher.close();
await place.stop();
