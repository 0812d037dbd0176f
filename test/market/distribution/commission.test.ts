import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../../src/market/command.ts';
import { availableOf, unearnedOf } from '../../../src/market/ledger/accounts.ts';
import { quote } from '../../../src/market/queries/quote.ts';
import type { QuoteView } from '../../../src/market/queries/views.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, order, pass, payOut } from '../../support/depeg.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { dependenciesOf, stored } from '../queries/reading.ts';

const COVER = 10_000n * UNIT;
const seller = person(700);

let place: Marketplace;
let world: ReadyWorld;
let buyer: Principal;
let commissionId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  [buyer] = world.buyers as [Principal];
  await place.must(SYSTEM, 'registerAccount', { address: seller.address, roles: [] });
  await place.must(seller, 'registerDistributor', { code: 'wallet', name: 'A wallet', commissionBps: 1_000 });
  commissionId = `com_wallet_${world.assetId.slice('ast_'.length)}`;
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const refusal = (outcome: Outcome) => (outcome.kind === 'REFUSED' ? outcome.refusal.code : outcome.kind);
const earned = () => stored(place, availableOf(seller.id), world.assetId);
const unearned = () => stored(place, unearnedOf(commissionId), world.assetId);
const mine = () => stored(place, availableOf(buyer.id), world.assetId);
const sold = (days = 60, distributorCode: string | null = 'wallet') => ({
  ...order(world.productId, COVER, days),
  distributorCode,
});
async function buySold(days = 60): Promise<string> {
  const bought = await place.must<{ policyIds: string[] }>(buyer, 'buyPolicies', sold(days));
  return bought.policyIds[0] ?? '';
}
const policyOf = async (id: string) => (await loadByIds(place.database, 'policies', [id]))[0];
let ticks = 0;
const accrue = () => place.must(SYSTEM, 'accrueCommission', { commissionId, tick: ticks++ });
const settle = () =>
  place.must(SYSTEM, 'settleStepOuts', {
    ...{ poolId: world.poolId, until: place.clock.now, tick: `${ticks++}` },
  });

test('the price without a seller is what the pools get: the commission comes on top, inside the breakdown', async () => {
  const item = { ...order(world.productId, COVER, 60).items[0], startAt: null };
  const ask = (code: string | null) => quote(dependenciesOf(place), [item as never], buyer.id, code);
  const [bare, dear] = (await Promise.all([ask(null), ask('wallet')])) as [QuoteView, QuoteView];
  const { commission, ...rest } = dear.items[0]?.breakdown ?? { commission: 0n };
  expect(commission).toBe(dear.premium - bare.premium);
  // A tenth of what the buyer pays, rounded against the buyer.
  expect(commission).toBe((dear.premium + 9n) / 10n);
  expect({ ...rest, commission: 0n }).toEqual(bare.items[0]?.breakdown);
});

test('a quote holds its seller and the price: what the seller asks afterwards does not change it', async () => {
  const item = { ...order(world.productId, COVER, 60).items[0], startAt: null };
  const asked = await quote(dependenciesOf(place), [item as never], buyer.id, 'wallet');
  const { token, premium } = asked as QuoteView;
  const distributorId = 'dst_wallet';
  const edit = { distributorId, name: null, commissionBps: 500, active: null };
  await place.must(seller, 'editDistributor', edit);
  const bought = await place.must<{ premium: bigint; policyIds: string[] }>(buyer, 'buyPolicies', {
    quoteToken: token,
  });
  expect(bought.premium).toBe(premium);
  expect(await policyOf(bought.policyIds[0] ?? '')).toMatchObject({
    premium,
    distribution: { distributorId, commissionBps: 1_000 },
  });
});

