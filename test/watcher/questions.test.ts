/** What a step asks the database, as the driver counts it; and that what it does not ask for is not due. */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, person, START, UNIT } from '../support/marketplace.ts';
import { STORY_RULE, storySeries } from './story.ts';
import {
  addFeed,
  all,
  closeDatabases,
  emptyMarketplace,
  openHouse,
  seriesSource,
  type WatchedFeed,
  watch,
  writeSeries,
} from './world.ts';

const [underwriter, holder] = [person(2), person(3)];
const uri = new URL(testDatabaseUri());
// Then the driver says which commands it sends.
uri.searchParams.set('monitorCommands', 'true');
afterAll(closeDatabases);

let place: Marketplace;
let file: string;
const watchers: Watcher[] = [];
beforeEach(async () => {
  place = await emptyMarketplace(uri.href);
  file = await writeSeries(storySeries().map(({ at }) => ({ at, value: WAD })));
});
afterEach(async () => {
  for (const watcher of watchers.splice(0)) await watcher.close();
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

function newWatcher(): Watcher {
  const watcher = watch(place);
  watchers.push(watcher);
  return watcher;
}

async function stepAt(watcher: Watcher, since: number): Promise<Record<string, number>> {
  place.clock.now = START + since;
  const report = await watcher.tick();
  expect(report).toMatchObject({ errors: [], failed: [], refused: [] });
  return report.done;
}

/** Feeds of one series, each with its product and pool, and cover that was bought of each. */
async function openFeeds(house: Awaited<ReturnType<typeof openHouse>>, subjects: readonly string[]) {
  const feeds: WatchedFeed[] = [];
  for (const subject of subjects) {
    const sources = [seriesSource(file)];
    const terms = { subject, sources, rule: STORY_RULE, waitingSeconds: 0, capital: 100_000n * UNIT };
    feeds.push(await addFeed(place, house, terms));
  }
  return feeds;
}

/** Questions to the database while something is done, by what was asked. */
async function questionsOf(work: () => Promise<unknown>): Promise<string[]> {
  const client = place.database.connection.getClient();
  const asked: string[] = [];
  const hear = ({ commandName, command }: { commandName: string; command: Record<string, unknown> }) => {
    // The lease is renewed by a clock of its own, and a source remembers how far it was read.
    if (command[commandName] !== 'head' && commandName !== 'update')
      asked.push(`${commandName} ${command[commandName]}`);
  };
  client.on('commandStarted', hear);
  await work();
  client.off('commandStarted', hear);
  return asked.sort();
}

const buyCover = ({ productId }: WatchedFeed, policies: number) => {
  const item = { productId, coverAmount: 100n * UNIT, termSeconds: 7 * DAY_SECONDS };
  const items = Array.from({ length: policies }, () => item);
  return place.must(holder, 'buyPolicies', { items, maxPremium: 1_000n * UNIT });
};

test('a step in which nothing is due asks ten questions and one for each feed, whatever exists', async () => {
  const house = await openHouse(place);
  const [first] = (await openFeeds(house, ['USDC'])) as [WatchedFeed];
  const watcher = newWatcher();
  for (const hours of [0, 0.5, 1, 1.5]) await stepAt(watcher, hours * HOUR_SECONDS);
  // The next slot can be closed a second after the full minute.
  await stepAt(watcher, 1.5 * HOUR_SECONDS + 15);
  const idle = (since: number) => questionsOf(async () => expect(await stepAt(watcher, since)).toEqual({}));
  const alone = await idle(1.5 * HOUR_SECONDS + 30);
  expect(alone).toHaveLength(11);

  await buyCover(first, 10);
  const others = await openFeeds(house, ['DAI', 'PYUSD', 'GUSD', 'LUSD']);
  for (const hours of [2, 2.5, 3, 3.5]) await stepAt(watcher, hours * HOUR_SECONDS);
  for (const feed of others) await buyCover(feed, 10);
  for (const seconds of [0, 15]) await stepAt(watcher, 4 * HOUR_SECONDS + seconds);
  const among = await idle(4 * HOUR_SECONDS + 30);
  expect(among).toHaveLength(alone.length + others.length);
  expect(new Set(among)).toEqual(new Set(alone));
});

test('a watcher that remembers nothing does all that has fallen due, and the one after it nothing of that again', async () => {
  const [feed] = (await openFeeds(await openHouse(place), ['USDC'])) as [WatchedFeed];
  const before = newWatcher();
  for (const hours of [0, 0.5, 1, 1.5]) await stepAt(before, hours * HOUR_SECONDS);
  await buyCover(feed, 3);
  const nothing = { policyId: null, productId: null, termSeconds: null, maxAnnualRateWad: null };
  const offer = (by: typeof holder, sent: object) =>
    place.must<{ orderId: string }>(by, 'placeOrder', { ...nothing, price: UNIT, ...sent });
  const [position] = await all(place.database, 'positions');
  const shares = { side: 'SELL', positionId: position?._id, poolId: null, expiresAt: null };
  const { orderId } = await offer(underwriter, { ...shares, quantity: 1_000n });
  await place.must(holder, 'fillOrder', { orderId, quantity: null, maxPrice: null, minPrice: null });
  const expiresAt = place.clock.now + DAY_SECONDS;
  await offer(holder, { side: 'BUY', positionId: null, poolId: feed.poolId, quantity: 1n, expiresAt });

  const done = await stepAt(newWatcher(), 8 * DAY_SECONDS);
  expect(done).toMatchObject({ sizeReserves: 1, settleTrades: 1, closeOrder: 1, releasePolicies: 1 });
  expect(done.accruePool).toBeGreaterThan(0);
  expect((await all(place.database, 'policies')).map(({ open }) => open)).toEqual([false, false, false]);
  expect(await stepAt(newWatcher(), 8 * DAY_SECONDS)).toEqual({});
});
