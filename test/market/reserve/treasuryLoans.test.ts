/** What the treasury lends after a security breach, and how it comes back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { availableOf, reserveOf } from '../../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { encodeInteger } from '../../../src/store/codec.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  UNIT,
} from '../../support/marketplace.ts';
import { stored } from '../queries/reading.ts';

const owner = person(1, ['OWNER']);
let place: Marketplace;
let world: ReadyWorld;
let treasuryId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  treasuryId = reserveIdOf('TREASURY', world.assetId);
  await give(0, 8_000n);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const buyer = (index: number) => {
  const found = world.buyers[index];
  if (found === undefined) throw new Error('no such buyer');
  return found as ReturnType<typeof person>;
};
const give = (who: number, units: bigint) =>
  place.must(buyer(who), 'contributeToReserve', {
    ...{ reserveId: treasuryId, amount: units * UNIT, kind: 'PREMIUM' },
  });
const lend = (toAddress: string, units: bigint) =>
  place.send(owner, 'propose', {
    ...{ reason: 'Keys of an exchange were stolen', chainId: 1 },
    changes: [{ kind: 'lendTreasury', input: { assetId: world.assetId, toAddress, amount: units * UNIT } }],
  });
const treasury = async () => {
  const [found] = await loadByIds(place.database, 'reserves', [treasuryId]);
  if (found === undefined) throw new Error('the treasury is gone');
  return found;
};
const held = (account: string) => stored(place, account, world.assetId);

test('a loan is a quarter of the treasury at most, half of it in 30 days, and due in 90', async () => {
  const [one, other] = [buyer(0), buyer(1)];
  const before = await held(availableOf(other.id));
  expect(await lend(other.address, 5_000n)).toMatchObject({ kind: 'DONE' });
  expect((await held(availableOf(other.id))) - before).toBe(2_000n * UNIT);
  // A quarter of what is left, then what is left of half of 8,000.
  expect(await lend(one.address, 5_000n)).toMatchObject({ kind: 'DONE' });
  expect(await held(reserveOf(treasuryId))).toBe(4_500n * UNIT);
  expect(await lend(one.address, 5_000n)).toMatchObject({ kind: 'DONE' });
  expect(await held(reserveOf(treasuryId))).toBe(4_000n * UNIT);
  expect(await lend(one.address, 1n)).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
  const { now } = place.clock;
  expect((await treasury()).loans).toMatchObject([
    { accountId: other.id, amount: 2_000n * UNIT, repaid: 0n, lentAt: now, dueAt: now + 90 * DAY_SECONDS },
    { accountId: one.id, amount: 1_500n * UNIT, repaid: 0n },
    { accountId: one.id, amount: 500n * UNIT, repaid: 0n },
  ]);
});

test('what the borrower pays in repays the oldest loan first; what others pay in repays nothing', async () => {
  const other = buyer(1);
  await lend(other.address, 1_000n);
  await lend(other.address, 500n);
  await give(0, 100n);
  expect((await treasury()).loans.map(({ repaid }) => repaid)).toEqual([0n, 0n]);
  await give(1, 1_200n);
  expect((await treasury()).loans).toMatchObject([{ amount: 500n * UNIT, repaid: 200n * UNIT }]);
  await give(1, 400n);
  expect((await treasury()).loans).toEqual([]);
  expect(await held(reserveOf(treasuryId))).toBe(8_200n * UNIT);
});

test('nothing is lent to a wallet that has no account', async () => {
  expect(await lend(person(999).address, 1n)).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
});

test('a loan that was altered is found and named', async () => {
  await lend(buyer(1).address, 1_000n);
  const reserves = place.database.collection('reserves');
  await reserves.updateOne({ _id: treasuryId }, { $set: { 'loans.0.amount': encodeInteger(10n ** 12n) } });
  const { differences } = await auditLedger(place.database);
  await reserves.updateOne({ _id: treasuryId }, { $set: { 'loans.0.amount': encodeInteger(1_000n * UNIT) } });
  expect(differences.map(({ id, field }) => `${id} ${field}`)).toEqual([`${treasuryId} loans`]);
});
