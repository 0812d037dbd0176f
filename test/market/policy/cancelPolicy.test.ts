import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allocationsOf } from '../../../src/domain/policy/policySegment.ts';
import { cancellationOf } from '../../../src/domain/policy/refund.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../../src/market/command.ts';
import { availableOf, unearnedOf } from '../../../src/market/ledger/accounts.ts';
import type { PolicyDocument } from '../../../src/store/documents/policies.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, buy, cents, pass, payOut } from '../../support/depeg.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  feed,
  hourly,
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { poolFundOf } from '../../support/reserves.ts';
import { stored } from '../queries/reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let holder: Principal;
let policyId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  [holder] = world.buyers as [Principal];
  [policyId = ''] = await buy(place, holder, world.productId, 10_000n * UNIT, 60);
  await pass(place, world, 10 * 24);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const cancel = (minRefund: bigint | null = null, by = holder) =>
  place.send(by, 'cancelPolicy', { policyId, minRefund });
const refusal = (outcome: Outcome) =>
  outcome.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome;
const mine = () => stored(place, availableOf(holder.id), world.assetId);
const fund = () => stored(place, poolFundOf(world.poolId), world.assetId);

async function thePolicy(): Promise<PolicyDocument> {
  const [policy] = await loadByIds(place.database, 'policies', [policyId]);
  if (policy === undefined) throw new Error('the policy is gone');
  return policy;
}

let ticks = 0;
const settle = () =>
  place.send(SYSTEM, 'settleStepOuts', {
    poolId: world.poolId,
    until: place.clock.now,
    tick: `${ticks++}`,
  });

describe('a cancellation', () => {
  test('gives back what is not earned less the fee, as of its own time, once its feed has been read past it', async () => {
    const [before, funded] = [await mine(), await fund()];
    const [part] = allocationsOf((await thePolicy()).segments);
    if (part === undefined) throw new Error('nobody carries it');
    const { refund, fee } = cancellationOf(part.earning, place.clock.now);
    expect(await cancel()).toMatchObject({ kind: 'DONE', answer: { policyId, refunded: refund, fee } });
    expect(await settle()).toMatchObject({ kind: 'REFUSED' });
    expect(await mine()).toBe(before);
    expect(await thePolicy()).toMatchObject({ open: true, end: null, pending: { status: 'PENDING' } });
    const madeAt = place.clock.now;
    await pass(place, world, 2);
    expect(await settle()).toMatchObject({ kind: 'DONE', answer: { done: 1, void: 0 } });
    expect(await mine()).toBe(before + refund);
    expect(await fund()).toBeGreaterThanOrEqual(funded + fee);
    expect(await thePolicy()).toMatchObject({
      open: false,
      end: 'CANCELLED',
      endedAt: madeAt,
      pending: { status: 'DONE', refund, fee, endedAt: place.clock.now },
    });
    expect(await stored(place, unearnedOf(world.poolId), world.assetId)).toBe(0n);
    const [pool] = await loadByIds(place.database, 'pools', [world.poolId]);
    expect(pool?.products[0]?.cover).toBe(0n);
  });

  test('is asked for once, by its holder, while cover waits or runs, for as much as is said at least', async () => {
    const other = world.buyers[1];
    expect(refusal(await cancel(null, other))).toMatchObject({ code: 'NOT_FOUND' });
    const dear = refusal(await cancel(10_000n * UNIT));
    expect(dear).toMatchObject({ code: 'REFUND_BELOW_LIMIT', limit: 10_000n * UNIT });
    expect((await cancel((dear as unknown as { actual: bigint }).actual)).kind).toBe('DONE');
    expect(refusal(await cancel())).toMatchObject({ code: 'STATUS_FORBIDS', status: 'ACTIVE' });
    await pass(place, world, 2);
    await settle();
    expect(refusal(await cancel())).toMatchObject({ code: 'STATUS_FORBIDS', status: 'CANCELLED' });
  });

  test('after the cover is over is refused', async () => {
    place.clock.now += 51 * DAY_SECONDS;
    expect(refusal(await cancel())).toMatchObject({ code: 'STATUS_FORBIDS', status: 'PENDING_ORACLE' });
  });

  test('is locked from watch on', async () => {
    const watching = {
      productId: world.productId,
      cause: 'BELOW_WATCH_LEVEL',
      eventTime: place.clock.now,
    };
    await place.must(SYSTEM, 'watchProduct', watching);
    expect(refusal(await cancel())).toMatchObject({ code: 'LOCKED', by: world.productId });
  });
});

describe('a breach that shows up later', () => {
  /** Cancels while the feed is dark; then it turns out what the last hours were. */
  async function cancelInTheDark(hours: number): Promise<number> {
    place.clock.now += hours * HOUR_SECONDS;
    const madeAt = place.clock.now;
    expect((await cancel()).kind).toBe('DONE');
    return madeAt;
  }

  test('and had begun before the cancellation voids it: the holder is paid as if nothing had been asked for', async () => {
    const dark = place.clock.now;
    await cancelInTheDark(3);
    place.clock.now += 4 * HOUR_SECONDS;
    await feed(place, world.feedId, hourly(dark, Array(7).fill(cents(89))), place.clock.now - 900);
    expect(await settle()).toMatchObject({ kind: 'DONE', answer: { done: 0, void: 1 } });
    expect(await thePolicy()).toMatchObject({ open: true, pending: { status: 'VOID' } });
    const before = await mine();
    await pass(place, world, 48);
    const [product] = await loadByIds(place.database, 'products', [world.productId]);
    const { confirmedAt } = product?.verdicts[0] ?? {};
    const opened = { productId: world.productId, confirmedAt };
    const { incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', opened);
    await place.must(SYSTEM, 'settleIncident', { incidentId });
    await pass(place, world, 2);
    await payOut(place, incidentId);
    expect((await mine()) - before).toBe(5_000n * UNIT);
  });

  test('voids it also when the incident is assessed first', async () => {
    const dark = place.clock.now;
    await cancelInTheDark(3);
    place.clock.now += 4 * HOUR_SECONDS;
    await feed(place, world.feedId, hourly(dark, Array(7).fill(cents(89))), place.clock.now - 900);
    const before = await mine();
    await payOut(place, await breakPeg(place, world, WAD));
    expect((await mine()) - before).toBe(5_000n * UNIT);
    expect(await thePolicy()).toMatchObject({ open: true, pending: { status: 'VOID' } });
  });

  test('and began after it does not: the holder has left with the refund', async () => {
    const madeAt = place.clock.now;
    expect((await cancel()).kind).toBe('DONE');
    await payOut(place, await breakPeg(place, world));
    expect(await thePolicy()).toMatchObject({ decisions: [{ eligible: false, reason: 'CANCELLED' }] });
    expect(await settle()).toMatchObject({ kind: 'DONE', answer: { done: 1, void: 0 } });
    expect(await thePolicy()).toMatchObject({ end: 'CANCELLED', endedAt: madeAt });
  });
});

test('a cancelled policy whose end has passed is never released as expired', async () => {
  [policyId = ''] = await buy(place, holder, world.productId, 1_000n * UNIT, 15);
  place.clock.now += 14 * DAY_SECONDS;
  expect((await cancel()).kind).toBe('DONE');
  await pass(place, world, 72);
  const released = { productId: world.productId, tick: 'end' };
  expect(await place.send(SYSTEM, 'releasePolicies', released)).toMatchObject({ kind: 'REFUSED' });
  expect(await settle()).toMatchObject({ kind: 'DONE', answer: { done: 1, void: 0 } });
});
