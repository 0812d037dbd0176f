import mongoose from 'mongoose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RUN_OFF_POSITIONS_MAX } from '../../../src/domain/shared/limits.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Principal } from '../../../src/market/command.ts';
import { availableOf, capitalOf, runOffOf } from '../../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { loadByIds } from '../../../src/store/load.ts';
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
  watchFirst,
} from '../../support/leveredWorld.ts';
import { type Marketplace, openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { sharedFundOf } from '../../support/reserves.ts';
import { stored } from '../queries/reading.ts';

let place: Marketplace;
let world: LeveredWorld;
let withdrawalId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await leveredWorld(place);
  const positionId = positionIdOf(world.poolId, world.second.id);
  const asked = place.must<{ withdrawalId: string }>(world.second, 'requestWithdrawal', {
    positionId,
    shares: 1_000_000_000n,
  });
  ({ withdrawalId } = await asked);
  await loseFirst(world, 70);
  await thawFirst(world);
  await judge();
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

let ticks = 0;
const judge = () => place.must(SYSTEM, 'judgePool', { poolId: world.poolId, tick: `${ticks++}` });
const payStep = () => place.send(SYSTEM, 'payRunOff', { poolId: world.poolId, tick: `${ticks++}` });
const step = async () => {
  const outcome = await payStep();
  return outcome.kind === 'DONE' ? (outcome.answer as { step: string }).step : gist(outcome);
};
const days = (count: number) => passAll(world, count * 24);
const held = (who: Principal) => stored(place, availableOf(who.id), world.assetId);
const capital = () => stored(place, capitalOf(world.poolId), world.assetId);

async function release(index: number): Promise<void> {
  const released = { productId: world.productIds[index], tick: `${ticks++}` };
  expect(gist(await place.send(SYSTEM, 'releasePolicies', released))).toBe('DONE');
}

async function runOff(): Promise<void> {
  await days(3);
  await judge();
  expect((await poolOf(world)).status).toBe('RUN_OFF');
}

test('begins by giving those who wait to leave their shares back, and forfeits nothing', async () => {
  await runOff();
  const taken = await place.send(world.second, 'cancelWithdrawal', { withdrawalId });
  expect(gist(taken)).toBe('STATUS_FORBIDS');
  expect(await step()).toBe('CLOSE_EXITS');
  expect(await poolOf(world)).toMatchObject({ queuedShares: 0n, queuedValue: 0n, queuePressure: 'NONE' });
  const [withdrawal] = await loadByIds(place.database, 'withdrawals', [withdrawalId]);
  expect(withdrawal).toMatchObject({ status: 'CANCELLED', sharesLeft: 0n, paid: 0n });
  const [position] = await loadByIds(place.database, 'positions', [
    positionIdOf(world.poolId, world.second.id),
  ]);
  expect(position).toMatchObject({ queuedShares: 0n, shares: ((CAPITAL / 4n) * 1_000n) as bigint });
  expect(await step()).toBe('STATUS_FORBIDS');
});

test('pays what cover frees to all shares alike, to the last unit, and ends without a share', async () => {
  const [before, beforeSecond] = [await held(world.underwriter), await held(world.second)];
  await runOff();
  expect(await step()).toBe('CLOSE_EXITS');
  await days(26);
  await release(1);
  expect(await step()).toBe('ANNOUNCE');
  expect(await step()).toBe('STATUS_FORBIDS');
  await passAll(world, 2);
  expect(await step()).toBe('FUND');
  const funded = await stored(place, runOffOf(world.poolId), world.assetId);
  expect(funded).toBeGreaterThan(0n);
  expect(await step()).toBe('PAY');
  const first = {
    one: (await held(world.underwriter)) - before,
    two: (await held(world.second)) - beforeSecond,
  };
  expect(first.one + first.two).toBe(funded);
  expect(first.one - 3n * first.two).toBeLessThanOrEqual(3n);
  expect(await poolOf(world)).toMatchObject({ runOff: { rounds: 1, paid: funded, round: null } });
  // What locks the rest is still in force.
  expect(await step()).toBe('STATUS_FORBIDS');
  expect(await capital()).toBeGreaterThanOrEqual(19_900n * UNIT);

  await days(31);
  await release(2);
  expect(await step()).toBe('ANNOUNCE');
  await passAll(world, 2);
  expect(await step()).toBe('FUND');
  expect(await step()).toBe('PAY');
  const pool = await poolOf(world);
  expect(pool).toMatchObject({ status: 'RUN_OFF', shares: 0n, runOff: { rounds: 2, round: null } });
  const [one, two] = [(await held(world.underwriter)) - before, (await held(world.second)) - beforeSecond];
  expect(one + two).toBe(pool.runOff?.paid);
  expect(one > 3n * two - 10n && one < 3n * two + 10n).toBe(true);
  expect(await capital()).toBe(0n);
  expect(await stored(place, runOffOf(world.poolId), world.assetId)).toBe(0n);
  expect(await stored(place, sharedFundOf(world.assetId), world.assetId)).toBeGreaterThan(0n);
  expect(await step()).toBe('STATUS_FORBIDS');
});

test('pays nothing while the pool is frozen, and no more than was free before and still is', async () => {
  await runOff();
  await step();
  await days(26);
  await release(1);
  expect(await step()).toBe('ANNOUNCE');
  const announced = (await poolOf(world)).runOff?.round?.amount ?? 0n;
  await watchFirst(world);
  await passAll(world, 48);
  expect(await step()).toBe('STATUS_FORBIDS');
  await thawFirst(world);
  expect(await step()).toBe('FUND');
  // Two days of premium have come since: they are for the next round.
  expect(await stored(place, runOffOf(world.poolId), world.assetId)).toBe(announced);
});

test('a round that has begun is paid on, command by command, whatever freezes the pool', async () => {
  const crowd = Array.from({ length: RUN_OFF_POSITIONS_MAX }, (_, index) => person(1_000 + index));
  const { assetId, poolId } = world;
  await Promise.all(
    crowd.map(async ({ id, address }) => {
      await place.must(SYSTEM, 'registerAccount', { address, roles: [] });
      const funds = { accountId: id, assetId, amount: UNIT, reference: 'opening balance' };
      await place.must(SYSTEM, 'creditAccount', funds, `credit-${id}`);
      const deposit = { into: poolId, amount: 1_000n + BigInt(Number(address) % 977) };
      await place.must({ id, roles: [], system: false }, 'depositCapital', deposit, `deposit-${id}`);
    }),
  );
  await runOff();
  await step();
  await days(26);
  await release(1);
  await step();
  await passAll(world, 2);
  expect(await step()).toBe('FUND');
  const funded = await stored(place, runOffOf(poolId), assetId);
  await watchFirst(world);
  expect(await step()).toBe('PAY');
  expect((await auditLedger(place.database)).differences).toEqual([]);
  const { runOff: paying } = await poolOf(world);
  expect(paying?.round?.payout?.cursor).not.toBe('');
  expect(paying?.paid).toBeLessThan(funded);
  expect(await step()).toBe('PAY');
  expect(await poolOf(world)).toMatchObject({ runOff: { rounds: 1, paid: funded, round: null } });
});

test('the audit finds a round that holds, or has paid, another amount than its positions say', async () => {
  await runOff();
  await step();
  await days(26);
  await release(1);
  await step();
  await passAll(world, 2);
  expect(await step()).toBe('FUND');
  const { poolId, database } = { ...world, database: place.database };
  const one = mongoose.Types.Decimal128.fromString('1');
  const found = async (field: string) => {
    const before = await database.collection('pools').findOne({ _id: poolId });
    await database.collection('pools').updateOne({ _id: poolId }, { $set: { [field]: one } });
    const { differences } = await auditLedger(database);
    await database.collection('pools').replaceOne({ _id: poolId }, before ?? {});
    return differences.map((difference) => difference.field);
  };
  expect(await found('runOff.round.payout.amount')).toEqual(['run-off']);
  expect(await found('runOff.round.payout.burned')).toEqual(['shares']);
  expect(await found('runOff.paid')).toEqual(['runOff.paid']);
});

test('one step is taken once, however often it is sent', async () => {
  await runOff();
  const input = { poolId: world.poolId, tick: 'same' };
  expect(gist(await place.send(SYSTEM, 'payRunOff', input))).toBe('DONE');
  expect(gist(await place.send(SYSTEM, 'payRunOff', input))).toBe('REPLAYED');
  expect(gist(await place.send(world.second, 'payRunOff', input))).toBe('FORBIDDEN');
});
