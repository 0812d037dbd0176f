import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome } from '../../../src/market/command.ts';
import { availableOf } from '../../../src/market/ledger/accounts.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, buy, cents, pass, payOut } from '../../support/depeg.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  feed,
  hourly,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { stored } from '../queries/reading.ts';

let place: Marketplace;
let world: ReadyWorld;
type Person = ReturnType<typeof person>;
let giver: Person;
let taker: Person;
let policyId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  [giver, taker] = [100, 101].map((number) => person(number)) as [Person, Person];
  [policyId = ''] = await buy(place, giver, world.productId, 10_000n * UNIT, 60);
  await pass(place, world, 96);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const transfer = (toAddress = taker.address, by = giver) =>
  place.send(by, 'transferPolicy', { policyId, toAddress, coverAmount: null });
const codeOf = (outcome: Outcome) => (outcome.kind === 'REFUSED' ? outcome.refusal.code : outcome.kind);
const holder = async () => (await loadByIds(place.database, 'policies', [policyId]))[0]?.accountId;
const balances = () =>
  Promise.all([giver, taker].map(({ id }) => stored(place, availableOf(id), world.assetId)));
let ticks = 0;
const settle = () =>
  place.send(SYSTEM, 'settleStepOuts', {
    poolId: world.poolId,
    until: place.clock.now,
    tick: `${ticks++}`,
  });

test('a transfer takes effect once the feed has been read past it, and the new holder can pass it on', async () => {
  expect(codeOf(await transfer())).toBe('DONE');
  expect(await holder()).toBe(giver.id);
  expect((await settle()).kind).toBe('REFUSED');
  expect(codeOf(await transfer())).toBe('STATUS_FORBIDS');
  await pass(place, world, 2);
  expect(await settle()).toMatchObject({ kind: 'DONE', answer: { done: 1, void: 0 } });
  expect(await holder()).toBe(taker.id);
  expect(codeOf(await transfer())).toBe('NOT_FOUND');
  expect(codeOf(await transfer(giver.address, taker))).toBe('DONE');
});

test('is refused to a stranger, to oneself, by a stranger, and on watch', async () => {
  expect(codeOf(await transfer(person(999).address))).toBe('NOT_FOUND');
  expect(codeOf(await transfer(giver.address))).toBe('NOT_FOUND');
  expect(codeOf(await transfer(giver.address, taker))).toBe('NOT_FOUND');
  const watching = { productId: world.productId, cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
  await place.must(SYSTEM, 'watchProduct', watching);
  expect(codeOf(await transfer())).toBe('LOCKED');
});

test('what it was paid before stays with whom it was paid to', async () => {
  await payOut(place, await breakPeg(place, world));
  await place.must(SYSTEM, 'thawProduct', { productId: world.productId, eventTime: place.clock.now });
  expect(codeOf(await transfer())).toBe('DONE');
  await pass(place, world, 2);
  expect((await settle()).kind).toBe('DONE');
  const [policy] = await loadByIds(place.database, 'policies', [policyId]);
  expect(policy).toMatchObject({ accountId: taker.id, decisions: [{ accountId: giver.id, eligible: true }] });
});

describe('whoever held it when the breach began is paid', () => {
  test('the new holder for one that began after the transfer, also when that is settled late', async () => {
    expect(codeOf(await transfer())).toBe('DONE');
    const before = await balances();
    await payOut(place, await breakPeg(place, world));
    const after = await balances();
    expect(after.map((amount, index) => amount - (before[index] ?? 0n))).toEqual([0n, 5_000n * UNIT]);
    expect(await holder()).toBe(taker.id);
  });

  test('the old holder for one that had begun in the dark before it: the transfer is void', async () => {
    const dark = place.clock.now;
    place.clock.now += 3 * HOUR_SECONDS;
    expect(codeOf(await transfer())).toBe('DONE');
    place.clock.now += 4 * HOUR_SECONDS;
    await feed(place, world.feedId, hourly(dark, Array(7).fill(cents(89))), place.clock.now - 900);
    expect(await settle()).toMatchObject({ kind: 'DONE', answer: { done: 0, void: 1 } });
    const before = await balances();
    await payOut(place, await breakPeg(place, world, 10n ** 18n));
    const after = await balances();
    expect(after.map((amount, index) => amount - (before[index] ?? 0n))).toEqual([5_000n * UNIT, 0n]);
  });
});
