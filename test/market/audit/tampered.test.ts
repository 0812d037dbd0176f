/** Whoever can write to the database directly can change any row: each kind of change is found, and the row named. */
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { availableOf, balanceId, capitalOf, claimsOf } from '../../../src/market/ledger/accounts.ts';
import { chain, contentOf } from '../../../src/market/sequencer/journalEntry.ts';
import { decodeDocument } from '../../../src/store/codec.ts';
import { type StoredDocument, stored } from '../../../src/store/database.ts';
import type { JournalDocument } from '../../../src/store/documents/ledger.ts';
import { GENESIS_HASH } from '../../../src/store/head.ts';
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

const decimal = (value: bigint) => mongoose.Types.Decimal128.fromString(`${value}`);

let place: Marketplace;
let world: ReadyWorld;
/** Rows that the tests name. */
const ids: Record<string, string> = {};

/** A history with a bit of everything: paid, open, queued. */
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place, { waitingSeconds: 0 });
  const { productId, poolId, underwriter, buyers, assetId } = world;
  const [buyer] = buyers as [(typeof buyers)[0]];
  const [policyId] = await buy(place, buyer, productId, 8_000n * UNIT, 60);
  await pass(place, world, 5);
  const incidentId = await breakPeg(place, world);
  await payOut(place, incidentId);
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  const positionId = `pos_${poolId.slice(5)}_${underwriter.id.slice(4)}`;
  const shares = 1_000n * UNIT * 1_000n;
  const ask = { positionId, shares };
  const { withdrawalId } = await place.must<{ withdrawalId: string }>(underwriter, 'requestWithdrawal', ask);
  await buy(place, buyer, productId, 5_000n * UNIT, 30);
  Object.assign(ids, { policyId, positionId, withdrawalId, incidentId, poolId, productId });
  ids.feedId = world.feedId;
  ids.available = balanceId(availableOf(buyer.id), assetId);
  ids.outside = balanceId('outside/cashier', assetId);
  ids.capital = balanceId(capitalOf(poolId), assetId);
  ids.claims = balanceId(claimsOf(poolId), assetId);
  ids.payoutId = `pay_${policyId?.slice(4)}_${incidentId.slice(4)}`;
  const commands = await place.database.collection('journal').find().sort({ sequence: 1 }).toArray();
  ids.first = commands[0]?._id ?? '';
  ids.purchase = commands.find(({ operation }) => operation === 'buyPolicies')?._id ?? '';
  ids.last = commands.at(-1)?._id ?? '';
  const buckets = await place.database.collection('earningBuckets').find().sort({ hour: -1 }).toArray();
  ids.bucketId = buckets[0]?._id ?? '';
});
afterAll(() => place.stop());

/** What a test changed, to be put back. */
const changed: { collection: string; id: string; before: StoredDocument | null }[] = [];
afterEach(async () => {
  for (const { collection, id, before } of changed.splice(0)) {
    await place.database.collection(collection).deleteOne({ _id: id });
    if (before !== null) await place.database.collection(collection).insertOne(before);
  }
  expect((await auditLedger(place.database)).differences).toEqual([]);
});

async function keep(collection: string, id: string): Promise<void> {
  changed.push({ collection, id, before: await place.database.collection(collection).findOne({ _id: id }) });
}

async function set(collection: string, name: string, fields: Record<string, unknown>): Promise<void> {
  const id = ids[name] ?? name;
  await keep(collection, id);
  const { matchedCount } = await place.database
    .collection(collection)
    .updateOne({ _id: id }, { $set: fields });
  expect(matchedCount).toBe(1);
}

async function remove(collection: string, name: string): Promise<void> {
  const id = ids[name] ?? name;
  await keep(collection, id);
  await place.database.collection(collection).deleteOne({ _id: id });
}

async function firstDifference() {
  const { clean, differences } = await auditLedger(place.database);
  expect(clean).toBe(false);
  return differences[0];
}

