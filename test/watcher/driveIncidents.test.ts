/** Two incidents of one product that an incident of another chains together, as the watcher drives them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_SECONDS } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { whatWaits } from '../../src/store/queries/whatWaits.ts';
import type { Memory } from '../../src/watcher/context.ts';
import { driveIncidents } from '../../src/watcher/incident/driveIncidents.ts';
import { emptyReport, type TickReport } from '../../src/watcher/report.ts';
import * as act from '../model/actions.ts';
import { begin } from '../model/begin.ts';
import * as watcher from '../model/watcherActions.ts';
import type { World } from '../model/world.ts';
import { SYSTEM, UNIT } from '../support/marketplace.ts';
import { all } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await begin();
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

/** What a step does about incidents. */
async function drive(): Promise<TickReport> {
  const { database, market, clock } = world.place;
  const report = emptyReport(clock.now, true);
  // Driving remembers nothing between steps.
  const memory = {} as Memory;
  const waiting = await whatWaits(database, clock.now);
  const step = { database, market, principal: SYSTEM, at: clock.now, memory, report, waiting };
  for (const product of await all(database, 'products')) await driveIncidents(step, product);
  expect(report).toMatchObject({ refused: [], failed: [] });
  return report;
}

const statuses = async () =>
  (await all(world.place.database, 'incidents')).map(({ productId, status }) => [
    world.products.indexOf(productId),
    status,
  ]);

test('the first two are paid together, the third after them, and nothing waits three days', async () => {
  await act.buy(world, 0, 0, UNIT, 8);
  // One breaks for an hour, then the other, and before that one has settled the first breaks again.
  await watcher.pass(world, 2, 0, [40]);
  await watcher.pass(world, 2, 1, [40]);
  await watcher.pass(world, 8, 0, [40, 40, 40, 40]);
  const started = world.place.clock.now;
  const { done } = await drive();
  expect(done).toMatchObject({ openIncident: 3 });
  for (let hours = 0; hours < 6; hours += 1) {
    await watcher.pass(world, 1, 0, []);
    await drive();
  }
  expect(await statuses()).toEqual([
    [0, 'PAID'],
    [0, 'PAID'],
    [1, 'PAID'],
  ]);
  expect(world.place.clock.now - started).toBe(6 * HOUR_SECONDS);
  const events = (await all(world.place.database, 'incidents')).map(({ lossEventId }) => lossEventId);
  expect(events[2]).toBe(events[0]);
  expect(events[1]).not.toBe(events[0]);
});
