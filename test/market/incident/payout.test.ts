import { afterEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import {
  availableOf,
  balanceId,
  capitalOf,
  claimsOf,
  unearnedOf,
} from '../../../src/market/ledger/accounts.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  feed,
  hourly,
  type Marketplace,
  openMarketplace,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';

const opened: Marketplace[] = [];
afterEach(async () => {
  for (const place of opened.splice(0)) await place.stop();
});

const cents = (value: number) => (BigInt(value) * WAD) / 100n;

async function balance(at: Marketplace, account: string, assetId: string): Promise<bigint> {
  const [document] = await loadByIds(at.database, 'balances', [balanceId(account, assetId)]);
  return document?.amount ?? 0n;
}

test('a confirmed depeg pays every eligible policy its tier, and says why the others are not paid', async () => {
  const place = await openMarketplace(testDatabaseUri());
  opened.push(place);
  const world = await readyWorld(place, { buyers: 3 });
  const { productId, feedId, poolId, assetId, buyers } = world;
  const order = (coverAmount: bigint) => ({
    items: [{ productId, coverAmount, termSeconds: 60 * DAY_SECONDS }],
    maxPremium: 1_000n * UNIT,
  });
  const [first, second, late] = buyers as [(typeof buyers)[0], (typeof buyers)[0], (typeof buyers)[0]];
  await place.must(first, 'buyPolicies', order(10_000n * UNIT));
  await place.must(second, 'buyPolicies', order(20_000n * UNIT));
  place.clock.now += 3 * DAY_SECONDS;
  const calmFrom = place.clock.now - 3 * DAY_SECONDS + HOUR_SECONDS;
  await feed(place, feedId, hourly(calmFrom, Array(71).fill(WAD)), place.clock.now - 900);
  await place.must(late, 'buyPolicies', order(5_000n * UNIT));
  const openings = await Promise.all(
    [first, second, late].map(({ id }) => balance(place, availableOf(id), assetId)),
  );
  // Six hours at 0.89, then calm for two days.
  const start = calmFrom + 71 * HOUR_SECONDS;
  place.clock.now = start + 50 * HOUR_SECONDS;
  await feed(
    place,
    feedId,
    hourly(start, [...Array(6).fill(cents(89)), ...Array(43).fill(WAD)]),
    place.clock.now - 7_200,
  );
  const [product] = await loadByIds(place.database, 'products', [productId]);
  const verdict = product?.verdicts[0];
  expect(verdict?.settled?.ratioWad).toBe(WAD / 2n);
  const { incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', {
    productId,
    confirmedAt: verdict?.confirmedAt,
  });
  await place.must(SYSTEM, 'settleIncident', { incidentId });
  expect((await place.send(SYSTEM, 'assessIncident', { incidentId, cursor: '' })).kind).toBe('REFUSED');
  place.clock.now += 7_200;
  await place.must(SYSTEM, 'assessIncident', { incidentId, cursor: '' });
  await place.must(SYSTEM, 'allocateIncident', { incidentId });
  await place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
  await place.must(SYSTEM, 'closeIncident', { incidentId });
  const [incident] = await loadByIds(place.database, 'incidents', [incidentId]);
  expect(incident).toMatchObject({
    status: 'PAID',
    policies: { scanned: 3, eligible: 2, paid: 2 },
    unpaidBy: { IN_WAITING_PERIOD: 1 },
  });
  const closings = await Promise.all(
    [first, second, late].map(({ id }) => balance(place, availableOf(id), assetId)),
  );
  expect(closings.map((amount, index) => amount - (openings[index] ?? 0n))).toEqual([
    5_000n * UNIT,
    10_000n * UNIT,
    0n,
  ]);
  expect(await balance(place, claimsOf(poolId), assetId)).toBe(0n);
  const [pool] = await loadByIds(place.database, 'pools', [poolId]);
  expect(pool?.products[0]?.cover).toBe(20_000n * UNIT);
  expect(pool?.earmarks).toEqual([]);
  expect(await balance(place, capitalOf(poolId), assetId)).toBeGreaterThan(985_000n * UNIT);
  // Everything ends: unearned goes to zero to the last unit.
  place.clock.now += 30 * DAY_SECONDS;
  await place.must(SYSTEM, 'accruePool', { poolId, tick: 1 });
  place.clock.now += 30 * DAY_SECONDS;
  await place.must(SYSTEM, 'accruePool', { poolId, tick: 2 });
  expect(await balance(place, unearnedOf(poolId), assetId)).toBe(0n);
});