const CHANGES: [string, string, string, string, Record<string, unknown>, string?][] = [
  ['a balance that was raised', 'balances', 'available', 'amount', { amount: decimal(10n ** 12n) }],
  [
    'a balance that is not a whole number',
    'balances',
    'available',
    '_id',
    { amount: mongoose.Types.Decimal128.fromString('0.5') },
  ],
  ['a count of entries that was changed', 'balances', 'available', 'sequence', { sequence: 99 }],
  ['a balance moved to another account', 'balances', 'available', '_id', { account: 'acc_1/available' }],
  ['a changed entry', 'journal', 'purchase', 'hash', { 'entries.0.amount': decimal(-1n) }],
  ['a changed answer', 'journal', 'purchase', 'hash', { 'answer.premium': decimal(1n) }],
  ['a changed event', 'journal', 'purchase', 'hash', { 'events.0.node': 'pol_other' }],
  ['a changed input hash', 'journal', 'last', 'hash', { inputHash: '00' }],
  ['a changed hash', 'journal', 'first', 'hash', { hash: 'f'.repeat(64) }],
  ['a changed hash of a content', 'journal', 'first', 'contentHash', { contentHash: 'f'.repeat(64) }],
  ['a changed previous hash', 'journal', 'last', 'previousHash', { previousHash: 'f'.repeat(64) }],
  ['an entry of the wrong place', 'journal', 'purchase', 'hash', { 'entries.0.accountSequence': 7 }],
  ['a journal document without entries', 'journal', 'last', 'hash', { entries: null }],
  ['a head that is behind', 'head', 'head', 'sequence', { sequence: 1 }],
  ['a head of another history', 'head', 'head', 'hash', { hash: 'f'.repeat(64) }],
  ['a head of another time', 'head', 'head', 'time', { time: 1 }],
  ['shares that a pool does not have', 'pools', 'poolId', 'shares', { shares: decimal(1n) }],
  ['queued shares of a pool', 'pools', 'poolId', 'queuedShares', { queuedShares: decimal(0n) }],
  ['the recorded value of a queue', 'pools', 'poolId', 'queuedValue', { queuedValue: decimal(0n) }],
  [
    'cover that a pool does not carry',
    'pools',
    'poolId',
    'products.productId.cover',
    { 'products.0.cover': decimal(0n) },
  ],
  [
    'cover that a feed is not to carry',
    'feeds',
    'feedId',
    'activeCover assetId',
    { 'activeCover.0.amount': decimal(0n) },
  ],
  ['cover of a subject in no asset', 'subjects', 'sub_usdc', 'activeCover assetId', { activeCover: [] }],
  ['a fraction of unearned premium', 'pools', 'poolId', 'unearned premium', { 'earning.carry': decimal(1n) }],
  [
    'a rate of earning',
    'pools',
    'poolId',
    'rate after the last bucket',
    { 'earning.ratePerSecond': decimal(0n) },
  ],
  [
    'premium that a pool says it has earned',
    'pools',
    'poolId',
    'results.amounts.premium',
    { 'results.amounts.premium': decimal(10n ** 12n) },
  ],
  [
    'a loss that a pool is silent about',
    'pools',
    'poolId',
    'results.amounts.losses',
    { 'results.amounts.losses': decimal(0n) },
  ],
  [
    'an hour of earning',
    'earningBuckets',
    'bucketId',
    'premium in the buckets',
    { 'bucket.lump': decimal(9n) },
    'pools',
  ],
  ['shares of a position', 'positions', 'positionId', 'shares', { shares: decimal(1n) }],
  ['queued shares of a position', 'positions', 'positionId', 'queuedShares', { queuedShares: decimal(0n) }],
  ['what a position has taken out', 'positions', 'positionId', 'withdrawn', { withdrawn: decimal(5n) }],
  ['an exit that was closed', 'withdrawals', 'withdrawalId', 'sharesLeft', { status: 'CANCELLED' }],
  [
    'remaining cover above what was bought',
    'policies',
    'policyId',
    'coverRemaining',
    { coverRemaining: decimal(10n ** 12n) },
  ],
  [
    'cover that is not the sum of its parts',
    'policies',
    'policyId',
    'coverAmount',
    { coverAmount: decimal(10n ** 12n) },
  ],
  ['a policy ended without an end', 'policies', 'policyId', 'open', { open: false }],
  ['a policy without segments', 'policies', 'policyId', '_id', { segments: null }],
  ['a payout that says more than its decision', 'payouts', 'payoutId', 'paid', { paid: decimal(10n ** 12n) }],
  ['a payout to another account', 'payouts', 'payoutId', 'accountId', { accountId: 'acc_1' }],
  ['a payout of a policy that is not there', 'payouts', 'payoutId', 'policyId', { policyId: 'pol_0' }],
  ['the count of an incident', 'incidents', 'incidentId', 'policies.paid', { 'policies.paid': 2 }],
  [
    'the running sum of an incident',
    'incidents',
    'incidentId',
    'claimedPaid',
    { 'pools.0.claimedPaid': decimal(1n) },
  ],
  ['what an incident was given', 'incidents', 'incidentId', 'paid', { 'pools.0.funded': decimal(1n) }],
];

test.each(CHANGES)('finds and names %s', async (_what, collection, name, field, fields, found) => {
  await set(collection, name, fields);
  const difference = await firstDifference();
  expect(difference).toMatchObject({
    collection: found ?? collection,
    field: field.replace('productId', ids.productId ?? '').replace('assetId', world.assetId),
  });
  if (found === undefined) expect(difference?.id).toBe(ids[name] ?? name);
});

test('finds a journal document that was deleted, by the one after it', async () => {
  const next = await place.database.collection('journal').findOne({ sequence: 2 });
  await remove('journal', 'first');
  const difference = await firstDifference();
  expect(difference).toEqual({
    collection: 'journal',
    id: next?._id,
    field: 'sequence',
    expected: '1',
    found: '2',
  });
});

