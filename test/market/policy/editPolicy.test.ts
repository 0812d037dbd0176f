import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cutPolicy } from '../../../src/domain/policy/cutPolicy.ts';
import { allocationsOf } from '../../../src/domain/policy/policySegment.ts';
import { cancellationOf } from '../../../src/domain/policy/refund.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../../src/market/command.ts';
import { availableOf, unearnedOf } from '../../../src/market/ledger/accounts.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, buy, order, pass, payOut } from '../../support/depeg.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { stored } from '../queries/reading.ts';

const COVER = 10_000n * UNIT;
const DEAR = 100_000n * UNIT;

let place: Marketplace;
let world: ReadyWorld;
let holder: Principal;
let policyId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  [holder] = world.buyers as [Principal];
  [policyId = ''] = await buy(place, holder, world.productId, COVER, 60);
  await pass(place, world, 96);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

interface Edited {
  charged: bigint;
  refunded: bigint;
  fee: bigint;
  waitingUntil: number | null;
  cancelledPolicyId: string | null;
}
const asked = (change: object, id = policyId) => ({
  ...{ policyId: id, coverAmount: null, coverUntil: null, maxPremium: DEAR, minRefund: null },
  ...change,
});
const edit = (change: object, by = holder) => place.send(by, 'editPolicy', asked(change));
const mustEdit = (change: object) => place.must<Edited>(holder, 'editPolicy', asked(change));
const refusal = (outcome: Outcome) =>
  outcome.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome;
const mine = () => stored(place, availableOf(holder.id), world.assetId);
async function policyOf(id = policyId) {
  const [policy] = await loadByIds(place.database, 'policies', [id]);
  if (policy === undefined) throw new Error(`${id} is gone`);
  return policy;
}
const coverOfPool = async () =>
  (await loadByIds(place.database, 'pools', [world.poolId]))[0]?.products[0]?.cover;
/** Days pass calmly, and the pool earns meanwhile, as the watcher has it do every hour. */
async function days(count: number): Promise<void> {
  for (let left = count * 24; left > 0; left -= 480) {
    await pass(place, world, Math.min(left, 480));
    await place.must(SYSTEM, 'accruePool', { poolId: world.poolId, tick: ticks++ });
  }
}
let ticks = 0;
const settle = () =>
  place.must<{ done: number; void: number }>(SYSTEM, 'settleStepOuts', {
    ...{ poolId: world.poolId, until: place.clock.now, tick: `${ticks++}` },
  });
const payouts = async (id: string) =>
  (await policyOf(id)).decisions.map(({ due, reason }) => ({ due, reason }));

describe('an increase', () => {
  test('costs what a policy of its own would cost until the same end, and waits like one', async () => {
    const { coverUntil } = await policyOf();
    const own = { ...order(world.productId, COVER, 1).items[0], termSeconds: coverUntil - place.clock.now };
    const bought = await place.market.submit({
      ...{ command: 'buyPolicies', principal: holder, idempotencyKey: null, dryRun: true },
      input: { items: [own], maxPremium: DEAR },
    });
    const before = await mine();
    const { charged, waitingUntil } = await mustEdit({ coverAmount: 2n * COVER });
    expect(bought).toMatchObject({ kind: 'DONE', answer: { premium: charged } });
    expect(await mine()).toBe(before - charged);
    expect(waitingUntil).toBe(place.clock.now + 3 * DAY_SECONDS);
    const policy = await policyOf();
    expect(policy).toMatchObject({ coverAmount: 2n * COVER, coverRemaining: 2n * COVER, coverUntil });
    expect(policy.segments.map(({ coverFrom }) => coverFrom)).toEqual([policy.coverFrom, waitingUntil]);
    expect(await coverOfPool()).toBe(2n * COVER);
  });

  test('is not paid for a breach that begins while it waits; what was bought first is', async () => {
    await mustEdit({ coverAmount: 3n * COVER });
    await payOut(place, await breakPeg(place, world));
    expect(await payouts(policyId)).toEqual([{ due: COVER / 2n, reason: 'PAID_IN_FULL' }]);
    const { coverRemaining, segments } = await policyOf();
    expect(coverRemaining).toBe(COVER / 2n + 2n * COVER);
    expect(segments.map((segment) => segment.coverRemaining)).toEqual([COVER / 2n, 2n * COVER]);
    expect(await coverOfPool()).toBe(coverRemaining);
  });

  test('is paid like the rest once it has waited', async () => {
    await mustEdit({ coverAmount: 3n * COVER });
    await pass(place, world, 96);
    await payOut(place, await breakPeg(place, world));
    expect(await payouts(policyId)).toEqual([{ due: (3n * COVER) / 2n, reason: 'PAID_IN_FULL' }]);
  });

  test('keeps one policy within its part of the limit, counting what it has', async () => {
    const all = refusal(await edit({ coverAmount: 200_100n * UNIT })) as unknown as { available: bigint };
    expect(all).toMatchObject({ code: 'CAPACITY_TOO_LOW', bindingLimit: 'SINGLE_POLICY' });
    const most = COVER + all.available;
    expect(most / UNIT).toBe(200_000n);
    expect(refusal(await edit({ coverAmount: most + 1n }))).toMatchObject({ code: 'CAPACITY_TOO_LOW' });
    expect((await edit({ coverAmount: most })).kind).toBe('DONE');
  });

  test('ends with the policy: too late for waiting and seven days it is refused', async () => {
    await days(47);
    expect(refusal(await edit({ coverAmount: 2n * COVER }))).toMatchObject({ code: 'TERM_OUT_OF_RANGE' });
  });
});

