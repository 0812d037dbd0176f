import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../../src/market/command.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { payOut } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  breakFirst,
  type LeveredWorld,
  leveredWorld,
  loseFirst,
  passAll,
  poolOf,
  thawFirst,
  watchFirst,
} from '../../support/leveredWorld.ts';
import { type Marketplace, openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';

let place: Marketplace;
let world: LeveredWorld;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await leveredWorld(place);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

let ticks = 0;
const judge = () => place.send(SYSTEM, 'judgePool', { poolId: world.poolId, tick: `${ticks++}` });
const statusOf = async () => (await poolOf(world)).status;
const refusal = (outcome: Outcome) =>
  outcome.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome.kind;
const deposit = (amount: bigint, by: Principal = world.second) =>
  place.send(by, 'depositCapital', { into: world.poolId, amount });
const exit = () => {
  const positionId = positionIdOf(world.poolId, world.second.id);
  return place.send(world.second, 'requestWithdrawal', { positionId, shares: 1_000_000n });
};
const buy = () => {
  const items = [{ productId: world.productIds[1], coverAmount: UNIT, termSeconds: 10 * DAY_SECONDS }];
  return place.send(world.buyer, 'buyPolicies', { items, maxPremium: 10n * UNIT });
};
/** Days pass, calm. */
const days = (count: number) => passAll(world, count * 24);

async function eventsOf(type: string): Promise<object[]> {
  const journal = await place.database.collection('journal').find().sort({ sequence: 1 }).toArray();
  const events = journal.flatMap((document) => document.events as { type: string; changes: object }[]);
  return events.filter((event) => event.type === type).map(({ changes }) => changes);
}

describe('a loss that leaves less than is required', () => {
  beforeEach(async () => {
    await loseFirst(world, 89);
  });

  test('calls the underwriters for seven days, and nobody is sold to or leaves meanwhile', async () => {
    await thawFirst(world);
    expect(await judge()).toMatchObject({ kind: 'DONE', answer: { status: 'NO_GROWTH' } });
    const { topUpCall } = await poolOf(world);
    expect(topUpCall).toEqual({
      madeAt: place.clock.now,
      secondsLeft: 7 * DAY_SECONDS,
      runningSince: place.clock.now,
    });
    expect(await eventsOf('pool.top_up_called')).toMatchObject([
      { deadline: place.clock.now + 7 * DAY_SECONDS, amount: expect.any(String) },
    ]);
    expect(refusal(await buy())).toMatchObject({ code: 'SALES_STOPPED', cause: 'POOL' });
    expect(refusal(await exit())).toMatchObject({ code: 'POOL_CLOSED', status: 'NO_GROWTH' });
    expect(gist(await judge())).toBe('STATUS_FORBIDS');
  });

  test('is met by a deposit, which opens the pool at once', async () => {
    await thawFirst(world);
    await judge();
    expect(gist(await deposit(1_000n * UNIT))).toBe('DONE');
    expect(await statusOf()).toBe('NO_GROWTH');
    expect(gist(await deposit(15_000n * UNIT, world.underwriter))).toBe('DONE');
    expect(await poolOf(world)).toMatchObject({ status: 'OPEN', topUpCall: null });
    expect(gist(await buy())).toBe('DONE');
    expect(gist(await exit())).toBe('DONE');
    expect(await eventsOf('pool.status_changed')).toMatchObject([
      { status: 'OPEN' },
      { status: 'NO_GROWTH', cause: 'FELL_UNDER_REQUIRED' },
      { status: 'OPEN', cause: 'REACHED_REQUIRED' },
    ]);
  });

  test('and is not met in time stops the pool, which opens again once cover has ended', async () => {
    await thawFirst(world);
    await judge();
    await days(7);
    expect(await judge()).toMatchObject({ kind: 'DONE', answer: { status: 'STOPPED' } });
    expect(await poolOf(world)).toMatchObject({ topUpCall: { secondsLeft: null, runningSince: null } });
    await days(21);
    expect(gist(await judge())).toBe('STATUS_FORBIDS');
    const released = { productId: world.productIds[1], tick: 'end' };
    expect(gist(await place.send(SYSTEM, 'releasePolicies', released))).toBe('DONE');
    expect(await judge()).toMatchObject({ kind: 'DONE', answer: { status: 'OPEN' } });
  });

  test('has a clock that stands still while a watch keeps everybody out', async () => {
    await thawFirst(world);
    await judge();
    await days(3);
    await watchFirst(world);
    expect(refusal(await deposit(UNIT))).toMatchObject({ code: 'LOCKED' });
    await days(5);
    expect(gist(await judge())).toBe('STATUS_FORBIDS');
    await thawFirst(world);
    const { topUpCall } = await poolOf(world);
    expect(topUpCall).toMatchObject({ secondsLeft: 4 * DAY_SECONDS, runningSince: place.clock.now });
    await days(4);
    expect(await judge()).toMatchObject({ kind: 'DONE', answer: { status: 'STOPPED' } });
  });

  test('is called before the pool has thawed, and its clock begins when it has', async () => {
    expect(await judge()).toMatchObject({ kind: 'DONE', answer: { status: 'NO_GROWTH' } });
    expect(await poolOf(world)).toMatchObject({ topUpCall: { runningSince: null } });
    place.clock.now += HOUR_SECONDS;
    await thawFirst(world);
    expect(await poolOf(world)).toMatchObject({ topUpCall: { runningSince: place.clock.now } });
  });
});

test('a loss that is not paid yet puts no pool anywhere: its cover still counts', async () => {
  const incidentId = await breakFirst(world, 70);
  expect(gist(await judge())).toBe('STATUS_FORBIDS');
  while (
    (
      await place.must<{ status: string }>(SYSTEM, 'assessIncident', {
        incidentId,
        cursor: await cursorOf(incidentId),
      })
    ).status !== 'FINAL'
  );
  await place.must(SYSTEM, 'allocateIncident', { incidentId });
  expect(gist(await judge())).toBe('STATUS_FORBIDS');
  await place.must(SYSTEM, 'payIncident', { incidentId, cursor: await cursorOf(incidentId) });
  expect(gist(await judge())).toBe('STATUS_FORBIDS');
  await place.must(SYSTEM, 'closeIncident', { incidentId });
  expect(gist(await judge())).toBe('DONE');
});

async function cursorOf(incidentId: string): Promise<string> {
  return (await loadByIds(place.database, 'incidents', [incidentId]))[0]?.cursor ?? '';
}

describe('a loss that leaves less than the minimum', () => {
  beforeEach(async () => {
    await loseFirst(world, 70);
    await thawFirst(world);
    expect(await judge()).toMatchObject({ kind: 'DONE', answer: { status: 'RECAPITALISING' } });
  });

  test('opens the pool to new capital for 72 hours, at the value of its shares', async () => {
    expect(await poolOf(world)).toMatchObject({ topUpCall: { secondsLeft: 3 * DAY_SECONDS } });
    expect(await eventsOf('pool.status_changed')).toMatchObject([
      {},
      { status: 'STOPPED', cause: 'FELL_UNDER_MINIMUM' },
      { status: 'RECAPITALISING', cause: 'AUCTION_OPENED' },
    ]);
    expect(gist(await deposit(20_000n * UNIT, world.buyer))).toBe('DONE');
    expect(await statusOf()).toBe('OPEN');
  });

  test('and is filled in part only stops the pool', async () => {
    expect(gist(await deposit(9_000n * UNIT))).toBe('DONE');
    await days(3);
    expect(await judge()).toMatchObject({ kind: 'DONE', answer: { status: 'STOPPED' } });
  });

  test('runs the pool off when nobody fills it: it takes nothing and sells nothing ever again', async () => {
    await days(3);
    expect(await judge()).toMatchObject({ kind: 'DONE', answer: { status: 'RUN_OFF' } });
    expect(refusal(await deposit(90_000n * UNIT))).toMatchObject({ code: 'POOL_CLOSED', status: 'RUN_OFF' });
    expect(refusal(await buy())).toMatchObject({ code: 'SALES_STOPPED', cause: 'POOL' });
    expect(refusal(await exit())).toMatchObject({ code: 'POOL_CLOSED', status: 'RUN_OFF' });
    expect(gist(await judge())).toBe('STATUS_FORBIDS');
  });
});

describe('a crowd that wants to leave', () => {
  const queue = async () => {
    const positionId = positionIdOf(world.poolId, world.underwriter.id);
    const [position] = await loadByIds(place.database, 'positions', [positionId]);
    await place.must(world.underwriter, 'requestWithdrawal', { positionId, shares: position?.shares ?? 0n });
  };

  test('keeps deposits out, but not those that answer a call', async () => {
    await queue();
    expect(refusal(await deposit(UNIT))).toMatchObject({ code: 'POOL_CLOSED', status: 'OPEN' });
    await loseFirst(world, 89);
    await thawFirst(world);
    await judge();
    expect(gist(await deposit(UNIT))).toBe('DONE');
  });

  test('waits until the pool is open again', async () => {
    await queue();
    await loseFirst(world, 89);
    await thawFirst(world);
    await judge();
    await days(8);
    const pay = () => place.send(SYSTEM, 'payWithdrawals', { poolId: world.poolId, tick: place.clock.now });
    expect(await pay()).toMatchObject({ kind: 'DONE', answer: { matured: 1, paid: 0 } });
    await passAll(world, 2);
    expect(gist(await pay())).toBe('STATUS_FORBIDS');
    await deposit(40_000n * UNIT);
    expect(await pay()).toMatchObject({ kind: 'DONE', answer: { paid: 1 } });
  });
});

test('nobody but the service judges a pool', async () => {
  const outcome = await place.send(world.underwriter, 'judgePool', { poolId: world.poolId, tick: 'mine' });
  expect(outcome).toMatchObject({ kind: 'FAILED', failure: { code: 'FORBIDDEN' } });
  await payOut(place, await breakFirst(world, 89));
});
