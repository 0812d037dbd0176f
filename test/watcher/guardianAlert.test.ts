import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../src/domain/shared/units.ts';
import type { Outcome } from '../../src/market/command.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, person, START, SYSTEM } from '../support/marketplace.ts';
import { STORY_TIMES, setScene, storySeries } from './story.ts';
import { all, closeDatabases, emptyMarketplace, watch, writeSeries } from './world.ts';

const guardian = person(60, ['GUARDIAN']);
const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
let productId: string;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
  const calm = storySeries().map(({ at }) => ({ at, value: 10n ** 18n }));
  ({ productId } = await setScene(place, await writeSeries(calm)));
  const { address, roles } = guardian;
  await place.must(SYSTEM, 'registerAccount', { address, roles });
  watcher = watch(place);
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

async function phaseAt(time: number): Promise<string | undefined> {
  place.clock.now = time;
  expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
  return (await all(place.database, 'products'))[0]?.phase;
}

const alert = (by = guardian) =>
  place.send(by, 'raiseAlert', { productId, reason: 'Redemptions have stopped' });
const codeOf = (outcome: Outcome) => (outcome.kind === 'REFUSED' ? outcome.refusal.code : outcome.kind);

test('an alert of a guardian watches a calm product for a day, ends by itself, and comes once in 30 days', async () => {
  for (const time of STORY_TIMES.slice(0, 3)) await phaseAt(time);
  expect(await phaseAt(START + 2 * HOUR_SECONDS)).toBe('CALM');
  const raised = place.clock.now;
  expect(codeOf(await alert(person(3)))).toBe('FAILED');
  expect(await alert()).toMatchObject({ kind: 'DONE', answer: { until: raised + DAY_SECONDS } });
  expect((await all(place.database, 'products'))[0]?.phase).toBe('WATCH');
  expect((await all(place.database, 'pools'))[0]?.frozenSince).toBe(raised);
  expect(codeOf(await alert())).toBe('LIMIT_REACHED');
  for (let hour = 1; hour < 24; hour += 1) expect(await phaseAt(raised + hour * HOUR_SECONDS)).toBe('WATCH');
  const thaw = { productId, eventTime: raised + DAY_SECONDS - 1 };
  expect(codeOf(await place.send(SYSTEM, 'thawProduct', thaw))).toBe('STATUS_FORBIDS');
  expect(await phaseAt(raised + DAY_SECONDS)).toBe('CALM');
  expect((await all(place.database, 'pools'))[0]?.frozenSince).toBeNull();
  expect(codeOf(await alert())).toBe('LIMIT_REACHED');
  expect(await all(place.database, 'incidents')).toEqual([]);
});
