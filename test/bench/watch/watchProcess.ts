/**
 * One process that watches many feeds: the real marketplace, the real watcher, and sources that are asked
 * over the network. Its clock runs as fast as it can follow, so that minutes of watching take seconds.
 */
import { once } from 'node:events';
import { findFamily } from '../../../oracles/registry.ts';
import { MINUTE_SECONDS } from '../../../src/domain/shared/units.ts';
import { createWatcher } from '../../../src/watcher/watcher.ts';
import { type Marketplace, openMarketplace } from '../../support/marketplace.ts';
import { DECIMALS, registerFeeds } from './feeds.ts';
import type { StepMessage, Watched, WatchSpec } from './settings.ts';

/** As the service does without being told otherwise. */
const TICK_SECONDS = 15;
const SAMPLE_MILLISECONDS = 100;

const spec = JSON.parse(process.argv[2] ?? '') as WatchSpec;
const place = await openMarketplace(spec.uri);
await registerFeeds(place, spec.feeds, sourcesOf);
const watched = await watch(place);
await place.stop();
process.stdout.write(`${JSON.stringify(watched)}\n`);
process.disconnect();

async function watch({ database, market, clock }: Marketplace): Promise<Watched> {
  const watcher = createWatcher({
    database,
    market,
    adapters: findFamily,
    now: () => clock.now,
    principal: { id: 'system:watcher', roles: ['WATCHER'], system: true },
  });
  const total = { received: 0, rejected: 0, readings: 0, longestStep: 0 };
  const step = async () => {
    clock.now += TICK_SECONDS;
    const answered = once(process, 'message');
    process.send?.({ at: clock.now } satisfies StepMessage);
    await answered;
    const began = performance.now();
    // What a busy machine leaves for later (RETRY_LATER) the next step does.
    const { feeds, errors } = await watcher.tick();
    if (errors.length > 0) throw new Error('a step failed', { cause: errors });
    total.longestStep = Math.max(total.longestStep, (performance.now() - began) / 1_000);
    for (const feed of feeds) {
      if (feed.failing.length > 0) throw new Error('a source failed', { cause: feed.failing });
      total.received += feed.received;
      total.rejected += feed.rejected;
      total.readings += feed.readings;
    }
  };
  const pass = async (minutes: number) => {
    for (let steps = (minutes * MINUTE_SECONDS) / TICK_SECONDS; steps > 0; steps -= 1) await step();
  };
  await pass(spec.warmUpMinutes);
  Object.assign(total, { received: 0, rejected: 0, readings: 0, longestStep: 0 });
  let bytes = process.memoryUsage.rss();
  const sample = setInterval(() => {
    bytes = Math.max(bytes, process.memoryUsage.rss());
  }, SAMPLE_MILLISECONDS);
  const before = process.cpuUsage();
  await pass(spec.minutes);
  const { user, system } = process.cpuUsage(before);
  clearInterval(sample);
  await watcher.close();
  return { ...total, secondsPerMinute: (user + system) / 10 ** 6 / spec.minutes, megabytes: bytes / 10 ** 6 };
}

/** A source for every operator, asked once a minute. */
function sourcesOf(feed: number) {
  return Array.from({ length: spec.sources }, (_, source) => ({
    sourceId: `source-${source}`,
    family: 'http-json',
    config: {
      url: `${spec.pricesUrl}/${feed}/${source}`,
      valuePath: '/price',
      timePath: '/time',
      roundPath: '/round',
      decimals: DECIMALS,
      allowPrivate: true,
    },
    heartbeatSeconds: 120,
    operators: [`operator-${source}`],
  }));
}
