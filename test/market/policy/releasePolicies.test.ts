/** The end of cover inside a gap of the feed: a breach that shows up later may begin before it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, buy, pass, passDark, payOut } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { one, queriesOf } from '../queries/reading.ts';

const COVER = 1_000n * UNIT;
const DAYS = 7;

let place: Marketplace;
let world: ReadyWorld;
let policyId: string;
let coverUntil: number;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place, { waitingSeconds: 0 });
  const [buyer = SYSTEM] = world.buyers;
  coverUntil = place.clock.now + DAYS * 24 * HOUR_SECONDS;
  [policyId = ''] = await buy(place, buyer, world.productId, COVER, DAYS);
  // The feed is dark from three hours before the end of cover to five hours after it.
  await pass(place, world, DAYS * 24 - 3);
  await passDark(place, world, 8);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

let ticks = 0;
const release = () =>
  place.send(SYSTEM, 'releasePolicies', { productId: world.productId, tick: `${++ticks}` });
const statusOf = async () => (await one(queriesOf(place).policyViews, policyId)).status;

async function coverOf(): Promise<bigint | undefined> {
  const [pool] = await loadByIds(place.database, 'pools', [world.poolId]);
  return pool?.products[0]?.cover;
}

test('a policy whose end falls in a gap waits, and is paid for a breach that is confirmed afterwards', async () => {
  expect(gist(await release())).toBe('STATUS_FORBIDS');
  expect(await statusOf()).toBe('PENDING_ORACLE');
  const incidentId = await breakPeg(place, world);
  expect(gist(await release())).toBe('STATUS_FORBIDS');
  expect(await statusOf()).toBe('SETTLING');
  const [incident] = await loadByIds(place.database, 'incidents', [incidentId]);
  expect(incident?.breachStart).toBeLessThan(coverUntil);
  await payOut(place, incidentId);
  const [policy] = await loadByIds(place.database, 'policies', [policyId]);
  expect(policy?.decisions).toMatchObject([{ eligible: true, reason: 'PAID_IN_FULL', paid: COVER / 2n }]);
  expect(gist(await release())).toBe('DONE');
  expect(await statusOf()).toBe('EXPIRED');
  expect(await coverOf()).toBe(0n);
});

test('a policy whose end falls in a gap is expired once prices have come back calm, and its cover released', async () => {
  expect(gist(await release())).toBe('STATUS_FORBIDS');
  expect(await coverOf()).toBe(COVER);
  // An average needs an hour of prices: until then the doubt is not over.
  await pass(place, world, 1);
  expect(gist(await release())).toBe('STATUS_FORBIDS');
  expect(await statusOf()).toBe('PENDING_ORACLE');
  await pass(place, world, 1, WAD);
  expect(gist(await release())).toBe('DONE');
  expect(await statusOf()).toBe('EXPIRED');
  expect(await coverOf()).toBe(0n);
});