describe('a decrease', () => {
  test('is a cancellation of that part: it gives back as much, once the feed has been read past it', async () => {
    await mustEdit({ coverAmount: 2n * COVER });
    await pass(place, world, 96);
    const before = await policyOf();
    const { part } = cutPolicy(before.segments, COVER / 2n);
    const worth = allocationsOf(part).map(({ earning }) => cancellationOf(earning, place.clock.now));
    const held = await mine();
    const { refunded, fee, cancelledPolicyId } = await mustEdit({ coverAmount: (3n * COVER) / 2n });
    expect(worth.reduce((sum, { refund }) => sum + refund, 0n)).toBe(refunded);
    expect(worth.reduce((sum, { fee: each }) => sum + each, 0n)).toBe(fee);
    expect(await mine()).toBe(held);
    expect(await policyOf()).toMatchObject({ coverAmount: (3n * COVER) / 2n, pending: null });
    expect(await coverOfPool()).toBe(2n * COVER);
    await pass(place, world, 2);
    expect(await settle()).toEqual({ done: 1, void: 0 });
    expect(await mine()).toBe(held + refunded);
    expect(await coverOfPool()).toBe((3n * COVER) / 2n);
    expect(await policyOf(cancelledPolicyId ?? '')).toMatchObject({ end: 'CANCELLED', splitFrom: policyId });
  });

  test('is void when a breach had begun before: both parts are paid, as if nothing had been asked for', async () => {
    const dark = place.clock.now;
    place.clock.now += 3_600;
    const { cancelledPolicyId } = await mustEdit({ coverAmount: COVER / 2n });
    place.clock.now = dark;
    await payOut(place, await breakPeg(place, world));
    const paid = [...(await payouts(policyId)), ...(await payouts(cancelledPolicyId ?? ''))];
    expect(paid).toEqual(Array(2).fill({ due: COVER / 4n, reason: 'PAID_IN_FULL' }));
  });

  test('gives back as much as is asked for at least, and leaves the least cover that is sold', async () => {
    expect(refusal(await edit({ coverAmount: COVER / 2n, minRefund: DEAR }))).toMatchObject({
      code: 'REFUND_BELOW_LIMIT',
      limit: DEAR,
    });
    expect(refusal(await edit({ coverAmount: 1n }))).toMatchObject({
      code: 'AMOUNT_OUT_OF_RANGE',
      maximum: COVER - 10n * UNIT,
    });
    expect(await policyOf()).toMatchObject({ coverAmount: COVER, pending: null });
  });
});

