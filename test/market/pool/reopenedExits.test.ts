/** Exits from a pool that is watched for seven days without a breach. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome } from '../../../src/market/command.ts';
import { availableOf, balanceId, capitalOf } from '../../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { buy, cents, pass } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { one, queriesOf } from '../queries/reading.ts';

const WEEK = 7 * DAY_SECONDS;
const COVER = 100_000n * UNIT;
/** Of a pool of 1,000,000: more than may ever leave while the cover stands. */
const SHARES = 999_000n * UNIT * 1_000n;

let place: Marketplace;
let world: ReadyWorld;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place, { buyers: 1 });
  const [buyer] = world.buyers;
  if (buyer !== undefined) await buy(place, buyer, world.productId, COVER, 60);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const pay = () => place.send(SYSTEM, 'payWithdrawals', { poolId: world.poolId, tick: place.clock.now });
const positionId = () => positionIdOf(world.poolId, world.underwriter.id);
const request = (shares: bigint): Promise<Outcome> =>
  place.send(world.underwriter, 'requestWithdrawal', { positionId: positionId(), shares });
const thePool = async () => (await loadByIds(place.database, 'pools', [world.poolId]))[0];

async function balance(account: string): Promise<bigint> {
  const [found] = await loadByIds(place.database, 'balances', [balanceId(account, world.assetId)]);
  return found?.amount ?? 0n;
}

/** The feed falls silent and the product is watched; answers since when. From here on nothing is decided. */
async function goDark(): Promise<number> {
  const eventTime = place.clock.now;
  const input = { productId: world.productId, cause: 'NO_READING', eventTime };
  await place.must(SYSTEM, 'watchProduct', input);
  return eventTime;
}

/** The clock stands this long after `since`, and the pool has earned until then. */
async function waitUntil(at: number): Promise<void> {
  place.clock.now = at;
  const [pool] = await loadByIds(place.database, 'pools', [world.poolId]);
  if (pool !== undefined && pool.earning.accruedTo < at)
    await place.must(SYSTEM, 'accruePool', { poolId: world.poolId, tick: pool.earning.accruedTo });
}

test('an exit that was due goes on after seven days of watch, and exactly the cover stays', async () => {
  expect(gist(await request(SHARES))).toBe('DONE');
  await pass(place, world, 7 * 24);
  expect(gist(await pay())).toBe('DONE');
  const since = await goDark();
  const before = await balance(availableOf(world.underwriter.id));

  await waitUntil(since + WEEK - 1);
  expect(gist(await pay())).toBe('STATUS_FORBIDS');
  expect(await balance(availableOf(world.underwriter.id))).toBe(before);

  await waitUntil(since + WEEK);
  expect((await one(queriesOf(place).positionViews, positionId())).locked.map(({ by }) => by)).toContain(
    'EXIT_QUEUE',
  );
  expect(gist(await pay())).toBe('DONE');
  expect(await balance(capitalOf(world.poolId))).toBe(COVER);
  expect((await balance(availableOf(world.underwriter.id))) - before).toBeGreaterThan(899_000n * UNIT);
  // What is earned later leaves too, and never a unit of the cover.
  place.clock.now += 1;
  await pay();
  expect(await balance(capitalOf(world.poolId))).toBe(COVER);
});

test('nobody asks for an exit before, and is told when; from then on the cooldown runs', async () => {
  const since = await goDark();
  await waitUntil(since + WEEK - 1);
  const refused = await request(SHARES);
  const locked = { code: 'LOCKED', data: { by: world.productId, until: since + WEEK } };
  expect(refused).toMatchObject({ kind: 'REFUSED', refusal: locked });

  await waitUntil(since + WEEK);
  expect(gist(await request(SHARES))).toBe('DONE');
  await waitUntil(since + 2 * WEEK - 1);
  expect(gist(await pay())).toBe('STATUS_FORBIDS');
  await waitUntil(since + 2 * WEEK);
  // It matures, and is paid in the next step.
  expect(gist(await pay())).toBe('DONE');
  place.clock.now += 1;
  expect(gist(await pay())).toBe('DONE');
  expect(await balance(capitalOf(world.poolId))).toBe(COVER);
});

test('a breach freezes exits anew, and the seven days begin with its end', async () => {
  await place.must(SYSTEM, 'watchProduct', {
    productId: world.productId,
    cause: 'BELOW_WATCH_LEVEL',
    eventTime: place.clock.now,
  });
  await pass(place, world, 8 * 24, cents(99));
  expect((await thePool())?.reopensAt).toBeLessThan(place.clock.now);
  await pass(place, world, 3, cents(93));
  expect(await thePool()).toMatchObject({ reopensAt: null });
  await pass(place, world, 30 * 24, cents(99));
  const [product] = await loadByIds(place.database, 'products', [world.productId]);
  expect(product).toMatchObject({ phase: 'WATCH', verdicts: [] });
  expect((await thePool())?.reopensAt).toBe((product?.phaseSince ?? 0) + WEEK);
});

test('exits stay closed for seven days after the price was last below the watch level, and 30 at most', async () => {
  const since = place.clock.now;
  const below = { productId: world.productId, cause: 'BELOW_WATCH_LEVEL', eventTime: since };
  await place.must(SYSTEM, 'watchProduct', below);
  for (let day = 0; day < 8; day += 1) await pass(place, world, 24, cents(98));
  const { reopensAt } = (await thePool()) ?? {};
  const lastBelow = (reopensAt ?? 0) - WEEK;
  expect(lastBelow).toBeGreaterThan(place.clock.now - 2 * HOUR_SECONDS);
  expect(lastBelow).toBeLessThanOrEqual(place.clock.now);
  expect(gist(await request(SHARES))).toBe('LOCKED');
  await pass(place, world, 7 * 24, cents(99));
  expect((await thePool())?.reopensAt).toBe(reopensAt);
  expect(gist(await request(SHARES))).toBe('DONE');

  for (let day = 0; day < 17; day += 1) await pass(place, world, 24, cents(98));
  expect((await thePool())?.reopensAt).toBeLessThan(place.clock.now);
  expect((await thePool())?.belowSecondsLeft).toBe(0);
});

test('what is still watched is neither sold nor taken deposits for', async () => {
  const since = await goDark();
  await waitUntil(since + 2 * WEEK);
  const deposit = { into: world.poolId, amount: UNIT };
  expect(gist(await place.send(world.underwriter, 'depositCapital', deposit))).toBe('LOCKED');
  const items = [{ productId: world.productId, coverAmount: 100n * UNIT, termSeconds: 60 * DAY_SECONDS }];
  const order = { items, maxPremium: 100n * UNIT };
  const bought = await place.send(world.underwriter, 'buyPolicies', order);
  expect(gist(bought)).toBe('SALES_STOPPED');
});
