/** What becomes of a promise that is not kept: it shows, it binds its committer, and paying ends it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { isCollectionDue } from '../../../src/market/commitment/isCollectionDue.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { solvencyReport } from '../../../src/market/solvency/solvencyReport.ts';
import { withSnapshot } from '../../../src/store/queries/snapshot.ts';
import {
  accept,
  type Committer,
  commitmentOf,
  committer,
  offer,
  signedOffer,
} from '../../support/commitments.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakAll, type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import { openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { historiesOf, queriesOf } from '../queries/reading.ts';

let world: LeveredWorld;
let giver: Committer;
let id: string;
let ticks: number;
beforeEach(async () => {
  ticks = 0;
  const place = await openMarketplace(testDatabaseUri());
  world = await leveredWorld(place);
  giver = await committer(place);
  id = await offer(place, giver, world.assetId, 10_000n * UNIT);
  expect(await accept(place, id)).toMatchObject({ kind: 'DONE' });
});
afterEach(async () => {
  expect((await auditLedger(world.place.database)).differences).toEqual([]);
  await world.place.stop();
});

const refused = (status: string) => ({
  kind: 'REFUSED',
  refusal: { code: 'STATUS_FORBIDS', data: { status } },
});
const fund = (units: bigint) =>
  world.place.must(SYSTEM, 'creditAccount', {
    ...{ accountId: giver.id, assetId: world.assetId, amount: units * UNIT, reference: 'capital' },
  });
const collect = () =>
  world.place.send(SYSTEM, 'collectCommitments', { assetId: world.assetId, tick: ++ticks });
const isDue = () => isCollectionDue(world.place.database, world.assetId, world.place.clock.now);
const now = () => commitmentOf(world.place, id);
const cancel = (commitmentId = id) => world.place.send(giver, 'cancelCommitment', { commitmentId });
const promiseMore = async (units: bigint) =>
  world.place.send(
    giver,
    'createCommitment',
    await signedOffer(world.place, giver, world.assetId, units * UNIT),
  );
const ANY = { types: null, accountId: null, reader: { accountId: null, seesAll: true } };
const eventsOf = async () =>
  (await queriesOf(world.place).events({ ...ANY, nodeIds: [id] }, null, 50)).map(({ type }) => type);

async function shown() {
  const { place, assetId } = world;
  const histories = await historiesOf(place);
  const report = await withSnapshot(place.database, (view) => solvencyReport(view, histories));
  const asset = report.assets.find((one) => one.assetId === assetId);
  if (asset === undefined) throw new Error('nothing is held');
  const callable = await queriesOf(place).callableOf([assetId]);
  expect(callable.get(assetId)?.amount).toBe(asset.commitments.uncalled);
  return asset;
}

test('what is not there when it is asked for after 48 hours puts its committer in default until it comes', async () => {
  const { place } = world;
  expect((await shown()).commitments).toEqual({ uncalled: 10_000n * UNIT, called: 0n, overdue: 0n });
  const offered = await offer(place, giver, world.assetId, 5n * UNIT);
  await fund(1_000n);
  await breakAll(world, 70);
  const [call] = (await now()).calls;
  expect(call).toMatchObject({ amount: 10_000n * UNIT, paidIn: 1_000n * UNIT, defaultedAt: null });
  const before = await shown();
  expect(before.commitments).toEqual({ uncalled: 0n, called: 9_000n * UNIT, overdue: 0n });

  place.clock.now = (call?.dueAt ?? 0) - 1;
  expect(await isDue()).toBe(false);
  place.clock.now += 1;
  expect(await isDue()).toBe(true);
  expect(await collect()).toMatchObject({ kind: 'DONE', answer: { count: 1 } });
  expect(await now()).toMatchObject({ status: 'DEFAULTED', calls: [{ defaultedAt: place.clock.now }] });
  expect(await isDue()).toBe(false);
  const after = await shown();
  expect(after.commitments).toEqual({ uncalled: 0n, called: 0n, overdue: 9_000n * UNIT });
  // Beside all ratios: nothing of it moved them.
  expect([after.resources, after.ratioWad]).toEqual([before.resources, before.ratioWad]);

  expect(await promiseMore(7n)).toMatchObject(refused('DEFAULTED'));
  expect(await cancel()).toMatchObject(refused('DEFAULTED'));
  expect(await accept(place, offered)).toMatchObject(refused('DEFAULTED'));
  expect(await cancel(offered)).toMatchObject({ kind: 'DONE' });

  await fund(8_999n);
  expect(await collect()).toMatchObject({ kind: 'DONE' });
  expect(await now()).toMatchObject({ status: 'DEFAULTED' });
  expect((await shown()).commitments.overdue).toBe(UNIT);
  await fund(1n);
  place.clock.now += 1;
  expect(await collect()).toMatchObject({ kind: 'DONE' });
  expect(await now()).toMatchObject({ status: 'ACTIVE', calls: [{ paidIn: 10_000n * UNIT }] });
  expect((await shown()).commitments).toEqual({ uncalled: 0n, called: 0n, overdue: 0n });
  expect(await promiseMore(7n)).toMatchObject({ kind: 'DONE' });
  expect(await cancel()).toMatchObject({ kind: 'DONE' });
  const types = await eventsOf();
  expect(types.filter((type) => type === 'commitment.defaulted' || type === 'commitment.cured')).toEqual([
    'commitment.defaulted',
    'commitment.cured',
  ]);
});

test('one who is in default by one promise takes none of the others back', async () => {
  const { place, assetId } = world;
  await breakAll(world, 70);
  const second = await offer(place, giver, assetId, 20n * UNIT);
  expect(await accept(place, second)).toMatchObject({ kind: 'DONE' });
  place.clock.now += 2 * DAY_SECONDS;
  await collect();
  expect(await cancel(second)).toMatchObject(refused('DEFAULTED'));
  // What another promises is theirs: they are bound by their own alone.
  const other = await committer(place);
  const theirs = await offer(place, other, assetId, 30n * UNIT);
  expect(await accept(place, theirs)).toMatchObject({ kind: 'DONE' });
  expect((await shown()).commitments.uncalled).toBe(50n * UNIT);
});

test('between the allocation and the last payment nobody is late, because nobody can pay', async () => {
  const { place, poolId } = world;
  const incidentIds = await breakAll(world, 70);
  await place.must(SYSTEM, 'allocateIncident', { incidentId: incidentIds[0] });
  place.clock.now += 3 * DAY_SECONDS;
  await fund(20_000n);
  expect(await isDue()).toBe(false);
  expect(await now()).toMatchObject({ status: 'ACTIVE', calls: [{ paidIn: 0n, defaultedAt: null }] });
  for (const incidentId of incidentIds) await place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
  for (const incidentId of incidentIds) await place.must(SYSTEM, 'closeIncident', { incidentId });
  await place.must(SYSTEM, 'debitAccount', {
    ...{ accountId: giver.id, assetId: world.assetId, amount: 19_000n * UNIT, reference: 'away' },
  });
  expect(await collect()).toMatchObject({ kind: 'DONE' });
  const { used, calls } = await now();
  expect(used).toBe(1_000n * UNIT);
  expect(await now()).toMatchObject({ status: 'DEFAULTED', calls: [{ defaultedAt: place.clock.now }] });
  expect((await shown()).commitments.overdue).toBe(calls[0]?.amount);

  // Whoever pays what is owed ends it.
  const rest = { reserveId: reserveIdOf('POOL_FUND', poolId), amount: 30_000n * UNIT, kind: 'RECOVERY' };
  await place.must(world.second, 'contributeToReserve', rest);
  place.clock.now += HOUR_SECONDS;
  expect(await collect()).toMatchObject({ kind: 'DONE' });
  expect(await now()).toMatchObject({ status: 'ACTIVE', used: 1_000n * UNIT, calls: [] });
});
