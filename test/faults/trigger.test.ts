/** The trigger fires: while everybody buys and leaves, and when the pool has nothing left. */
import { afterEach, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { balanceId, capitalOf } from '../../src/market/ledger/accounts.ts';
import { decodeDocument } from '../../src/store/codec.ts';
import type { PayoutDocument } from '../../src/store/documents/incidents.ts';
import { loadByIds } from '../../src/store/load.ts';
import { testDatabaseUri } from '../support/database.ts';
import { buy, cents, order, pass, step } from '../support/depeg.ts';
import { gist, tally } from '../support/holder.ts';
import {
  feed,
  hourly,
  liveFeed,
  type Marketplace,
  openMarketplace,
  person,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../support/marketplace.ts';

let place: Marketplace;
afterEach(() => place.stop());

test('the trigger fires while buys, withdrawals and expiry run on the pool: the books are right at every moment', async () => {
  place = await openMarketplace(testDatabaseUri());
  const world = await readyWorld(place, { buyers: 10, waitingSeconds: 0 });
  const { productId, poolId, feedId, buyers, underwriter } = world;
  // Some cover ends in the hours in which all this happens.
  for (const buyer of buyers) await buy(place, buyer, productId, 100n * UNIT, 7);
  await pass(place, world, 7 * 24 - 2);
  const from = place.clock.now;
  place.clock.now += 6 * HOUR_SECONDS;
  const positionId = `pos_${poolId.slice(5)}_${underwriter.id.slice(4)}`;
  let firing = true;
  const audits = async () => {
    const found: unknown[] = [];
    while (firing) found.push(...(await auditLedger(place.database)).differences);
    return found;
  };
  const trigger = async () => {
    for (let hour = 0; hour < 6; hour += 1) {
      const at = from + hour * HOUR_SECONDS;
      await feed(place, feedId, hourly(at, [cents(89)]), at + HOUR_SECONDS - 60);
      await place.send(SYSTEM, 'releasePolicies', { productId, tick: `hour-${hour}` });
    }
  };
  const buys = Array.from({ length: 60 }, (_, index) =>
    place.send(buyers[index % 10] as (typeof buyers)[0], 'buyPolicies', order(productId, 50n * UNIT, 30)),
  );
  const exits = Array.from({ length: 20 }, () =>
    place.send(underwriter, 'requestWithdrawal', { positionId, shares: 1_000n * UNIT }),
  );
  const payments = Array.from({ length: 10 }, (_, index) =>
    place.send(SYSTEM, 'payWithdrawals', { poolId, tick: place.clock.now + index }),
  );
  const audited = audits();
  const fired = trigger();
  const outcomes = await Promise.all([...buys, ...exits, ...payments]);
  await fired;
  firing = false;
  expect(await audited).toEqual([]);
  // Whoever came too late heard why; nobody heard of an error.
  expect(Object.keys(tally(outcomes))).not.toContain('INTERNAL');
  const [product] = await loadByIds(place.database, 'products', [productId]);
  expect(product?.phase).toBe('CONFIRMED');
  expect(gist(await place.send(underwriter, 'requestWithdrawal', { positionId, shares: UNIT }))).toBe(
    'LOCKED',
  );
  expect((await auditLedger(place.database)).differences).toEqual([]);
});

test('the pool is empty at the trigger: everybody gets the same part, the rest is owed, and no unit is made', async () => {
  place = await openMarketplace(testDatabaseUri());
  const { assetId, underwriter, buyers, productId: first } = await readyWorld(place, { waitingSeconds: 0 });
  const owner = person(1, ['OWNER']);
  const [template] = await loadByIds(place.database, 'products', [first]);
  await place.must(SYSTEM, 'creditAccount', {
    ...{ accountId: underwriter.id, assetId, amount: 100_000n * UNIT, reference: 'more' },
  });
  const pool = { name: 'Together', assetId, kind: 'DIVERSIFIED', leverageWad: 2n * WAD, sandbox: true };
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', pool);
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: 100_000n * UNIT });
  // Three of three groups fall at once: together they are covered for more than the pool has.
  const names = ['USDA', 'USDB', 'USDD'];
  const feedIds: string[] = [];
  const productIds: string[] = [];
  for (const name of names) {
    const registration = { ...liveFeed(`${name}/USD`), sandbox: true };
    const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', registration);
    const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
      ...{ name: `${name} depeg`, subject: name, peril: 'DEPEG', group: name, feedId },
      ...{ pools: [{ poolId, weightWad: WAD / 3n }], rule: template?.rule, deductibleBps: 0 },
      ...{ waitingSeconds: 0, challengeSeconds: 7_200, minCover: null, termSecondsMax: 8_640_000 },
      ...{ score: 30, minRateWad: null, sandbox: true },
    });
    feedIds.push(feedId);
    productIds.push(productId);
  }
  const hours = async (count: number, value: bigint) => {
    const from = place.clock.now;
    place.clock.now += count * HOUR_SECONDS;
    const through = place.clock.now - 900;
    for (const id of feedIds) await feed(place, id, hourly(from, Array(count).fill(value)), through);
  };
  await hours(2, WAD);
  const eventTime = place.clock.now;
  for (const productId of productIds) await place.must(SYSTEM, 'thawProduct', { productId, eventTime });
  const policies = 6;
  const cover = 8_000n * UNIT;
  for (const productId of productIds) {
    for (let count = 0; count < policies; count += 1) {
      await buy(place, buyers[count % 2] as (typeof buyers)[0], productId, cover, 60);
    }
  }
  await hours(6, cents(60));
  await hours(48, WAD);
  const incidentIds: string[] = [];
  for (const product of await loadByIds(place.database, 'products', productIds)) {
    const opening = { productId: product._id, confirmedAt: product.verdicts[0]?.confirmedAt };
    const { incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', opening);
    await place.must(SYSTEM, 'settleIncident', { incidentId });
    incidentIds.push(incidentId);
  }
  await hours(2, WAD);
  for (const id of incidentIds) while (await step(place, 'assessIncident', id));
  await place.must(SYSTEM, 'allocateIncident', { incidentId: incidentIds[0] });
  for (const incidentId of incidentIds) {
    while (await step(place, 'payIncident', incidentId));
    await place.must(SYSTEM, 'closeIncident', { incidentId });
  }
  const stored = await place.database.collection('payouts').find({}).toArray();
  const payouts = stored.map((document) => decodeDocument<PayoutDocument>(document));
  expect(payouts).toHaveLength(names.length * policies);
  const parts = payouts.map(({ paid }) => paid);
  const total = parts.reduce((sum, paid) => sum + paid, 0n);
  const rising = [...parts].sort((one, other) => (one < other ? -1 : 1));
  const [least = 0n, most = 0n] = [rising[0], rising.at(-1)];
  // To one unit: what does not divide goes to somebody.
  expect(most - least).toBeLessThanOrEqual(1n);
  expect(least).toBeLessThan(cover);
  expect(payouts.every(({ due, paid, recoveryClaim }) => due === cover && recoveryClaim === due - paid)).toBe(
    true,
  );
  const capital = balanceId(capitalOf(poolId), assetId);
  const [left] = await loadByIds(place.database, 'balances', [capital]);
  expect([left?.amount, total > 100_000n * UNIT]).toEqual([0n, true]);
  expect((await auditLedger(place.database)).differences).toEqual([]);
});
