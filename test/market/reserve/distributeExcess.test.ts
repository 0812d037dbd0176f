/** What funds hold above their buffer reaches the shares that bear losses: over 30 days, with nothing open. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { incomeOf } from '../../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { vaultIdOf } from '../../../src/market/vault/vaultId.ts';
import { encodeInteger } from '../../../src/store/codec.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, buy, cents, pass, payOut } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { one, queriesOf, stored } from '../queries/reading.ts';

const OWNER = person(1, ['OWNER']);
const [GIVER, SNIPER] = [person(7), person(8)];
/** The floor of the pool binds: 10,000 of requirement, 14,000 of buffer. */
const BUFFER = 14_000n * UNIT;
const GIVEN = 3_000n * UNIT;

let place: Marketplace;
let world: ReadyWorld;
let fundId: string;
let sharedId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place, { waitingSeconds: 0, capital: 100_000n * UNIT });
  const { assetId, poolId } = world;
  fundId = reserveIdOf('POOL_FUND', poolId);
  sharedId = reserveIdOf('SHARED_FUND', assetId);
  for (const { id: accountId, address } of [GIVER, SNIPER]) {
    await place.must(SYSTEM, 'registerAccount', { address, roles: [] });
    const amount = 200_000n * UNIT;
    await place.must(SYSTEM, 'creditAccount', { accountId, assetId, amount, reference: 'opening' });
  }
  await buy(place, world.buyers[0] as never, world.productId, 8_000n * UNIT, 60);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const give = (reserveId: string, amount: bigint) =>
  place.must(GIVER, 'contributeToReserve', { reserveId, amount, kind: 'TRADING_FEE' });
const distribute = (reserveId = fundId) =>
  place.send(SYSTEM, 'distributeExcess', { reserveId, tick: place.clock.now });
const held = (account: string) => stored(place, account, world.assetId);
const fundNow = (reserveId = fundId) => held(`${reserveId}/funds`);
const accrue = () => place.must(SYSTEM, 'accruePool', { poolId: world.poolId, tick: place.clock.now });
const poolNow = () => one(queriesOf(place).poolViews, world.poolId);
const earnedOf = async () => (await one(queriesOf(place).poolResults, world.poolId)).earned.reserveIncome;
/** Fills the slice, which comes before everything. */
async function fillSlice(): Promise<void> {
  await place.must(SYSTEM, 'sizeReserves', { assetId: world.assetId, tick: place.clock.now });
  await give(reserveIdOf('PLATFORM_SLICE', world.assetId), 2_500n * UNIT);
}