describe('a commission', () => {
  test('is earned over the covered period, as the pools earn, and ends at nothing', async () => {
    await buySold(17);
    const whole = await unearned();
    expect(whole).toBeGreaterThan(0n);
    await pass(place, world, 72);
    await accrue();
    expect(await earned()).toBe(0n);
    await pass(place, world, 7 * 24);
    await accrue();
    // Half of fourteen covered days; a unit is earned when all of it is.
    expect(whole / 2n - (await earned())).toBeLessThanOrEqual(1n);
    await pass(place, world, 7 * 24);
    await accrue();
    expect([await earned(), await unearned()]).toEqual([whole, 0n]);
  });

  test('goes back with the premium that is not earned, less the fee, when cover is cancelled', async () => {
    const policyId = await buySold();
    await pass(place, world, 13 * 24);
    const before = await mine();
    const { refunded } = await place.must<{ refunded: bigint }>(buyer, 'cancelPolicy', {
      policyId,
      minRefund: null,
    });
    const atCancellation = await earned();
    await pass(place, world, 2);
    await settle();
    expect(await mine()).toBe(before + refunded);
    expect(await unearned()).toBe(0n);
    expect((await earned()) - atCancellation).toBeLessThanOrEqual(2n);
  });

  test('goes on being earned when a breach voids the cancellation', async () => {
    const policyId = await buySold();
    await pass(place, world, 96);
    const dark = place.clock.now;
    place.clock.now += 3_600;
    await place.must(buyer, 'cancelPolicy', { policyId, minRefund: null });
    place.clock.now = dark;
    await payOut(place, await breakPeg(place, world));
    const left = await unearned();
    expect(left).toBeGreaterThan(0n);
    await pass(place, world, 24);
    await accrue();
    expect(await unearned()).toBeLessThan(left);
  });

  test('is earned at once in the ratio of an incident', async () => {
    await buySold();
    await pass(place, world, 96);
    await accrue();
    const whole = await unearned();
    await payOut(place, await breakPeg(place, world));
    const left = await unearned();
    // Half of it at once, and two days of the fifty-six.
    expect(left * 2n).toBeLessThan(whole);
    expect(left * 100n).toBeGreaterThan(whole * 47n);
  });

  test('is part of an increase, an extension and a split at the rate of the sale', async () => {
    const policyId = await buySold();
    const edit = { distributorId: 'dst_wallet', name: null, commissionBps: 0, active: false };
    await place.must(seller, 'editDistributor', edit);
    await pass(place, world, 96);
    const { coverUntil = 0 } = (await policyOf(policyId)) ?? {};
    const asked = { policyId, coverAmount: null, coverUntil: null, maxPremium: COVER, minRefund: null };
    for (const change of [{ coverAmount: 2n * COVER }, { coverUntil: coverUntil + 30 * DAY_SECONDS }])
      await place.must(buyer, 'editPolicy', { ...asked, ...change });
    const address = (buyer as Principal & { address: string }).address;
    await place.must(buyer, 'transferPolicy', { policyId, toAddress: address, coverAmount: COVER });
    const { segments = [] } = (await policyOf(policyId)) ?? {};
    expect(segments).toHaveLength(2);
    for (const { premium, commission } of segments) {
      const [part, tenth] = [(commission?.premium ?? 0n) * 10n, premium];
      expect(part >= tenth - 30n && part <= tenth + 30n).toBe(true);
    }
  });
});

describe('a distributor', () => {
  test('is registered once under a code, by whom it is, and changed by that account alone', async () => {
    const again = { code: 'wallet', name: 'Another', commissionBps: 0 };
    expect(refusal(await place.send(buyer, 'registerDistributor', again))).toBe('KEY_IN_USE');
    const edit = { distributorId: 'dst_wallet', name: null, commissionBps: 0, active: null };
    expect(refusal(await place.send(buyer, 'editDistributor', edit))).toBe('NOT_FOUND');
  });

  test('that sells nothing any more is not found by its code', async () => {
    const edit = { distributorId: 'dst_wallet', name: null, commissionBps: null, active: false };
    await place.must(seller, 'editDistributor', edit);
    expect(refusal(await place.send(buyer, 'buyPolicies', sold()))).toBe('NOT_FOUND');
    expect(refusal(await place.send(buyer, 'buyPolicies', sold(60, 'stranger')))).toBe('NOT_FOUND');
  });

  test('gains nothing by buying from itself: what comes back is what was paid on top', async () => {
    await place.must(SYSTEM, 'creditAccount', {
      ...{ accountId: seller.id, assetId: world.assetId, amount: COVER, reference: 'in' },
    });
    const bare = await place.must<{ premium: bigint }>(buyer, 'buyPolicies', sold(17, null));
    const own = await place.must<{ premium: bigint }>(seller, 'buyPolicies', sold(17));
    await pass(place, world, 18 * 24);
    await accrue();
    expect(COVER - (await earned())).toBeGreaterThanOrEqual(bare.premium);
    expect(COVER - (await earned())).toBeLessThan(own.premium);
  });
});
