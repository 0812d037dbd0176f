/** Commitments in a loss: called when it is confirmed, used after the vault, given back or owed after it. */
import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { isCollectionDue } from '../../../src/market/commitment/isCollectionDue.ts';
import { availableOf, reserveOf } from '../../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { accept, type Committer, commitmentOf, committer, offer } from '../../support/commitments.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  breakAll,
  confirmAll,
  type LeveredWorld,
  leveredWorld,
  passAll,
} from '../../support/leveredWorld.ts';
import { openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { stored } from '../queries/reading.ts';

const LOST = 59_700n * UNIT;
const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);

let world: LeveredWorld;
let layerId: string;
let givers: [Committer, Committer];
let ids: [string, string];
beforeEach(async () => {
  const place = await openMarketplace(testDatabaseUri());
  world = await leveredWorld(place);
  layerId = reserveIdOf('COMMITMENTS', world.assetId);
  givers = [await committer(place), await committer(place)];
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

async function promiseBoth(): Promise<void> {
  ids = [await promise(givers[0], 30_000n), await promise(givers[1], 10_000n)];
}

async function promise(who: Committer, units: bigint, expiresAt?: number): Promise<string> {
  const { place, assetId } = world;
  const id = await offer(place, who, assetId, units * UNIT, expiresAt);
  expect(await accept(place, id)).toMatchObject({ kind: 'DONE' });
  return id;
}

const fund = ({ id: accountId }: Committer, units: bigint) =>
  world.place.must(SYSTEM, 'creditAccount', {
    ...{ accountId, assetId: world.assetId, amount: units * UNIT, reference: 'capital' },
  });
const spendable = ({ id }: Committer) => stored(world.place, availableOf(id), world.assetId);
const heldIn = (reserveId: string) => stored(world.place, reserveOf(reserveId), world.assetId);
const now = (id: string) => commitmentOf(world.place, id);
const both = () => Promise.all(ids.map(now));
const collectOnce = () => {
  const { place, assetId } = world;
  return place.send(SYSTEM, 'collectCommitments', { assetId, tick: ++place.clock.now });
};
const isDue = () => isCollectionDue(world.place.database, world.assetId, world.place.clock.now);
const reserve = async (id: string) => {
  const [found] = await loadByIds(world.place.database, 'reserves', [id]);
  if (found === undefined) throw new Error(`${id} is gone`);
  return found;
};

async function allocate(incidentId: string) {
  const { place } = world;
  const answer = await place.must<{ lossEventId: string }>(SYSTEM, 'allocateIncident', { incidentId });
  const [event] = await loadByIds(place.database, 'lossEvents', [answer.lossEventId]);
  if (event === undefined) throw new Error('nothing was allocated');
  const before = sum(event.debits.filter(({ layer }) => layer !== layerId).map(({ amount }) => amount));
  const used = sum(event.debits.filter(({ layer }) => layer === layerId).map(({ amount }) => amount));
  return { event, lacking: LOST - before, used };
}

async function payAll(incidentIds: readonly string[]): Promise<void> {
  for (const incidentId of incidentIds)
    await world.place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
  for (const incidentId of incidentIds) await world.place.must(SYSTEM, 'closeIncident', { incidentId });
}

test('the first incident calls for all that may be lacking, pro rata, and takes what is there', async () => {
  await promiseBoth();
  await fund(givers[0], 50_000n);
  await fund(givers[1], 100n);
  const [first = ''] = await breakAll(world, 70);
  const [large, small] = (await both()) as [Awaited<ReturnType<typeof now>>, Awaited<ReturnType<typeof now>>];
  expect([...large.calls, ...small.calls].map(({ incidentId }) => incidentId)).toEqual([first, first]);
  const [called = 0n, other = 0n] = [large.calls[0]?.amount, small.calls[0]?.amount];
  expect(called - 3n * other).toBeLessThanOrEqual(3n);
  // What three products cover in full, less all capital.
  expect(called + other).toBeGreaterThan(15_000n * UNIT);
  expect(called + other).toBeLessThanOrEqual(19_700n * UNIT);
  expect(large.calls[0]).toMatchObject({ paidIn: called, lossEventId: null });
  expect(small.calls[0]).toMatchObject({ paidIn: 100n * UNIT });
  expect((large.calls[0]?.dueAt ?? 0) - (large.calls[0]?.calledAt ?? 0)).toBe(48 * HOUR_SECONDS);
  expect(await spendable(givers[0])).toBe(50_000n * UNIT - called);
  expect(await spendable(givers[1])).toBe(0n);
  expect(await heldIn(layerId)).toBe(called + 100n * UNIT);

  expect(await isDue()).toBe(false);
  expect(await collectOnce()).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
  await fund(givers[1], 9_900n);
  expect(await isDue()).toBe(true);
  expect(await collectOnce()).toMatchObject({ kind: 'DONE', answer: { count: 1 } });
  expect(await spendable(givers[1])).toBe(10_000n * UNIT - other);

  const { event, lacking, used } = await allocate(first);
  expect(event.layers.at(-1)).toMatchObject({ id: layerId, kind: 'COMMITMENTS', balance: called + other });
  expect(used).toBe(lacking);
  expect(event.haircuts).toEqual([0n]);
  expect(await heldIn(layerId)).toBe(0n);
  const after = await both();
  expect(after.map(({ calls }) => calls)).toEqual([[], []]);
  expect(sum(after.map((one) => one.used))).toBe(used);
  expect(await spendable(givers[0])).toBe(50_000n * UNIT - (after[0]?.used ?? 0n));
  expect(await spendable(givers[1])).toBe(10_000n * UNIT - (after[1]?.used ?? 0n));
});

test('what was not needed comes back to the unit', async () => {
  await promiseBoth();
  await fund(givers[0], 50_000n);
  await fund(givers[1], 50_000n);
  const [first = ''] = await breakAll(world, 89);
  expect(await heldIn(layerId)).toBeGreaterThan(15_000n * UNIT);
  const { event } = await allocate(first);
  expect(event.haircuts).toEqual([0n]);
  for (const giver of givers) expect(await spendable(giver)).toBe(50_000n * UNIT);
  expect(await both()).toMatchObject([
    { used: 0n, calls: [], status: 'ACTIVE' },
    { used: 0n, calls: [], status: 'ACTIVE' },
  ]);
});

test('it stands before the treasury, which pays for what was not paid in', async () => {
  const { place, assetId, second } = world;
  await promiseBoth();
  await fund(givers[0], 1_000n);
  const treasuryId = reserveIdOf('TREASURY', assetId);
  const gift = { reserveId: treasuryId, amount: 100_000n * UNIT, kind: 'PREMIUM' };
  await place.must(second, 'contributeToReserve', gift);
  const [first = ''] = await breakAll(world, 70);
  const release = { kind: 'releaseTreasury', input: { incidentId: first, amount: 100_000n * UNIT } };
  await place.must(person(1, ['OWNER']), 'propose', { reason: 'A try', chainId: 1, changes: [release] });
  const { event } = await allocate(first);
  expect(event.layers.slice(-2).map(({ kind }) => kind)).toEqual(['COMMITMENTS', 'TREASURY']);
  expect(event.debits.find(({ layer }) => layer === layerId)?.amount).toBe(1_000n * UNIT);
  expect(event.haircuts).toEqual([0n]);
  // Nobody is owed anything: nothing is owed of the calls.
  expect(await both()).toMatchObject([
    { used: 1_000n * UNIT, calls: [] },
    { used: 0n, calls: [] },
  ]);
});

describe('money that comes late', () => {
  test('repays the claims up to what nobody bore, and not before the last payment', async () => {
    const { place, poolId } = world;
    await promiseBoth();
    const fundId = reserveIdOf('POOL_FUND', poolId);
    const incidentIds = await breakAll(world, 70);
    const { event, lacking } = await allocate(incidentIds[0] ?? '');
    expect(event.haircuts).toEqual([lacking]);
    const owed = (await both()).map(({ calls }) => calls[0]?.amount ?? 0n) as [bigint, bigint];
    expect(sum(owed)).toBe(lacking);
    await fund(givers[0], 40_000n);
    expect(await collectOnce()).toMatchObject({ kind: 'REFUSED' });
    await payAll(incidentIds);
    const { recovery } = await reserve(fundId);
    expect(recovery.owed).toBe(lacking);
    expect(await isDue()).toBe(true);
    expect(await collectOnce()).toMatchObject({ kind: 'DONE' });
    expect(await spendable(givers[0])).toBe(40_000n * UNIT - owed[0]);
    expect((await reserve(fundId)).recovery.recovered).toBe(owed[0]);
    expect((await reserve(fundId)).inflows.RECOVERY).toBe(owed[0]);
    expect(await both()).toMatchObject([
      { used: owed[0], calls: [] },
      { used: 0n, calls: [{ amount: owed[1], paidIn: 0n, lossEventId: event._id }] },
    ]);
    await place.must(SYSTEM, 'repayRecoveries', { poolId, tick: 'a' });
    await place.must(SYSTEM, 'repayRecoveries', { poolId, tick: 'b' });
    expect((await reserve(fundId)).recovery).toMatchObject({ repaid: owed[0], owed: lacking - owed[0] });

    // Somebody else pays the rest: the last call is over, and asks for nothing.
    const rest = { reserveId: fundId, amount: owed[1], kind: 'RECOVERY' };
    await place.must(world.second, 'contributeToReserve', rest);
    expect(await collectOnce()).toMatchObject({ kind: 'DONE' });
    expect(await now(ids[1])).toMatchObject({ used: 0n, calls: [], status: 'ACTIVE' });
    expect(await isDue()).toBe(false);
  });
});

describe('its time', () => {
  const promiseUntil = async (expiresAt: number) => {
    const giver = await committer(world.place);
    const id = await promise(giver, 5_000n, expiresAt);
    return { giver, id };
  };

  test('a breach that began before its end calls it, also when that is confirmed later', async () => {
    const { clock } = world.place;
    const { id } = await promiseUntil(clock.now + 7 * DAY_SECONDS);
    await passAll(world, 7 * 24 - 4);
    await breakAll(world, 70);
    const { calls, endsAt } = await now(id);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.calledAt).toBeGreaterThan(endsAt);
  });

  test('one that began at its end or later does not, and after 30 days more it is over', async () => {
    const { clock } = world.place;
    const { id } = await promiseUntil(clock.now + 7 * DAY_SECONDS);
    await passAll(world, 7 * 24);
    await breakAll(world, 70);
    expect(await now(id)).toMatchObject({ calls: [], status: 'ACTIVE' });
    clock.now = (await now(id)).endsAt + 30 * DAY_SECONDS - 2;
    expect(await isDue()).toBe(false);
    clock.now += 2;
    expect(await isDue()).toBe(true);
    expect(await collectOnce()).toMatchObject({ kind: 'DONE' });
    expect(await now(id)).toMatchObject({ status: 'ENDED', endedAt: clock.now });
    expect(await isDue()).toBe(false);
  });
});

test('what was called for an incident that is reversed comes back', async () => {
  const { place, assetId, buyer } = world;
  await promiseBoth();
  await fund(givers[0], 50_000n);
  const evidence = { sha256: 'a'.repeat(64), bytes: 1 };
  const [first = ''] = await confirmAll(world, 70, evidence);
  expect(await heldIn(layerId)).toBeGreaterThan(0n);
  const challenge = { incidentId: first, observationId: `${world.feedIds[0]}/test/ada/1/-`, rule: 'REORGED' };
  const { challengeId } = await place.must<{ challengeId: string }>(buyer, 'challengeIncident', challenge);
  const finding = { kind: 'CHANGED', result: null, evidence };
  await place.must(SYSTEM, 'reevaluateIncident', { incidentId: first, challengeId, finding });
  expect(await collectOnce()).toMatchObject({ kind: 'DONE', answer: { count: 2 } });
  expect(await heldIn(layerId)).toBe(0n);
  expect(await stored(place, availableOf(givers[0].id), assetId)).toBe(50_000n * UNIT);
  expect(await both()).toMatchObject([{ calls: [] }, { calls: [] }]);
});

test('one that was used up is over', async () => {
  const giver = await committer(world.place);
  await fund(giver, 2_000n);
  const id = await promise(giver, 1_000n);
  const [first = ''] = await breakAll(world, 70);
  expect(await now(id)).toMatchObject({ status: 'ACTIVE', used: 0n, calls: [{ paidIn: 1_000n * UNIT }] });
  const { used } = await allocate(first);
  expect(used).toBe(1_000n * UNIT);
  expect(await now(id)).toMatchObject({ status: 'ENDED', used: 1_000n * UNIT, calls: [] });
  expect(await spendable(giver)).toBe(1_000n * UNIT);
});

describe('the audit', () => {
  test.each([
    ['used', { used: '5' }, 'used'],
    ['amount', { amount: '1' }, 'amount'],
    ['paidIn', { 'calls.0.paidIn': '1' }, 'paidIn'],
  ])('finds a changed %s', async (_name, fields, field) => {
    await promiseBoth();
    await fund(givers[0], 50_000n);
    await breakAll(world, 70);
    const { place } = world;
    const commitments = place.database.collection('commitments');
    const before = await commitments.findOne({ _id: ids[0] } as never);
    const changed = Object.entries(fields).map(([name, digits]) => [
      name,
      mongoose.Types.Decimal128.fromString(digits),
    ]);
    await commitments.updateOne({ _id: ids[0] } as never, { $set: Object.fromEntries(changed) });
    const { differences } = await auditLedger(place.database);
    expect(differences.map((found) => found.field)).toContain(field);
    await commitments.replaceOne({ _id: ids[0] } as never, before as never);
  });
});
