/** A snapshot of the solvency report each day, sealed by whoever works then. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFamily } from '../../oracles/registry.ts';
import { DAY_SECONDS } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { takeSnapshot } from '../../src/market/solvency/takeSnapshot.ts';
import { createWatcher } from '../../src/watcher/watcher.ts';
import { historiesOf } from '../market/queries/reading.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, openMarketplace, readyWorld, SYSTEM } from '../support/marketplace.ts';
import { TEST_SIGNER } from '../support/signer.ts';

let place: Marketplace;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  await readyWorld(place);
});
afterAll(() => place.stop());

const take = () =>
  takeSnapshot({ database: place.database, signer: TEST_SIGNER, histories: () => historiesOf(place) });

/** What the first step of a new process has sealed. */
async function sealedByNext(): Promise<number> {
  const { database, market, clock } = place;
  const options = { database, market, adapters: findFamily, now: () => clock.now, principal: SYSTEM };
  const watcher = createWatcher({ ...options, takeSnapshot: take });
  const { done, errors } = await watcher.tick();
  await watcher.tick();
  await watcher.close();
  expect(errors).toEqual([]);
  return done.sealSnapshot ?? 0;
}

test('one that was taken by a process that died before it was named is not sealed: the next seals one, once', async () => {
  await take();
  expect(await sealedByNext()).toBe(1);
  expect(await sealedByNext()).toBe(0);
  const sealed = { 'events.type': 'snapshot.sealed' };
  expect(await place.database.collection('journal').countDocuments(sealed)).toBe(1);
});

test('the next day another is sealed, and all stand in the audit', async () => {
  place.clock.now += DAY_SECONDS;
  expect(await sealedByNext()).toBe(1);
  expect(await auditLedger(place.database)).toMatchObject({ clean: true, checked: { snapshots: 3 } });
});
