/** The end of cover inside a gap of the feed, as the watcher sees it. */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { TickReport } from '../../src/watcher/report.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { cents, order } from '../support/depeg.ts';
import { hourly, type Marketplace, person, START, UNIT } from '../support/marketplace.ts';
import { STORY_RULE } from './story.ts';
import {
  addFeed,
  all,
  closeDatabases,
  emptyMarketplace,
  openHouse,
  seriesSource,
  watch,
  writeSeries,
} from './world.ts';

const URI = testDatabaseUri();
afterAll(closeDatabases);

const BOUGHT = START + 2 * HOUR_SECONDS;
const END = BOUGHT + 7 * DAY_SECONDS;
/** The first price after a gap that begins three hours before the end of cover. */
const BACK = END + 5 * HOUR_SECONDS;

let place: Marketplace;
let watcher: Watcher;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

async function stepAt(time: number): Promise<TickReport> {
  place.clock.now = time;
  const report = await watcher.tick();
  expect(report).toMatchObject({ errors: [], failed: [], refused: [] });
  return report;
}

/** Sells a policy and lets its end pass in the dark; then prices are back. */
async function passEndInTheDark(pricesAfter: readonly bigint[]): Promise<void> {
  const before = hourly(START, Array(7 * 24 - 1).fill(WAD));
  const file = await writeSeries([...before, ...hourly(BACK, pricesAfter)]);
  const { productId } = await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [seriesSource(file)],
    rule: STORY_RULE,
    waitingSeconds: 0,
    challengeSeconds: 0,
  });
  watcher = watch(place);
  await stepAt(START);
  await stepAt(BOUGHT);
  await place.must(person(3), 'buyPolicies', order(productId, 1_000n * UNIT, 7));
  for (const time of [END - 3 * HOUR_SECONDS, END + HOUR_SECONDS, END + 4 * HOUR_SECONDS]) await stepAt(time);
  const [feed] = await all(place.database, 'feeds');
  expect(feed?.watermark).toBeGreaterThan(END);
  expect((await all(place.database, 'policies'))[0]?.end).toBeNull();
}

test('cover whose end falls in a gap is held until prices are back, and released then', async () => {
  await passEndInTheDark([WAD, WAD, WAD]);
  const { done } = await stepAt(BACK + HOUR_SECONDS);
  expect(done.releasePolicies).toBe(1);
  expect((await all(place.database, 'policies'))[0]?.end).toBe('EXPIRED');
  expect((await all(place.database, 'pools'))[0]?.products[0]?.cover).toBe(0n);
});

test('a breach that shows up after the gap pays the policy that ended in it', async () => {
  await passEndInTheDark([...Array(2).fill(cents(89)), ...Array(6).fill(WAD)]);
  for (let hours = 1; hours <= 4; hours += 1) await stepAt(BACK + hours * HOUR_SECONDS);
  const [policy] = await all(place.database, 'policies');
  expect(policy?.decisions).toMatchObject([{ eligible: true, paid: 500n * UNIT }]);
  expect(policy?.end).toBe('EXPIRED');
  const [incident] = await all(place.database, 'incidents');
  expect(incident?.breachStart).toBeLessThan(END);
});
