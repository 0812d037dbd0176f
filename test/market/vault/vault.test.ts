/** A backstop vault over its life: stakes, income over time, exits, breaches. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { incomeOf, unearnedOf } from '../../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { vaultIdOf } from '../../../src/market/vault/vaultId.ts';
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
import { sharedFundOf } from '../../support/reserves.ts';
import { one, queriesOf, stored } from '../queries/reading.ts';

const OWNER = person(1, ['OWNER']);
const [STAKER, SNIPER] = [person(7), person(8)];
const STAKE = 10_000n * UNIT;

let place: Marketplace;
let world: ReadyWorld;
let vaultId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place, { waitingSeconds: 0 });
  const { assetId } = world;
  for (const { id: accountId, address } of [STAKER, SNIPER]) {
    await place.must(SYSTEM, 'registerAccount', { address, roles: [] });
    await place.must(SYSTEM, 'creditAccount', { accountId, assetId, amount: STAKE, reference: 'stake' });
  }
  const vault = { payoutAssetId: assetId, assetId };
  ({ reserveId: vaultId } = await place.must<{ reserveId: string }>(OWNER, 'createVault', vault));
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

type Person = typeof STAKER;
const deposit = (who: Person, amount: bigint) => place.send(who, 'depositCapital', { into: vaultId, amount });
const ask = (who: Person, shares: bigint) =>
  place.send(who, 'requestWithdrawal', { positionId: positionIdOf(vaultId, who.id), shares });
const positionOf = async (who: Person) =>
  (await loadByIds(place.database, 'positions', [positionIdOf(vaultId, who.id)]))[0];
const vaultNow = async () => {
  const [vault] = await loadByIds(place.database, 'vaults', [vaultId]);
  if (vault === undefined) throw new Error('there is no vault');
  return vault;
};
const held = (account: string) => stored(place, account, world.assetId);
const spendable = (who: Person) => held(`${who.id}/available`);
const accrue = () => place.must(SYSTEM, 'accrueVault', { reserveId: vaultId, tick: place.clock.now });
const payExits = () =>
  place.send(SYSTEM, 'payVaultWithdrawals', { reserveId: vaultId, tick: place.clock.now });
const sweepPremium = () => place.must(SYSTEM, 'accruePool', { poolId: world.poolId, tick: place.clock.now });

test('a vault is opened once for what it pays and holds, by the owner', async () => {
  expect(vaultId).toBe(vaultIdOf(world.assetId));
  const again = { payoutAssetId: world.assetId, assetId: world.assetId };
  expect(gist(await place.send(OWNER, 'createVault', again))).toBe('REPLAYED');
  const nowhere = { payoutAssetId: world.assetId, assetId: 'ast_none' };
  expect(gist(await place.send(OWNER, 'createVault', nowhere))).toBe('NOT_FOUND');
  expect(gist(await place.send(STAKER, 'createVault', nowhere))).toBe('FORBIDDEN');
});

describe('a deposit', () => {
  test('gets shares at their value, and is refused for less than a whole unit or beyond what is there', async () => {
    expect(gist(await deposit(STAKER, UNIT - 1n))).toBe('AMOUNT_OUT_OF_RANGE');
    expect(gist(await deposit(STAKER, STAKE + 1n))).toBe('BALANCE_TOO_LOW');
    expect(gist(await deposit(STAKER, STAKE))).toBe('DONE');
    expect((await positionOf(STAKER))?.shares).toBe(STAKE * 1_000n);
    const view = await one(queriesOf(place).positionViews, positionIdOf(vaultId, STAKER.id));
    expect(view).toMatchObject({ value: STAKE, withdrawableNow: STAKE, locked: [], result: 0n });
  });

  test('into an empty vault gets nothing of the premium that was earned before', async () => {
    await buy(place, world.buyers[0] as Person, world.productId, 10_000n * UNIT, 60);
    await pass(place, world, 24);
    await sweepPremium();
    expect(await held(sharedFundOf(world.assetId))).toBeGreaterThan(0n);
    expect(await held(incomeOf(vaultId))).toBe(0n);
  });
});

test('income reaches shares over 30 days, and a deposit just before it gains nothing by leaving just after', async () => {
  await deposit(STAKER, STAKE / 2n);
  await buy(place, world.buyers[0] as Person, world.productId, 90_000n * UNIT, 365);
  await pass(place, world, 20 * 24);
  await deposit(SNIPER, STAKE / 2n);
  await sweepPremium();
  const income = await held(incomeOf(vaultId));
  expect(income).toBeGreaterThan(0n);
  await accrue();
  expect([await held(incomeOf(vaultId)), await held(unearnedOf(vaultId))]).toEqual([0n, income]);
  const sniper = await positionOf(SNIPER);
  const leaving = { positionId: positionIdOf(vaultId, SNIPER.id), shares: sniper?.shares ?? 0n };
  const { value } = await place.must<{ value: bigint }>(SNIPER, 'requestWithdrawal', leaving);
  // What leaves is worth no more than what came, whatever comes later.
  expect(value).toBeLessThanOrEqual(STAKE / 2n);
  await pass(place, world, 21 * 24);
  await accrue();
  expect(gist(await payExits())).toBe('DONE');
  await pass(place, world, 1);
  expect(gist(await payExits())).toBe('DONE');
  expect(await spendable(SNIPER)).toBeLessThanOrEqual(STAKE);
  await pass(place, world, 10 * 24);
  await accrue();
  const { results } = await vaultNow();
  expect(results.amounts.reserveIncome).toBeGreaterThanOrEqual(income);
  const stayed = await one(queriesOf(place).positionViews, positionIdOf(vaultId, STAKER.id));
  expect(stayed.value).toBeGreaterThan(STAKE / 2n);
  expect(stayed.value).toBeLessThanOrEqual(STAKE / 2n + results.amounts.reserveIncome);
});

describe('an exit', () => {
  test('is paid after 21 days and not before, once what is covered is decided until then', async () => {
    await deposit(STAKER, STAKE);
    await buy(place, world.buyers[0] as Person, world.productId, 100n * UNIT, 60);
    expect(gist(await ask(STAKER, STAKE * 400n))).toBe('DONE');
    await pass(place, world, 21 * 24 - 1);
    expect(gist(await payExits())).toBe('STATUS_FORBIDS');
    await pass(place, world, 1);
    expect(gist(await payExits())).toBe('DONE');
    // The feed has been read to a quarter of an hour before.
    place.clock.now += 60;
    expect(gist(await payExits())).toBe('STATUS_FORBIDS');
    place.clock.now -= 60;
    await pass(place, world, 1);
    expect(gist(await payExits())).toBe('DONE');
    const position = await positionOf(STAKER);
    expect(position).toMatchObject({ shares: STAKE * 600n, queuedShares: 0n, queuedExits: 0 });
    expect(await spendable(STAKER)).toBe((STAKE * 4n) / 10n);
  });

  test('is one of 21 of a holder, and makes room when it is taken back', async () => {
    await deposit(STAKER, STAKE);
    const { withdrawalId } = await place.must<{ withdrawalId: string }>(STAKER, 'requestWithdrawal', {
      positionId: positionIdOf(vaultId, STAKER.id),
      shares: UNIT,
    });
    for (let count = 1; count < 21; count += 1) expect(gist(await ask(STAKER, UNIT))).toBe('DONE');
    expect(gist(await ask(STAKER, UNIT))).toBe('LIMIT_REACHED');
    const back = await place.must<{ forfeited: bigint }>(STAKER, 'cancelWithdrawal', { withdrawalId });
    expect(back.forfeited).toBe(0n);
    expect(gist(await ask(STAKER, UNIT))).toBe('DONE');
  });

  test('of the last share leaves nothing to who comes next: the rest is the shared fund’s', async () => {
    await deposit(STAKER, STAKE);
    await ask(STAKER, STAKE * 1_000n);
    await pass(place, world, 21 * 24);
    await payExits();
    await pass(place, world, 1);
    await payExits();
    expect(await vaultNow()).toMatchObject({ shares: 0n, queuedShares: 0n, status: 'OPEN' });
    expect(await held(`${vaultId}/funds`)).toBe(0n);
  });
});

test('a vault that was wiped takes no deposit, and its old shares leave with what came to it still', async () => {
  await deposit(STAKER, STAKE);
  // A share loses all but a millionth only by twenty losses in a row, each of half of what is left.
  await place.database.collection('vaults').updateOne({ _id: vaultId }, { $set: { status: 'WIPED' } });
  expect(gist(await deposit(SNIPER, STAKE))).toBe('POOL_CLOSED');
  await buy(place, world.buyers[0] as Person, world.productId, 100n * UNIT, 60);
  await pass(place, world, 24);
  await sweepPremium();
  // What it earned before reaches it over time; it earns nothing any more.
  expect(await held(incomeOf(vaultId))).toBe(0n);
  expect(gist(await ask(STAKER, STAKE * 1_000n))).toBe('DONE');
  await pass(place, world, 21 * 24);
  await payExits();
  await pass(place, world, 1);
  expect(await payExits()).toMatchObject({ kind: 'DONE', answer: { paid: 1 } });
  expect(await spendable(STAKER)).toBe(STAKE);
  expect(await vaultNow()).toMatchObject({ shares: 0n, status: 'WIPED' });
});

test('shares are given at once and carry no exit with them', async () => {
  await deposit(STAKER, STAKE);
  await ask(STAKER, STAKE * 900n);
  const positionId = positionIdOf(vaultId, STAKER.id);
  const gift = { positionId, toAddress: SNIPER.address };
  expect(gist(await place.send(STAKER, 'transferPosition', { ...gift, shares: STAKE * 101n }))).toBe(
    'AMOUNT_OUT_OF_RANGE',
  );
  await place.must(STAKER, 'transferPosition', { ...gift, shares: STAKE * 100n });
  expect(await positionOf(SNIPER)).toMatchObject({ shares: STAKE * 100n, queuedShares: 0n });
  const none = { policyId: null, poolId: null, productId: null, termSeconds: null, maxAnnualRateWad: null };
  const offer = { ...none, side: 'SELL', positionId, quantity: 1_000n, price: 1n, expiresAt: null };
  expect(gist(await place.send(STAKER, 'placeOrder', offer))).toBe('STATUS_FORBIDS');
});

test('a long queue stops deposits until most of it has gone', async () => {
  await deposit(STAKER, STAKE);
  const { withdrawalId } = await place.must<{ withdrawalId: string }>(STAKER, 'requestWithdrawal', {
    positionId: positionIdOf(vaultId, STAKER.id),
    shares: STAKE * 601n,
  });
  expect((await vaultNow()).status).toBe('CLOSED');
  expect(gist(await deposit(SNIPER, STAKE))).toBe('POOL_CLOSED');
  await place.must(STAKER, 'cancelWithdrawal', { withdrawalId });
  expect((await vaultNow()).status).toBe('OPEN');
  await ask(STAKER, STAKE * 301n);
  expect((await vaultNow()).status).toBe('SALES_STOPPED');
  expect(gist(await deposit(SNIPER, STAKE))).toBe('DONE');
});

test('attack 26: from a breach until its incident is paid nobody steps in or out, and every clock stands still', async () => {
  await deposit(STAKER, STAKE);
  await buy(place, world.buyers[0] as Person, world.productId, 100n * UNIT, 60);
  await ask(STAKER, STAKE * 100n);
  const earliest = async () => {
    const [exit] = await place.database.collection('withdrawals').find().toArray();
    return one(queriesOf(place).withdrawalViews, String(exit?._id));
  };
  const before = (await earliest()).earliestAt ?? 0;
  // A watch alone freezes nothing here.
  await pass(place, world, 1, cents(98));
  await place.must(SYSTEM, 'watchProduct', {
    productId: world.productId,
    eventTime: place.clock.now,
    cause: 'BELOW_WATCH_LEVEL',
  });
  expect((await vaultNow()).frozenSince).toBeNull();
  const incidentId = await breakPeg(place, world);
  const { frozenSince, breachedProductIds } = await vaultNow();
  expect([frozenSince === null, breachedProductIds]).toEqual([false, [world.productId]]);
  for (const refused of [
    await deposit(SNIPER, STAKE),
    await ask(STAKER, UNIT),
    await place.send(STAKER, 'transferPosition', {
      positionId: positionIdOf(vaultId, STAKER.id),
      shares: UNIT,
      toAddress: SNIPER.address,
    }),
  ])
    expect(gist(refused)).toBe('LOCKED');
  expect(await earliest()).toMatchObject({ earliestAt: null });
  const view = await one(queriesOf(place).positionViews, positionIdOf(vaultId, STAKER.id));
  expect(view.withdrawableNow).toBe(0n);
  expect(view.locked.map(({ by }) => by)).toEqual(['EXIT_QUEUE', world.productId]);
  await payOut(place, incidentId);
  const thawed = await vaultNow();
  expect(thawed).toMatchObject({ frozenSince: null, breachedProductIds: [] });
  expect((await earliest()).earliestAt).toBe(before + thawed.frozenSecondsBefore);
  expect(gist(await deposit(SNIPER, STAKE))).toBe('DONE');
});

test('a breach that ends by itself lets go of the vault', async () => {
  await deposit(STAKER, STAKE);
  await pass(place, world, 3, cents(90));
  expect((await vaultNow()).frozenSince).not.toBeNull();
  await pass(place, world, 4);
  expect((await vaultNow()).frozenSince).toBeNull();
});
