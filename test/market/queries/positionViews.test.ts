import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import type { PositionView } from '../../../src/market/queries/views.ts';
import { testDatabaseUri } from '../../support/database.ts';
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
import { counting, dependenciesOf, one, queriesOf } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
let positionId: string;
const withdrawalIds: string[] = [];
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  queries = queriesOf(place);
  const mine = { accountId: world.underwriter.id };
  const page = await queries.positions.page({ first: 1, after: null, orderBy: 'NEWEST', filter: mine });
  positionId = page.rows[0]?.row._id ?? '';
  const items = [{ productId: world.productId, coverAmount: 200_000n * UNIT, termSeconds: 60 * DAY_SECONDS }];
  await place.must(world.buyers[0] ?? SYSTEM, 'buyPolicies', { items, maxPremium: 10_000n * UNIT });
});
afterAll(() => place.stop());

/** Whatever is not free is locked by something: nothing is unaccounted for. */
function expectComplete(view: PositionView): void {
  const locked = view.locked.reduce((sum, { amount }) => sum + amount, 0n);
  expect(locked + view.withdrawableNow).toBe(view.value);
}

async function request(shares: bigint): Promise<string> {
  const { withdrawalId } = await place.must<{ withdrawalId: string }>(
    world.underwriter,
    'requestWithdrawal',
    {
      positionId,
      shares,
    },
  );
  withdrawalIds.push(withdrawalId);
  return withdrawalId;
}

describe('positionViews', () => {
  test('capital behind cover stays, the rest may leave', async () => {
    const view = await one(queries.positionViews, positionId);
    expect(view).toMatchObject({ value: 1_000_000n * UNIT, valueIfPaid: 1_000_000n * UNIT });
    expect(view.withdrawableNow).toBe(800_000n * UNIT);
    const until = place.clock.now + 60 * DAY_SECONDS;
    expect(view.locked).toMatchObject([{ amount: 200_000n * UNIT, by: 'LOCKED_CAPITAL', until }]);
    expect(view.atRisk).toMatchObject([{ productId: world.productId, phase: 'CALM' }]);
    expect(view.atRisk[0]?.amount).toBe(200_000n * UNIT);
    expectComplete(view);
  });

  test('shares that wait to leave are counted apart, once', async () => {
    const { shares } = (await queries.positions.byIds([positionId])).get(positionId) ?? { shares: 0n };
    await request(shares / 10n);
    await request(shares / 20n);
    const view = await one(queries.positionViews, positionId);
    const queued = view.locked.find(({ by }) => by === 'EXIT_QUEUE');
    expect(queued).toMatchObject({ amount: 150_000n * UNIT, until: place.clock.now + 7 * DAY_SECONDS });
    expect(view.withdrawableNow).toBe(650_000n * UNIT);
    expectComplete(view);
  });
});

describe('withdrawalViews', () => {
  test('name the place in the queue and the end of the cooldown', async () => {
    const views = await queries.withdrawalViews(withdrawalIds);
    const places = withdrawalIds.map((id) => views.get(id)?.queuePosition);
    expect(places).toEqual([1, 2]);
    const view = await one(queries.withdrawalViews, withdrawalIds[0] ?? '');
    expect(view).toMatchObject({ earliestAt: place.clock.now + 7 * DAY_SECONDS, clockStoppedBy: null });
  });

  test('say what stops the clock, and lock everything meanwhile', async () => {
    const { productId } = world;
    place.clock.now += 60;
    const cause = { productId, cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
    await place.must(SYSTEM, 'watchProduct', cause);
    const view = await one(queries.withdrawalViews, withdrawalIds[1] ?? '');
    expect(view).toMatchObject({ queuePosition: 2, earliestAt: null });
    expect(view.clockStoppedBy).toContain('USDC is being watched');
    const position = await one(queries.positionViews, positionId);
    expect(position.withdrawableNow).toBe(0n);
    expect(position.locked.map(({ by }) => by)).toEqual(['EXIT_QUEUE', productId]);
    expect(position.locked[0]?.until).toBeNull();
    expectComplete(position);
    await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  });

  test('say that the feed has to decide past the cooldown, and then nothing more', async () => {
    const [first = '', second = ''] = withdrawalIds;
    place.clock.now += 7 * DAY_SECONDS;
    await place.must(SYSTEM, 'payWithdrawals', { poolId: world.poolId, tick: 1 });
    expect((await one(queries.withdrawalViews, first)).clockStoppedBy).toContain('does not say yet');
    place.clock.now += 7_200;
    await feed(place, world.feedId, hourly(place.clock.now - 7_200, [WAD, WAD]), place.clock.now - 900);
    expect((await one(queries.withdrawalViews, first)).clockStoppedBy).toBeNull();
    await place.must(SYSTEM, 'payWithdrawals', { poolId: world.poolId, tick: 2 });
    const over = { queuePosition: null, earliestAt: null, clockStoppedBy: null };
    expect(await one(queries.withdrawalViews, first)).toEqual(over);
    expect(await one(queries.withdrawalViews, second)).toEqual(over);
  });

  test('ask the database as often for two as for one', async () => {
    const { database, reads } = counting(place.database);
    const counted = createQueries(dependenciesOf(place, database));
    await counted.withdrawalViews(withdrawalIds.slice(0, 1));
    const forOne = reads.length;
    await counted.withdrawalViews(withdrawalIds);
    expect(reads.length - forOne).toBe(forOne);
  });
});