test('finds the newest journal document deleted, by the head', async () => {
  await remove('journal', 'last');
  expect(await firstDifference()).toMatchObject({ collection: 'head', id: 'head', field: 'sequence' });
});

test('finds a missing head', async () => {
  await remove('head', 'head');
  expect(await firstDifference()).toMatchObject({ collection: 'head', field: '_id', found: 'no document' });
});

test('finds a journal document put in between', async () => {
  const last = await place.database.collection('journal').findOne({ _id: ids.last ?? '' });
  await keep('journal', 'forged');
  await place.database
    .collection('journal')
    .insertOne({ ...last, _id: 'forged', sequence: (last?.sequence as number) + 1 });
  expect(await firstDifference()).toMatchObject({
    collection: 'journal',
    id: 'forged',
    field: 'previousHash',
  });
});

test('finds a purchase that was made dearer with the whole chain rebuilt after it, by what it leaves behind', async () => {
  const commands = place.database.collection('journal');
  const all = (await commands.find().sort({ sequence: 1 }).toArray()).map((before) => ({
    before,
    document: decodeDocument<JournalDocument>(before),
  }));
  await keep('head', 'head');
  let previousHash = GENESIS_HASH;
  for (const { before, document } of all) {
    if (document._id === ids.purchase) for (const entry of document.entries) entry.amount *= 2n;
    const anew = chain({ sequence: document.sequence - 1, hash: previousHash }, contentOf(document));
    previousHash = anew.hash;
    changed.push({ collection: 'journal', id: document._id, before });
    await commands.replaceOne({ _id: document._id }, stored(anew));
  }
  await place.database.collection('head').updateOne({ _id: 'head' }, { $set: { hash: previousHash } });
  const { differences } = await auditLedger(place.database);
  expect(differences[0]).toMatchObject({ collection: 'balances', id: ids.available, field: 'amount' });
  expect(differences.filter(({ collection }) => collection === 'journal')).toEqual([]);
});

test('finds a balance that was deleted, and one that nothing made', async () => {
  await remove('balances', 'capital');
  await keep('balances', 'acc_0/available/ast_0');
  await place.database.collection('balances').insertOne({
    ...{ _id: 'acc_0/available/ast_0', version: 1, account: 'acc_0/available', assetId: 'ast_0' },
    ...{ amount: decimal(5n), sequence: 1 },
  });
  const { differences } = await auditLedger(place.database);
  expect(differences).toContainEqual(
    expect.objectContaining({ collection: 'balances', id: ids.capital, found: 'no document' }),
  );
  expect(differences[0]).toEqual({
    collection: 'balances',
    id: 'acc_0/available/ast_0',
    field: 'amount',
    expected: '0',
    found: '5',
  });
});

test('finds a policy paid twice under another id', async () => {
  const payout = await place.database.collection('payouts').findOne({ _id: ids.payoutId ?? '' });
  await keep('payouts', 'pay_twice');
  await place.database.collection('payouts').insertOne({ ...payout, _id: 'pay_twice' } as StoredDocument);
  const { differences } = await auditLedger(place.database);
  expect(differences[0]).toMatchObject({ collection: 'payouts', id: 'pay_twice', field: '_id' });
  expect(differences).toContainEqual(
    expect.objectContaining({ collection: 'payouts', id: 'pay_twice', field: 'incidentId' }),
  );
});

test('finds a subject that was deleted', async () => {
  await remove('subjects', 'sub_usdc');
  const expected = { collection: 'subjects', id: 'sub_usdc', found: 'no document' };
  expect(await firstDifference()).toMatchObject(expected);
});

test('finds a payout that was deleted', async () => {
  await remove('payouts', 'payoutId');
  expect(await firstDifference()).toMatchObject({
    collection: 'payouts',
    id: ids.payoutId,
    found: 'no document',
  });
});

test('finds documents that belong to nothing: positions, exits and buckets without their pools', async () => {
  await set('positions', 'positionId', { poolId: 'pool_0' });
  await set('earningBuckets', 'bucketId', { earnerId: 'pool_0' });
  const { differences } = await auditLedger(place.database);
  for (const [collection, id, field] of [
    ['positions', ids.positionId, 'poolId'],
    ['earningBuckets', ids.bucketId, 'earnerId'],
  ]) {
    expect(differences).toContainEqual(expect.objectContaining({ collection, id, field }));
  }
});

test('lists at most a hundred differences and counts them all', async () => {
  const documents = Array.from({ length: 150 }, (_, index) => `acc_${index}/available/ast_0`);
  for (const _id of documents) changed.push({ collection: 'balances', id: _id, before: null });
  await place.database.collection('balances').insertMany(
    documents.map((_id) => ({
      _id,
      account: _id.slice(0, -6),
      assetId: 'ast_0',
      amount: decimal(1n),
      sequence: 0,
    })),
  );
  const report = await auditLedger(place.database);
  expect(report.differences).toHaveLength(100);
  expect(report.differenceCount).toBe(150);
});
