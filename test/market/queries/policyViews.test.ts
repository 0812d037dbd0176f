import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mulDivUp } from '../../../src/domain/shared/rounding.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
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

const cents = (value: number) => (BigInt(value) * WAD) / 100n;

/** One story, told in order: bought, covered, a depeg, paid. */
describe('a policy and its views, from purchase to payment', () => {
  let place: Marketplace;
  let world: ReadyWorld;
  let queries: Queries;
  let covered = '';
  let brief = '';
  let waiting = '';
  let incidentId = '';
  /** The next full hour that has no reading. */
  let next = 0;
  beforeAll(async () => {
    place = await openMarketplace(testDatabaseUri());
    world = await readyWorld(place, { buyers: 3 });
    queries = queriesOf(place);
    next = place.clock.now;
    covered = await buy(0, 60);
    brief = await buy(1, 10);
  });
  afterAll(() => place.stop());

  async function buy(buyer: number, days: number): Promise<string> {
    const items = [
      { productId: world.productId, coverAmount: 10_000n * UNIT, termSeconds: days * DAY_SECONDS },
    ];
    const order = { items, maxPremium: 1_000n * UNIT };
    const sender = world.buyers[buyer] ?? SYSTEM;
    const { policyIds } = await place.must<{ policyIds: string[] }>(sender, 'buyPolicies', order);
    return policyIds[0] ?? '';
  }

  /** Reads values hour by hour; the clock follows. */
  async function read(values: readonly bigint[]): Promise<void> {
    const readings = hourly(next, values);
    next += values.length * HOUR_SECONDS;
    place.clock.now = next;
    await feed(place, world.feedId, readings, next - 900);
  }

  const view = (id: string) => one(queries.policyViews, id);

  test('waits, is covered, and earns its premium with time', async () => {
    expect(await view(covered)).toMatchObject({ status: 'WAITING', premiumEarned: 0n, decisions: [] });
    await read(Array(24 * 9).fill(WAD));
    const { status, premiumEarned, monitor, unpaid } = await view(covered);
    const premium = (await queries.policies.byIds([covered])).get(covered)?.premium ?? 0n;
    expect(status).toBe('ACTIVE');
    expect(premiumEarned).toBe(mulDivUp(premium, 6n, 57n));
    expect(unpaid?.reason).toBe('NO_INCIDENT');
    expect(monitor).toMatchObject({
      phase: 'CALM',
      valueWad: WAD,
      countedSeconds: 0,
      holdSeconds: 4 * HOUR_SECONDS,
    });
    expect(monitor.asOf).toMatchObject({ eventTime: next - 900, lagSeconds: 900 });
  });

  test('is pending once its time is over but its feed has not been read past it, then expired', async () => {
    place.clock.now = next + DAY_SECONDS + HOUR_SECONDS;
    expect((await view(brief)).status).toBe('PENDING_ORACLE');
    await read(Array(26).fill(WAD));
    await place.must(SYSTEM, 'releasePolicies', { productId: world.productId, tick: 'after its end' });
    expect(await view(brief)).toMatchObject({ status: 'EXPIRED', unpaid: { reason: 'NO_INCIDENT' } });
    const premium = (await queries.policies.byIds([brief])).get(brief)?.premium;
    expect((await view(brief)).premiumEarned).toBe(premium);
  });

  test('shows how long the price has been below the strike', async () => {
    waiting = await buy(2, 60);
    await read([WAD, cents(89), cents(89), cents(89)]);
    const { monitor, status } = await view(covered);
    expect(monitor).toMatchObject({ phase: 'BREACH', valueWad: cents(89), strikeWad: cents(95) });
    expect(monitor.countedSeconds).toBeGreaterThan(HOUR_SECONDS);
    expect(monitor.countedSeconds).toBeLessThan(4 * HOUR_SECONDS);
    expect(status).toBe('ACTIVE');
  });

  test('settles from the confirmation on, before its incident is even opened', async () => {
    await read([...Array(3).fill(cents(89)), ...Array(40).fill(WAD)]);
    expect((await view(covered)).status).toBe('SETTLING');
    expect((await view(waiting)).status).toBe('WAITING');
  });

  test('says who will not be paid once the value is known, and nothing of who will', async () => {
    const product = (await queries.products.byIds([world.productId])).get(world.productId);
    const confirmedAt = product?.verdicts[0]?.confirmedAt;
    const opened = { productId: world.productId, confirmedAt };
    ({ incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', opened));
    await place.must(SYSTEM, 'settleIncident', { incidentId });
    expect(await view(covered)).toMatchObject({ status: 'SETTLING', decisions: [], unpaid: null });
    expect(await view(waiting)).toMatchObject({
      decisions: [{ incidentId, eligible: false, reason: 'IN_WAITING_PERIOD' }],
      unpaid: { reason: 'IN_WAITING_PERIOD' },
    });
    const ended = await view(brief);
    expect(ended.decisions).toMatchObject([{ incidentId, reason: 'ENDED_BEFORE_BREACH' }]);
    expect(ended.unpaid?.sentence).toContain('Cover ended at');
  });

  test('what is set aside shows in the pool and in the position', async () => {
    const pool = await one(queries.poolViews, world.poolId);
    expect(pool.earmarked).toBe(20_000n * UNIT);
    const mine = { accountId: world.underwriter.id };
    const page = await queries.positions.page({ first: 1, after: null, orderBy: 'OLDEST', filter: mine });
    const position = await one(queries.positionViews, page.rows[0]?.row._id ?? '');
    const locked = position.locked.reduce((sum, { amount }) => sum + amount, 0n);
    // A unit goes to the shares that nobody owns.
    expect(position.value - position.valueIfPaid).toBe(20_000n * UNIT - 1n);
    expect(position.withdrawableNow).toBe(0n);
    expect(locked).toBe(position.value);
    expect(position.locked[0]).toMatchObject({ amount: 20_000n * UNIT - 1n, by: world.productId });
    expect(pool.capital - position.value).toBeLessThanOrEqual(1n);
  });

  test('shows the stored decision and the payout once it is paid', async () => {
    place.clock.now += 7_200;
    const step = { incidentId, cursor: '' };
    await place.must(SYSTEM, 'assessIncident', step);
    await place.must(SYSTEM, 'allocateIncident', { incidentId });
    await place.must(SYSTEM, 'payIncident', step);
    await place.must(SYSTEM, 'closeIncident', { incidentId });
    const paid = await view(covered);
    expect(paid).toMatchObject({ status: 'ACTIVE', unpaid: null });
    expect(paid.decisions).toMatchObject([{ eligible: true, reason: 'PAID_IN_FULL', paid: 5_000n * UNIT }]);
    const payouts = await queries.payoutsOf([covered, waiting]);
    expect(payouts.get(covered)).toMatchObject([{ incidentId, paid: 5_000n * UNIT, recoveryClaim: 0n }]);
    expect(payouts.get(waiting)).toEqual([]);
    expect((await view(waiting)).decisions).toMatchObject([{ reason: 'IN_WAITING_PERIOD' }]);
  });

  test('asks the database as often for all policies as for one', async () => {
    const { database, reads } = counting(place.database);
    const counted = createQueries(dependenciesOf(place, database));
    await counted.policyViews([covered]);
    const forOne = reads.length;
    expect((await counted.policyViews([covered, brief, waiting, 'pol_unknown'])).size).toBe(3);
    expect(reads.length - forOne).toBe(forOne);
  });
});
