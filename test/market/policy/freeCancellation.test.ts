import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { availableOf } from '../../../src/market/ledger/accounts.ts';
import type { PolicyDocument } from '../../../src/store/documents/policies.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  CAPITAL,
  type LeveredWorld,
  leveredWorld,
  loseFirst,
  passAll,
  poolOf,
  thawFirst,
} from '../../support/leveredWorld.ts';
import { type Marketplace, openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { all } from '../../watcher/world.ts';
import { one, queriesOf, stored } from '../queries/reading.ts';

let place: Marketplace;
let world: LeveredWorld;
let lostAt: number;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await leveredWorld(place);
  await loseFirst(world, 89);
  lostAt = place.clock.now;
  await thawFirst(world);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const viewOf = ({ _id }: PolicyDocument) => one(queriesOf(place).policyViews, _id);
const policiesOn = async (index: number) => {
  const policies = await all(place.database, 'policies');
  return policies.filter(({ productId, open }) => productId === world.productIds[index] && open);
};
const cancel = (policyId: string | undefined) =>
  place.must<{ refunded: bigint; fee: bigint }>(world.buyer, 'cancelPolicy', { policyId, minRefund: null });

test('after a loss that leaves less than cover locks holders leave with all that is not earned, for 14 days', async () => {
  expect((await poolOf(world)).uncoveredAt).toBe(lostAt);
  const [policy, other] = (await policiesOn(2)) as [PolicyDocument, PolicyDocument];
  const { refundable, premiumEarned, freeCancellationUntil } = await viewOf(policy);
  expect(freeCancellationUntil).toBe(lostAt + 14 * DAY_SECONDS);
  expect(refundable).toBe(policy.premium - premiumEarned);
  const before = await stored(place, availableOf(world.buyer.id), world.assetId);
  expect(await cancel(policy._id)).toMatchObject({ refunded: refundable, fee: 0n });
  await passAll(world, 14 * 24);
  // What was asked for in time takes effect later, without a fee too.
  const settled = { poolId: world.poolId, until: place.clock.now, tick: 'late' };
  expect(gist(await place.send(SYSTEM, 'settleStepOuts', settled))).toBe('DONE');
  expect(await stored(place, availableOf(world.buyer.id), world.assetId)).toBe(before + refundable);
  expect((await viewOf(other)).freeCancellationUntil).toBeNull();
  expect((await cancel(other._id)).fee).toBeGreaterThan(0n);
});

test('what is bought once the pool is open again is cancelled for the fee, alone or on top', async () => {
  await place.must(world.second, 'depositCapital', { into: world.poolId, amount: CAPITAL });
  const [policy] = (await policiesOn(1)) as [PolicyDocument];
  const { refundable: free } = await viewOf(policy);
  const item = { productId: world.productIds[1], coverAmount: 100n * UNIT, termSeconds: 20 * DAY_SECONDS };
  const { policyIds } = await place.must<{ policyIds: string[] }>(world.buyer, 'buyPolicies', {
    items: [item],
    maxPremium: 100n * UNIT,
  });
  expect((await cancel(policyIds[0])).fee).toBeGreaterThan(0n);
  await place.must(world.buyer, 'editPolicy', {
    ...{ policyId: policy._id, coverAmount: policy.coverAmount + 100n * UNIT, coverUntil: null },
    ...{ maxPremium: 100n * UNIT, minRefund: null },
  });
  const { fee, refunded } = await cancel(policy._id);
  expect(fee).toBeGreaterThan(0n);
  expect(refunded).toBeGreaterThanOrEqual(free);
});
