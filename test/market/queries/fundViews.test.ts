/** What reserves show of themselves: requirement and what it follows from, resources, runway, stress. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { FundView } from '../../../src/market/queries/fundPort.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { collateralIdOf } from '../../../src/market/venue/layers.ts';
import { encodeInteger } from '../../../src/store/codec.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { holding, registerTestVenue, stateOfMarket } from '../../support/venue.ts';
import { one, queriesOf } from './reading.ts';

const viewIn = (place: Marketplace, id: string): Promise<FundView> => one(queriesOf(place).fundViews, id);
const stressIn = async (place: Marketplace, id: string) =>
  (await one(queriesOf(place).fundStress, id)).ratioWad;
const inputsOf = ({ requirement }: FundView) =>
  requirement?.inputs.map(({ basis, amount }) => [basis, amount / UNIT]);

describe('behind a pool with three groups of 19,900', () => {
  let world: LeveredWorld;
  beforeAll(async () => {
    world = await leveredWorld(await openMarketplace(testDatabaseUri()));
  });
  afterAll(() => world.place.stop());
  const give = (reserveId: string, units: bigint) =>
    world.place.must(world.second, 'contributeToReserve', {
      ...{ reserveId, amount: units * UNIT, kind: 'TRADING_FEE' },
    });

  test('its own fund has the requirement of the pool, and what the pool has counts', async () => {
    const { place, poolId } = world;
    const fundId = reserveIdOf('POOL_FUND', poolId);
    await give(fundId, 5_000n);
    const [view, pool] = [await viewIn(place, fundId), await one(queriesOf(place).poolViews, poolId)];
    expect(view.requirement?.stored).toBe(pool.requirement);
    expect([view.resources, view.adequacyWad]).toEqual([pool.resources, pool.adequacyWad]);
    expect(inputsOf(view)).toEqual([
      ['ALL_COVER', 12_437n],
      ['TWO_LARGEST_GROUPS', 39_800n],
      ['FLOOR', 0n],
    ]);
    // 45,000 of 39,800.
    expect(view.standing).toBe('UNDER_TARGET');
    // The worst that is played is all groups at once.
    const ratio = ((pool.resources ?? 0n) * WAD) / (59_700n * UNIT);
    expect(await stressIn(place, fundId)).toBe(ratio);
  });

  test('the shared fund has that of all pools as one once it was sized, and everything counts once', async () => {
    const { place, assetId, poolId } = world;
    const [sharedId, sliceId] = [reserveIdOf('SHARED_FUND', assetId), reserveIdOf('PLATFORM_SLICE', assetId)];
    expect((await viewIn(place, sharedId)).requirement).toBeNull();
    await give(sharedId, 10_000n);
    await give(sliceId, 1_000n);
    await place.must(SYSTEM, 'sizeReserves', { assetId, tick: place.clock.now });
    const view = await viewIn(place, sharedId);
    expect(view.requirement).toMatchObject({ desired: 39_800n * UNIT, stored: 39_800n * UNIT });
    const fund = await one(queriesOf(place).reserveViews, reserveIdOf('POOL_FUND', poolId));
    const [shared, slice] = [
      await one(queriesOf(place).reserveViews, sharedId),
      await one(queriesOf(place).reserveViews, sliceId),
    ];
    const capital = (view.resources ?? 0n) - fund.balance - shared.balance - slice.balance;
    expect(capital / UNIT).toBe(40_000n);
    expect(view.standing).toBe('AT_TARGET');
    expect(await stressIn(place, sharedId)).toBe(((view.resources ?? 0n) * WAD) / (59_700n * UNIT));
    // A sandbox has no floor, so that the slice has no target.
    expect(await viewIn(place, sliceId)).toMatchObject({ standing: 'NOTHING_REQUIRED', adequacyWad: null });
    expect(await stressIn(place, sliceId)).toBeNull();
  });
});

describe('behind a venue', () => {
  let place: Marketplace;
  let venueId: string;
  let marketIds: string[];
  const operator = person(100);
  beforeAll(async () => {
    place = await openMarketplace(testDatabaseUri());
    const world = await readyWorld(place);
    const markets = ['BTC', 'ETH', 'SOL'].map((symbol) => ({ symbol, isolated: symbol === 'BTC' }));
    ({ venueId, marketIds } = await registerTestVenue(place, operator, world, { markets }));
    const collateral = { reserveId: collateralIdOf(venueId), amount: 1_000n * UNIT, kind: 'TRADING_FEE' };
    await place.must(operator, 'contributeToReserve', collateral);
  });
  afterAll(() => place.stop());
  const report = (marketId = '', volume = 0n) =>
    stateOfMarket(place, operator, marketId, {
      holdings: [holding('a', 'LONG'), holding('b', 'SHORT')],
      volume,
    });

  test('a fund has what its markets ask for, each by its greatest part; none is required before they report', async () => {
    const [btc = '', eth = '', sol = ''] = marketIds;
    const own = reserveIdOf('MARKET_FUND', btc);
    const shared = reserveIdOf('VENUE_FUND', venueId);
    expect(await viewIn(place, own)).toMatchObject({ requirement: null, standing: null, runwayDays: null });
    for (const marketId of marketIds) await report(marketId);
    // 10 at 100 with equity 150, a move of 20 %: each lacks 50; grade D doubles it.
    const view = await viewIn(place, own);
    expect(inputsOf(view)).toEqual([
      ['TWO_LARGEST_HOLDINGS', 200n],
      ['TRADED_VOLUME', 0n],
    ]);
    expect(view).toMatchObject({ resources: 0n, adequacyWad: 0n, standing: 'UNDER_MINIMUM' });
    const both = await viewIn(place, shared);
    expect(both.requirement).toMatchObject({ desired: 400n * UNIT, stored: 400n * UNIT });
    expect(both.requirement?.inputs.map(({ marketId }) => marketId)).toEqual([eth, eth, sol, sol]);
    await place.must(operator, 'contributeToReserve', {
      ...{ reserveId: shared, amount: 600n * UNIT, kind: 'TRADING_FEE' },
    });
    expect(await viewIn(place, shared)).toMatchObject({
      standing: 'AT_TARGET',
      adequacyWad: (3n * WAD) / 2n,
    });
    expect(await stressIn(place, shared)).toBe(3n * WAD);
  });

  test('runway: what it holds over what went out on balance, of 90 days and no more', async () => {
    const collateralId = collateralIdOf(venueId);
    // What came in the window is more than what went: it does not run out.
    expect((await viewIn(place, collateralId)).runwayDays).toBeNull();
    const [marketId] = marketIds;
    place.clock.now += 100 * DAY_SECONDS;
    // What came is older than the window, and nothing went.
    expect((await viewIn(place, collateralId)).runwayDays).toBeNull();
    await report(marketId, 1_000_000n * UNIT);
    place.clock.now += DAY_SECONDS;
    // Half a basis point of what was traded on the day before is paid with the first state of a day.
    await report(marketId);
    const { balance } = await one(queriesOf(place).reserveViews, collateralId);
    expect(balance).toBe(950n * UNIT);
    // 950 left, 50 in 90 days and the part of a day that has begun: 1,710 to 1,729.
    const { runwayDays } = await viewIn(place, collateralId);
    expect(runwayDays).toBeGreaterThanOrEqual(1_710n);
    expect(runwayDays).toBeLessThan(1_730n);

    // A past that was made up is found.
    const days = place.database.collection('reserveDays');
    await days.updateOne({ reserveId: collateralId }, {
      $set: { outflow: encodeInteger(10n ** 12n) },
    } as never);
    const { differences } = await auditLedger(place.database);
    expect(differences.map(({ collection, field }) => `${collection}.${field}`)).toEqual([
      'reserveDays.outflow',
    ]);
  });
});
