/** What pools and positions say that they have yielded, through weeks of cover, a late deposit and an incident. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { netOf } from '../../../src/domain/pool/results.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { capitalOf, claimsOf, unearnedOf } from '../../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import { decodeDocument } from '../../../src/store/codec.ts';
import type { JournalDocument } from '../../../src/store/documents/ledger.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakPeg, buy, pass, payOut } from '../../support/depeg.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { counting, dependenciesOf, one, queriesOf } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
let first: string;
let second: string;
/** When the second underwriter came. */
let cameAt: number;

async function days(count: number): Promise<void> {
  for (let day = 0; day < count; day += 1) {
    await pass(place, world, 24);
    await place.must(SYSTEM, 'accruePool', { poolId: world.poolId, tick: place.clock.now });
  }
}

/** What the journal says that moved between the pool's capital and another account. */
async function journalSum(from: string, to: string): Promise<bigint> {
  const rows = await place.database.collection('journal').find().sort({ sequence: 1 }).toArray();
  return rows
    .map((row) => decodeDocument<JournalDocument>(row))
    .flatMap(({ entries }) =>
      entries.map((entry, index) => {
        const before = entries[index - 1];
        return entry.account === to && before?.account === from ? entry.amount : 0n;
      }),
    )
    .reduce((sum, amount) => sum + amount, 0n);
}

beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place, { waitingSeconds: 0 });
  queries = queriesOf(place);
  const [buyer = SYSTEM, late = SYSTEM] = world.buyers;
  first = positionIdOf(world.poolId, world.underwriter.id);
  second = positionIdOf(world.poolId, late.id);
  await buy(place, buyer, world.productId, 200_000n * UNIT, 90);
  await days(40);
  cameAt = place.clock.now;
  await place.must(late, 'depositCapital', { into: world.poolId, amount: 50_000n * UNIT });
  await days(10);
});
afterAll(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const poolResult = () => one(queries.poolResults, world.poolId);
const yieldsOf = async (read: Queries['poolResults'], id: string) => {
  const { yields } = await one(read, id);
  if (yields === null) throw new Error(`${id} has no yields`);
  return yields;
};

describe('a pool', () => {
  test('has earned what the journal moved into its capital', async () => {
    const { earned } = await poolResult();
    const moved = await journalSum(unearnedOf(world.poolId), capitalOf(world.poolId));
    expect(earned).toEqual({ premium: moved, reserveIncome: 0n, losses: 0n });
    expect(moved).toBeGreaterThan(0n);
  });

  test('yields over a window what a share made of its price at the beginning of a day', async () => {
    const yields = await yieldsOf(queries.poolResults, world.poolId);
    const { now } = place.clock;
    expect(yields.DAY.since).toBeGreaterThanOrEqual(now - 2 * DAY_SECONDS);
    expect(yields.WEEK.since).toBeGreaterThanOrEqual(now - 8 * DAY_SECONDS);
    expect(yields.WEEK.since).toBeLessThanOrEqual(now - 7 * DAY_SECONDS);
    expect(yields.QUARTER).toEqual(yields.ALL);
    expect(yields.DAY.netWad).toBeLessThan(yields.WEEK.netWad);
    expect(yields.WEEK.netWad).toBeLessThan(yields.MONTH.netWad);
    expect(yields.MONTH.netWad).toBeLessThan(yields.ALL.netWad);
  });

  test('over all time the yield is what the price of a share has risen by, where nobody has left', async () => {
    const { sharePriceWad } = await one(queries.poolViews, world.poolId);
    const { ALL } = await yieldsOf(queries.poolResults, world.poolId);
    const risen = sharePriceWad - WAD;
    expect(risen - ALL.netWad).toBeLessThan(10n ** 9n);
    expect(ALL.netWad - risen).toBeLessThan(10n ** 9n);
    expect(ALL.annualNetWad).toBeGreaterThan(ALL.netWad);
  });
});

describe('a position', () => {
  test('has no yield of the time before its deposit', async () => {
    const yields = await yieldsOf(queries.positionResults, second);
    expect(yields.ALL.since).toBe(cameAt);
    expect(yields.MONTH).toEqual(yields.ALL);
    const [early, whole] = [
      await yieldsOf(queries.positionResults, first),
      await yieldsOf(queries.poolResults, world.poolId),
    ];
    expect(early).toEqual(whole);
    expect(yields.WEEK).toEqual(early.WEEK);
    expect(yields.ALL.netWad).toBeLessThan(early.MONTH.netWad);
  });

  test('has earned its part, and all of them together no more than the pool', async () => {
    const parts = [await one(queries.positionResults, first), await one(queries.positionResults, second)];
    const { earned } = await poolResult();
    const sum = parts.reduce((total, part) => total + part.earned.premium, 0n);
    expect(sum).toBeLessThanOrEqual(earned.premium);
    expect(earned.premium - sum).toBeLessThan(10n);
    const { value, result } = await one(queries.positionViews, second);
    expect(result).toBe(value - 50_000n * UNIT);
    const told = netOf((parts[1] ?? parts[0])?.earned ?? { premium: 0n, reserveIncome: 0n, losses: 0n });
    expect(result - told).toBeGreaterThanOrEqual(-2n);
    expect(result - told).toBeLessThanOrEqual(2n);
  });

  test('many are read as often from the database as one', async () => {
    const { database, reads } = counting(place.database);
    const counted = createQueries(dependenciesOf(place, database));
    await counted.positionResults([first]);
    const forOne = reads.length;
    await counted.positionResults([first, second]);
    expect(reads.length - forOne).toBe(forOne);
  });
});

describe('after an incident', () => {
  let incidentId: string;
  let lost: bigint;
  beforeAll(async () => {
    incidentId = await breakPeg(place, world);
    await payOut(place, incidentId);
    lost = await journalSum(capitalOf(world.poolId), claimsOf(world.poolId));
    await pass(place, world, 24);
    await place.must(SYSTEM, 'thawProduct', { productId: world.productId, eventTime: place.clock.now });
  });

  test('the pool shows what it took, and its part of the capital', async () => {
    const { losses, earned } = await poolResult();
    expect(earned.losses).toBe(lost);
    expect(losses).toMatchObject([{ incidentId, amount: lost }]);
    const share = losses[0]?.shareOfCapitalWad ?? 0n;
    expect(share).toBeGreaterThan((9n * WAD) / 100n);
    expect(share).toBeLessThan((10n * WAD) / 100n);
  });

  test('the yield of the week is below zero, and every part adds up', async () => {
    const { WEEK } = await yieldsOf(queries.poolResults, world.poolId);
    expect(WEEK.lossesWad).toBeGreaterThan((9n * WAD) / 100n);
    expect(WEEK.netWad).toBe(WEEK.premiumWad + WEEK.reserveIncomeWad - WEEK.lossesWad);
    expect(WEEK.netWad).toBeLessThan(0n);
  });

  test('who deposits afterwards has lost nothing, and who had shares loses no more by depositing', async () => {
    const [, late = SYSTEM] = world.buyers;
    const [buyer = SYSTEM] = world.buyers;
    const before = await one(queries.positionResults, second);
    await place.must(late, 'depositCapital', { into: world.poolId, amount: 40_000n * UNIT });
    const after = await one(queries.positionResults, second);
    expect(after.losses).toEqual(before.losses);
    expect(after.earned.losses).toBe(before.earned.losses);
    expect(after.earned.losses - (after.losses[0]?.amount ?? 0n)).toBeLessThanOrEqual(1n);
    await place.must(buyer, 'depositCapital', { into: world.poolId, amount: 1_000n * UNIT });
    const fresh = await one(queries.positionResults, positionIdOf(world.poolId, buyer.id));
    expect(fresh.losses).toEqual([]);
    expect(fresh.earned).toEqual({ premium: 0n, reserveIncome: 0n, losses: 0n });
  });

  test('the losses of all positions are the pool’s', async () => {
    const losses = [await one(queries.positionResults, first), await one(queries.positionResults, second)];
    const sum = losses.reduce((total, { earned }) => total + earned.losses, 0n);
    expect(sum - lost).toBeGreaterThanOrEqual(-2n);
    expect(sum - lost).toBeLessThanOrEqual(2n);
  });
});

test('a position that has left keeps what it earned and has no yield; one that comes back begins anew', async () => {
  const [, late = SYSTEM] = world.buyers;
  const [position] = [...(await queries.positions.byIds([second])).values()];
  const shares = position?.shares ?? 0n;
  await place.must(late, 'requestWithdrawal', { positionId: second, shares });
  await days(8);
  await place.must(SYSTEM, 'payWithdrawals', { poolId: world.poolId, tick: 1 });
  await days(1);
  await place.must(SYSTEM, 'payWithdrawals', { poolId: world.poolId, tick: 2 });
  const left = await one(queries.positionResults, second);
  expect(left.yields).toBeNull();
  await days(2);
  expect((await one(queries.positionResults, second)).earned).toEqual(left.earned);
  await place.must(late, 'depositCapital', { into: world.poolId, amount: 1_000n * UNIT });
  const back = await one(queries.positionResults, second);
  expect(back.yields?.ALL).toMatchObject({ since: place.clock.now, netWad: 0n, annualNetWad: null });
  expect(back.earned).toEqual(left.earned);
  expect(back.losses).toHaveLength(1);
});
