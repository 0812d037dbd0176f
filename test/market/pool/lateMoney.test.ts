/** What comes to a wiped pool: the claims first, then its old shares, to the unit. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Principal } from '../../../src/market/command.ts';
import { availableOf, capitalOf, reserveOf, runOffOf } from '../../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  breakAll,
  CAPITAL,
  type LeveredWorld,
  leveredWorld,
  passAll,
  poolOf,
} from '../../support/leveredWorld.ts';
import { type Marketplace, openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { stored } from '../queries/reading.ts';

let place: Marketplace;
let world: LeveredWorld;
let fundId: string;
let withdrawalId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await leveredWorld(place);
  fundId = reserveIdOf('POOL_FUND', world.poolId);
  const asked = { positionId: positionIdOf(world.poolId, world.second.id), shares: 1_000_000_000n };
  ({ withdrawalId } = await place.must<{ withdrawalId: string }>(world.second, 'requestWithdrawal', asked));
  await loseEverything();
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

let ticks = 0;
const step = async () => {
  const outcome = await place.send(SYSTEM, 'payRunOff', { poolId: world.poolId, tick: `${++ticks}` });
  return outcome.kind === 'DONE' ? (outcome.answer as { step: string }).step : gist(outcome);
};
const repay = () => place.send(SYSTEM, 'repayRecoveries', { poolId: world.poolId, tick: `${++ticks}` });
const held = (who: Principal) => stored(place, availableOf(who.id), world.assetId);
const both = async () => ({ one: await held(world.underwriter), two: await held(world.second) });
const fund = () => stored(place, reserveOf(fundId), world.assetId);
const capital = () => stored(place, capitalOf(world.poolId), world.assetId);
const owed = async () => (await loadByIds(place.database, 'reserves', [fundId]))[0]?.recovery.owed ?? 0n;
const contribute = (amount: bigint, kind = 'RECOVERY') =>
  place.must(world.buyer, 'contributeToReserve', { reserveId: fundId, amount, kind });

async function loseEverything(): Promise<void> {
  const incidentIds = await breakAll(world, 70);
  await place.must(SYSTEM, 'allocateIncident', { incidentId: incidentIds[0] ?? '' });
  for (const incidentId of incidentIds) await place.must(SYSTEM, 'payIncident', { incidentId, cursor: '' });
  for (const incidentId of incidentIds) await place.must(SYSTEM, 'closeIncident', { incidentId });
  for (const productId of world.productIds)
    await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  await passAll(world, 1);
  expect((await poolOf(world)).status).toBe('WIPED');
}

/** Everybody who was not paid in full is, by a gift. */
async function repayAll(): Promise<void> {
  await contribute(await owed());
  while (gist(await repay()) === 'DONE');
  expect(await owed()).toBe(0n);
}

/** One round: announced, and paid once nothing can have happened before. */
async function round(): Promise<bigint> {
  expect(await step()).toBe('ANNOUNCE');
  await passAll(world, 2);
  expect(await step()).toBe('FUND');
  const amount = await stored(place, runOffOf(world.poolId), world.assetId);
  expect(await step()).toBe('PAY');
  return amount;
}

test('while anybody is owed anything the old shares get nothing, however much comes', async () => {
  expect(await step()).toBe('CLOSE_EXITS');
  expect(await owed()).toBeGreaterThan(10_000n * UNIT);
  await contribute(5_000n * UNIT);
  expect(await step()).toBe('STATUS_FORBIDS');
  while (gist(await repay()) === 'DONE');
  expect(await owed()).toBeGreaterThan(0n);
  await passAll(world, 48);
  expect(await step()).toBe('STATUS_FORBIDS');
});

test('what comes later is divided among the old shares to the unit, again and again, and they stay', async () => {
  const before = await poolOf(world);
  expect(await step()).toBe('CLOSE_EXITS');
  await repayAll();
  const start = await both();
  await contribute(1_000_000_007n, 'TRADING_FEE');
  const waiting = (await fund()) + (await capital());
  expect(waiting).toBeGreaterThanOrEqual(1_000_000_007n);
  expect(await round()).toBe(waiting);
  expect([await fund(), await capital()]).toEqual([0n, 0n]);
  const first = await both();
  const [one, two] = [first.one - start.one, first.two - start.two];
  expect(one + two).toBe(waiting);
  expect(one - 3n * two <= 3n && 3n * two - one <= 3n).toBe(true);

  // No share was burned: the next money is for the same holders, in the same parts.
  expect(await poolOf(world)).toMatchObject({ status: 'WIPED', shares: before.shares });
  await contribute(11n, 'TRADING_FEE');
  // All positions are walked once a day, however little comes.
  expect(await step()).toBe('STATUS_FORBIDS');
  await passAll(world, 24);
  expect(await round()).toBe(11n);
  const second = await both();
  expect([second.one - first.one, second.two - first.two]).toEqual([8n, 3n]);
  expect(await poolOf(world)).toMatchObject({ runOff: { rounds: 2, paid: waiting + 11n, round: null } });
  expect(await stored(place, runOffOf(world.poolId), world.assetId)).toBe(0n);
});

test('a single unit that is still owed comes before all of the old shares', async () => {
  expect(await step()).toBe('CLOSE_EXITS');
  await contribute((await owed()) - 1n);
  while (gist(await repay()) === 'DONE');
  expect(await owed()).toBe(1n);
  await contribute(1n);
  expect(await step()).toBe('STATUS_FORBIDS');
  while (gist(await repay()) === 'DONE');
  await contribute(100n, 'TRADING_FEE');
  expect(await step()).toBe('ANNOUNCE');
});

test('exits give their shares back and forfeit nothing; nobody sells or gives what a round has to know', async () => {
  expect(gist(await place.send(world.second, 'cancelWithdrawal', { withdrawalId }))).toBe('STATUS_FORBIDS');
  expect(await step()).toBe('CLOSE_EXITS');
  const positionId = positionIdOf(world.poolId, world.second.id);
  const [position] = await loadByIds(place.database, 'positions', [positionId]);
  expect(position).toMatchObject({ queuedShares: 0n, shares: (CAPITAL / 4n) * 1_000n });
  const gift = { positionId, toAddress: world.underwriter.id.replace('acc_', '0x'), shares: 1_000n };
  expect(gist(await place.send(world.second, 'transferPosition', gift))).toBe('POOL_CLOSED');
  const none = { policyId: null, poolId: null, productId: null, termSeconds: null, maxAnnualRateWad: null };
  const offer = { ...none, side: 'SELL', positionId, quantity: 1_000n, price: 1n, expiresAt: null };
  expect(gist(await place.send(world.second, 'placeOrder', offer))).toBe('POOL_CLOSED');
  const exit = { positionId, shares: 1_000n };
  expect(gist(await place.send(world.second, 'requestWithdrawal', exit))).toBe('POOL_CLOSED');
});