describe('an extension', () => {
  const later = async (days: number) => (await policyOf()).coverUntil + days * DAY_SECONDS;

  test('goes on without waiting, is paid for, and is earned after what was bought', async () => {
    const before = await policyOf();
    const coverUntil = await later(57);
    const { charged, waitingUntil } = await mustEdit({ coverUntil });
    expect(waitingUntil).toBeNull();
    // 57 days of cover below the kink, as the policy itself was bought: the same price.
    expect(charged).toBe(before.premium);
    expect(await policyOf()).toMatchObject({ coverUntil, coverAmount: COVER, premium: 2n * charged });
    expect(await coverOfPool()).toBe(COVER);
    await days(60);
    const unearned = await stored(place, unearnedOf(world.poolId), world.assetId);
    await payOut(place, await breakPeg(place, world));
    expect(await payouts(policyId)).toEqual([{ due: COVER / 2n, reason: 'PAID_IN_FULL' }]);
    expect(unearned).toBeLessThanOrEqual(charged);
    await days(60);
    expect(await stored(place, unearnedOf(world.poolId), world.assetId)).toBe(0n);
  });

  test('that is cancelled gives back all that is not earned of both, less one fee', async () => {
    await mustEdit({ coverUntil: await later(57) });
    const [carried] = allocationsOf((await policyOf()).segments);
    const { refund, fee } = cancellationOf(carried?.earning ?? [], place.clock.now);
    const answer = await place.must(holder, 'cancelPolicy', { policyId, minRefund: null });
    expect(answer).toMatchObject({ refunded: refund, fee });
    await pass(place, world, 2);
    expect(await settle()).toEqual({ done: 1, void: 0 });
    expect(await stored(place, unearnedOf(world.poolId), world.assetId)).toBe(0n);
  });

  test('is seven days at least, and ends no later than the longest term from now', async () => {
    const most = place.clock.now + 365 * DAY_SECONDS - (await policyOf()).coverUntil;
    const bounds = { code: 'TERM_OUT_OF_RANGE', minimumSeconds: 7 * DAY_SECONDS, maximumSeconds: most };
    expect(refusal(await edit({ coverUntil: (await later(7)) - 1 }))).toMatchObject(bounds);
    expect(refusal(await edit({ coverUntil: (await later(0)) + most + 1 }))).toMatchObject(bounds);
    expect((await edit({ coverUntil: (await later(0)) + most })).kind).toBe('DONE');
  });
});

describe('an edit', () => {
  test('is the holder’s alone, one way a call, for no more than is said', async () => {
    const coverUntil = (await policyOf()).coverUntil + 30 * DAY_SECONDS;
    const more = { coverAmount: 2n * COVER };
    expect(refusal(await edit(more, world.buyers[1]))).toMatchObject({ code: 'NOT_FOUND' });
    for (const change of [{}, { ...more, coverUntil }, { coverAmount: COVER }])
      expect(refusal(await edit(change))).toMatchObject({ code: 'CONFIG_INVALID' });
    for (const maxPremium of [null, 1n])
      expect(refusal(await edit({ ...more, maxPremium }))).toMatchObject({ code: 'PRICE_ABOVE_LIMIT' });
    expect(refusal(await edit({ coverUntil, maxPremium: 1n }))).toMatchObject({ code: 'PRICE_ABOVE_LIMIT' });
    await place.must(SYSTEM, 'debitAccount', {
      ...{ accountId: holder.id, assetId: world.assetId, amount: await mine(), reference: 'out' },
    });
    expect(refusal(await edit({ coverUntil }))).toMatchObject({ code: 'BALANCE_TOO_LOW' });
  });

  test('waits for calm: from watch until paid nothing is added, and nothing taken away', async () => {
    const watching = { productId: world.productId, cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
    await place.must(SYSTEM, 'watchProduct', watching);
    const coverUntil = (await policyOf()).coverUntil + 30 * DAY_SECONDS;
    for (const change of [{ coverAmount: 2n * COVER }, { coverUntil }])
      expect(refusal(await edit(change))).toMatchObject({ code: 'SALES_STOPPED', cause: 'WATCH' });
    expect(refusal(await edit({ coverAmount: COVER / 2n }))).toMatchObject({ code: 'LOCKED' });
  });

  test('adds nothing to a policy that is being left', async () => {
    await place.must(holder, 'cancelPolicy', { policyId, minRefund: null });
    expect(refusal(await edit({ coverAmount: 2n * COVER }))).toMatchObject({ code: 'STATUS_FORBIDS' });
  });
});
