import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, person, START, UNIT } from '../support/marketplace.ts';
import { setScene, storySeries } from './story.ts';
import { all, closeDatabases, emptyMarketplace, watch, writeSeries } from './world.ts';

const [holder, taker] = [person(3), person(2)];
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

async function stepAt(hours: number): Promise<readonly string[]> {
  place.clock.now = START + hours * HOUR_SECONDS;
  const report = await watcher.tick();
  expect(report).toMatchObject({ errors: [], failed: [], refused: [] });
  return Object.keys(report.done);
}

test('the watcher lets holders out once the feed has been read past what they asked for, and not before', async () => {
  const calm = storySeries().map(({ at }) => ({ at, value: WAD }));
  const { productId } = await setScene(place, await writeSeries(calm));
  watcher = watch(place);
  for (const hours of [0, 0.5, 1, 1.5]) await stepAt(hours);
  const item = { productId, coverAmount: 1_000n * UNIT, termSeconds: 30 * DAY_SECONDS };
  const order = { items: [item, item], maxPremium: 1_000n * UNIT };
  const { policyIds } = await place.must<{ policyIds: string[] }>(holder, 'buyPolicies', order);
  const [first, second] = policyIds;
  await place.must(holder, 'cancelPolicy', { policyId: first, minRefund: null });
  await place.must(holder, 'transferPolicy', {
    policyId: second,
    toAddress: taker.address,
    coverAmount: null,
  });
  place.clock.now += 1;
  expect((await watcher.tick()).done).not.toHaveProperty('settleStepOuts');
  expect(await stepAt(2)).toContain('settleStepOuts');
  expect(await all(place.database, 'policies')).toMatchObject([
    { end: 'CANCELLED', pending: { status: 'DONE' } },
    { accountId: taker.id, end: null, pending: { status: 'DONE' } },
  ]);
  expect(await stepAt(2.5)).not.toContain('settleStepOuts');
});