describe("a pool's own fund", () => {
  test('gives what it holds above its buffer: no capital at once, half in 15 days, all in 30', async () => {
    await fillSlice();
    await give(fundId, BUFFER + GIVEN);
    const before = await poolNow();
    const { excess } = await one(queriesOf(place).fundViews, fundId);
    const tick = { reserveId: fundId, tick: place.clock.now };
    const { amount: given } = await place.must<{ amount: bigint }>(SYSTEM, 'distributeExcess', tick);
    // With the few units of premium that it had earned before.
    expect(given).toBeGreaterThanOrEqual(GIVEN);
    expect(given).toBe(excess);
    expect(await fundNow()).toBe(BUFFER);
    const after = await poolNow();
    expect(after).toMatchObject({ capital: before.capital, unreleased: given });
    // What waits is not counted for the pool: it is out of the fund, and no capital yet.
    expect(after.resources).toBe(before.resources - given);
    place.clock.now += 60;
    expect(gist(await distribute())).toBe('STATUS_FORBIDS');
    place.clock.now -= 60;
    await pass(place, world, 15 * 24);
    const half = await earnedOf();
    expect(half - given / 2n).toBeGreaterThan(-given / 360n);
    expect(half - given / 2n).toBeLessThan(given / 360n);
    await pass(place, world, 15 * 24 + 1);
    await accrue();
    expect(await earnedOf()).toBe(given);
    expect(await poolNow()).toMatchObject({ unreleased: 0n });
    expect(await held(`${fundId}/unearned`)).toBe(0n);
    const [[pool], [fund]] = [
      await loadByIds(place.database, 'pools', [world.poolId]),
      await loadByIds(place.database, 'reserves', [fundId]),
    ];
    expect(pool?.income).toBeNull();
    expect(fund?.draws).toEqual({ EXCESS: given });
  });

  test('gives again in the next hour, each part over 30 days of its own', async () => {
    await fillSlice();
    await give(fundId, BUFFER + GIVEN);
    await distribute();
    await give(fundId, GIVEN);
    place.clock.now += 60;
    expect(gist(await distribute())).toBe('STATUS_FORBIDS');
    place.clock.now -= 60;
    await pass(place, world, 10 * 24);
    expect(gist(await distribute())).toBe('DONE');
    await pass(place, world, 20 * 24 + 1);
    await accrue();
    const { unreleased } = await poolNow();
    expect(unreleased).toBeGreaterThan((GIVEN * 32n) / 100n);
    expect(unreleased).toBeLessThan((GIVEN * 35n) / 100n);
    await pass(place, world, 10 * 24);
    await accrue();
    expect(await poolNow()).toMatchObject({ unreleased: 0n });
  });

  test('gives who comes just before and leaves just after the share of the time alone', async () => {
    await fillSlice();
    await give(fundId, BUFFER + GIVEN);
    const amount = 100_000n * UNIT;
    await place.must(SNIPER, 'depositCapital', { into: world.poolId, amount });
    await distribute();
    const positionId = positionIdOf(world.poolId, SNIPER.id);
    const shares = (await loadByIds(place.database, 'positions', [positionId]))[0]?.shares ?? 0n;
    await place.must(SNIPER, 'requestWithdrawal', { positionId, shares });
    // Seven days of cooldown, and the exit is worth the least of then and now.
    await pass(place, world, 7 * 24 + 1);
    const pay = () => place.must(SYSTEM, 'payWithdrawals', { poolId: world.poolId, tick: place.clock.now });
    await pay();
    await pass(place, world, 1);
    await pay();
    const left = await held(`${SNIPER.id}/available`);
    expect(left).toBeLessThanOrEqual(200_000n * UNIT);
    // And nobody has lost by it: what was given is on its way to those who stay.
    expect((await poolNow()).unreleased).toBeGreaterThan((GIVEN * 76n) / 100n);
  });

  test('keeps everything while the slice lacks something, from a watch until all is paid, and while anything is owed', async () => {
    await give(fundId, BUFFER + GIVEN);
    await place.must(SYSTEM, 'sizeReserves', { assetId: world.assetId, tick: place.clock.now });
    expect(gist(await distribute())).toBe('STATUS_FORBIDS');
    await fillSlice();
    const { productId } = world;
    const watch = { productId, cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
    await place.must(SYSTEM, 'watchProduct', watch);
    expect(gist(await distribute())).toBe('STATUS_FORBIDS');
    const incidentId = await breakPeg(place, world, cents(70));
    expect(gist(await distribute())).toBe('STATUS_FORBIDS');
    await payOut(place, incidentId);
    expect(gist(await distribute())).toBe('STATUS_FORBIDS');
  });

  test('keeps everything without cover: a moment without it would hand all to who has shares then', async () => {
    await fillSlice();
    await give(fundId, 10n * BUFFER);
    for (const days of [30, 31]) {
      await pass(place, world, days * 24);
      await accrue();
    }
    await place.must(SYSTEM, 'releasePolicies', { productId: world.productId, tick: 'all' });
    const [pool] = await loadByIds(place.database, 'pools', [world.poolId]);
    expect(pool?.products[0]?.cover).toBe(0n);
    expect(gist(await distribute())).toBe('STATUS_FORBIDS');
  });

  test('cannot be told to have given less or more than it did', async () => {
    await fillSlice();
    await give(fundId, BUFFER + GIVEN);
    await distribute();
    await pass(place, world, 24);
    await accrue();
    const pools = place.database.collection('pools');
    const kept = await pools.findOne({ _id: world.poolId } as never);
    await pools.updateOne(
      { _id: world.poolId } as never,
      {
        $set: { 'results.amounts.reserveIncome': encodeInteger(1n) },
      } as never,
    );
    const { differences } = await auditLedger(place.database);
    expect(differences.map(({ collection, field }) => `${collection}.${field}`).sort()).toEqual([
      'pools.results.amounts.reserveIncome',
      'reserves.draws.EXCESS',
    ]);
    await pools.replaceOne({ _id: world.poolId } as never, kept as never);
  });
});

describe('the shared fund', () => {
  const vaultId = () => vaultIdOf(world.assetId);
  async function openVault(): Promise<void> {
    const { assetId } = world;
    await place.must(OWNER, 'createVault', { payoutAssetId: assetId, assetId });
    await place.must(GIVER, 'depositCapital', { into: vaultId(), amount: 10_000n * UNIT });
  }

  test('gives to the shares of the vault as its income, and keeps everything while there are none', async () => {
    await fillSlice();
    await give(sharedId, BUFFER + GIVEN);
    expect(gist(await distribute(sharedId))).toBe('STATUS_FORBIDS');
    await openVault();
    const [before, vaultBefore] = [await fundNow(sharedId), await fundNow(vaultId())];
    expect(gist(await distribute(sharedId))).toBe('DONE');
    expect(await fundNow(sharedId)).toBe(BUFFER);
    const given = before - BUFFER;
    // It waits beside the vault, whose next accrual takes it up.
    expect(await held(incomeOf(vaultId()))).toBeGreaterThanOrEqual(given);
    expect(await fundNow(vaultId())).toBe(vaultBefore);
    const [vault] = await loadByIds(place.database, 'vaults', [vaultId()]);
    expect(vault?.incomes.EXCESS).toBe(given);
    const accrueVault = () =>
      place.must(SYSTEM, 'accrueVault', { reserveId: vaultId(), tick: place.clock.now });
    await accrueVault();
    place.clock.now += 30 * DAY_SECONDS + HOUR_SECONDS;
    await accrueVault();
    expect(await fundNow(vaultId())).toBeGreaterThanOrEqual(vaultBefore + given);
  });

  test('keeps everything while any pool of the asset has something open', async () => {
    await fillSlice();
    await openVault();
    await give(sharedId, BUFFER + GIVEN);
    const incidentId = await breakPeg(place, world, cents(70));
    expect(gist(await distribute(sharedId))).toBe('STATUS_FORBIDS');
    await payOut(place, incidentId);
    // All is paid, and nothing is covered any more: it keeps 1.4 times what falls slowly.
    await place.must(SYSTEM, 'sizeReserves', { assetId: world.assetId, tick: place.clock.now });
    const [fund] = await loadByIds(place.database, 'reserves', [sharedId]);
    expect(gist(await distribute(sharedId))).toBe('DONE');
    const stored = fund?.requirement?.stored ?? 0n;
    expect(stored).toBeGreaterThan(0n);
    expect(((await fundNow(sharedId)) * 10n) / 14n - stored).toBeLessThanOrEqual(1n);
  });
});
