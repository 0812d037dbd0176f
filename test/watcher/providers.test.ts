/** Providers are lost, one at a time: of a node, and of what a feed is told. The others decide. */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { SourceError } from '../../oracles/adapter.ts';
import { localFeedSource } from '../../src/cli/chain/source.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { TickReport } from '../../src/watcher/report.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { GENESIS, type LocalFeed, startLocalFeed } from '../oracles/chainlink/localFeed.ts';
import { startProvider } from '../oracles/evm/provider.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, START } from '../support/marketplace.ts';
import { newScript, report, type Script, scripted, scriptedSource } from './scripted.ts';
import { feedOf, incidentOf, productNamed } from './splitChain.ts';
import { STORY_RULE } from './story.ts';
import { addFeed, closeDatabases, emptyMarketplace, openHouse, watch } from './world.ts';

const HALF_HOUR = HOUR_SECONDS / 2;
const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

async function tickAt(at: number): Promise<TickReport> {
  place.clock.now = at;
  const told = await watcher.tick();
  expect(told).toMatchObject({ errors: [], failed: [], refused: [] });
  return told;
}

test('a provider of nodes is lost: its source fails, slots wait for it for the finality delay, and the others decide', async () => {
  const local: LocalFeed = await startLocalFeed();
  const provider = await startProvider(local.anvil.url);
  const start = Math.ceil(GENESIS / HALF_HOUR + 1) * HALF_HOUR;
  place.clock.now = start;
  const through = (sourceId: string, rpcUrl: string, operators: string[]) => {
    const source = localFeedSource(local.anvil, local.feed, operators);
    return { ...source, sourceId, config: { ...source.config, rpcUrl } };
  };
  await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [
      // What it said last is no vote any more before the next row.
      { ...through('lost', provider.url, ['ada', 'bob', 'cy']), heartbeatSeconds: 1_500, marginSeconds: 0 },
      through('direct', local.anvil.url, ['di', 'ed', 'fay']),
    ],
    rule: STORY_RULE,
    quorum: 3,
    decimals: 8,
  });
  watcher = watch(place);
  const row = async (halfHour: number, cents: bigint) => {
    const at = start + halfHour * HALF_HOUR;
    await local.writer.submitRow({ at, answers: [{ feed: local.feed, value: cents * 10n ** 6n }] });
    return tickAt(at);
  };
  for (const halfHour of [0, 1, 2, 3]) await row(halfHour, 100n);
  const { watermark } = await feedOf(place);
  provider.serve(null);
  const told = await row(4, 89n);
  expect(told.feeds[0]?.failing.map(({ sourceId }) => sourceId)).toEqual(['lost']);
  expect((await productNamed(place, 'USDC'))?.phase).toBe('WATCH');
  // As far as it had been read; then, once it has been away for as long as the delay, without it.
  expect((await feedOf(place)).watermark).toBe(start + 3 * HALF_HOUR);
  expect(watermark).toBeLessThan(start + 3 * HALF_HOUR);
  for (const halfHour of [5, 6, 7]) await row(halfHour, 89n);
  expect((await productNamed(place, 'USDC'))?.phase).toBe('CONFIRMED');
  expect((await incidentOf(place)).breachStart).toBe(start + 4 * HALF_HOUR);
  provider.serve(local.anvil.url);
  expect((await row(8, 100n)).feeds[0]?.failing).toEqual([]);
  provider.close();
  await local.anvil.close();
});

test('one of four operators of a feed is lost: the quorum of the others goes on; without a quorum nothing is read, and the product is watched', async () => {
  const scripts: Record<string, Script> = {};
  const sources = ['ada', 'bob', 'cy', 'di'].map((name) => {
    scripts[name] = newScript();
    return scriptedSource(name, [name]);
  });
  await addFeed(place, await openHouse(place), {
    ...{ subject: 'USDC', sources, rule: STORY_RULE, quorum: 3, decimals: 8 },
  });
  watcher = watch(place, { families: [scripted(scripts)] });
  for (const [name, script] of Object.entries(scripts)) {
    script.final = Array.from({ length: 12 }, (_, halfHour) =>
      report(name, name, START + halfHour * HALF_HOUR, 10n ** 8n),
    );
  }
  for (let halfHour = 0; halfHour < 4; halfHour += 1) await tickAt(START + halfHour * HALF_HOUR);
  (scripts.di as Script).failure = new SourceError('UNREACHABLE', 'The operator is away.');
  for (let halfHour = 4; halfHour < 12; halfHour += 1) await tickAt(START + halfHour * HALF_HOUR);
  const feed = await feedOf(place);
  expect(feed.watermark).toBe(START + 11 * HALF_HOUR - 960);
  expect(feed.lastReading?.value).toBe(WAD);
  expect((await productNamed(place, 'USDC'))?.phase).toBe('CALM');
  // Two are not a quorum: nothing is read any more, and the product is watched.
  (scripts.cy as Script).failure = new SourceError('UNREACHABLE', 'The operator is away.');
  for (let halfHour = 12; halfHour < 20; halfHour += 1) {
    for (const name of ['ada', 'bob']) {
      scripts[name]?.final.push(report(name, name, START + halfHour * HALF_HOUR, 10n ** 8n));
    }
    await tickAt(START + halfHour * HALF_HOUR);
  }
  expect((await productNamed(place, 'USDC'))?.phase).toBe('WATCH');
});
