/** Sealed snapshots that somebody changed in the database: each change is found, and the row named. */
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { chain, contentOf } from '../../../src/market/sequencer/journalEntry.ts';
import { createSigner } from '../../../src/market/solvency/signer.ts';
import { type TakenSnapshot, takeSnapshot } from '../../../src/market/solvency/takeSnapshot.ts';
import { decodeDocument } from '../../../src/store/codec.ts';
import { type StoredDocument, stored } from '../../../src/store/database.ts';
import type { JournalDocument } from '../../../src/store/documents/ledger.ts';
import { loadSolvencySnapshot } from '../../../src/store/evidence/solvencySnapshots.ts';
import { GENESIS_HASH } from '../../../src/store/head.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { buy } from '../../support/depeg.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { TEST_SIGNER } from '../../support/signer.ts';
import { historiesOf } from '../queries/reading.ts';

const decimal = (value: bigint) => mongoose.Types.Decimal128.fromString(`${value}`);

let place: Marketplace;
let world: ReadyWorld;
let taken: TakenSnapshot;
let owed = '';
let cover = '';

const take = (signer = TEST_SIGNER) =>
  takeSnapshot({ database: place.database, signer, histories: () => historiesOf(place) });

beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  for (const buyer of world.buyers) await buy(place, buyer, world.productId, 1_000n * UNIT, 60);
  taken = await take();
  await place.must(SYSTEM, 'sealSnapshot', taken);
  owed = `${taken.snapshotId}/OWED/${world.assetId}`;
  cover = `${taken.snapshotId}/COVER/${world.assetId}`;
});
afterAll(() => place.stop());

/** What a test changed, to be put back. */
const changed: { collection: string; id: string; before: StoredDocument | null }[] = [];
afterEach(async () => {
  for (const { collection, id, before } of changed.splice(0).reverse()) {
    await place.database.collection(collection).deleteOne({ _id: id });
    if (before !== null) await place.database.collection(collection).insertOne(before);
  }
  expect((await auditLedger(place.database)).differences).toEqual([]);
});

async function keep(collection: string, id: string): Promise<StoredDocument | null> {
  const before = await place.database.collection(collection).findOne({ _id: id });
  changed.push({ collection, id, before });
  return before;
}

async function set(collection: string, id: string, fields: Record<string, unknown>): Promise<void> {
  await keep(collection, id);
  const { matchedCount } = await place.database
    .collection(collection)
    .updateOne({ _id: id }, { $set: fields });
  expect(matchedCount).toBe(1);
}

async function remove(collection: string, id: string): Promise<void> {
  expect(await keep(collection, id)).not.toBeNull();
  await place.database.collection(collection).deleteOne({ _id: id });
}

async function found() {
  const { differences } = await auditLedger(place.database);
  return differences.map(({ collection, id, field }) => `${collection} ${id} ${field}`);
}

test('counts the snapshots that it has looked at, and finds nothing', async () => {
  const { clean, checked } = await auditLedger(place.database);
  expect({ clean, snapshots: checked.snapshots }).toEqual({ clean: true, snapshots: 1 });
});

test('one that was taken and never named is no difference, unless it is not what it says', async () => {
  const another = await take();
  changed.push({ collection: 'solvencySnapshots', id: another.snapshotId, before: null });
  expect(await found()).toEqual([]);
  await place.database
    .collection('solvencySnapshots')
    .updateOne({ _id: another.snapshotId }, { $set: { 'head.journalHash': '0'.repeat(64) } });
  expect(await found()).toContain(`solvencySnapshots ${another.snapshotId} head.journalHash`);
});

test.each<[string, Record<string, unknown>, string]>([
  ['head, by what is signed', { 'head.at': 1 }, 'head'],
  ['head, by the command it is as of', { 'head.sequence': 1 }, '_id'],
  ['journal hash', { 'head.journalHash': 'f'.repeat(64) }, 'head.journalHash'],
  ['root', { 'head.trees.0.sum': decimal(1n) }, 'head'],
  ['signature', { signature: `0x${'1'.repeat(130)}` }, 'signature'],
  ['signer', { signer: `0x${'1'.repeat(40)}` }, 'signer'],
  ['name', { sha256: '0'.repeat(64) }, 'sha256'],
])('finds a changed %s', async (_what, fields, field) => {
  await set('solvencySnapshots', taken.snapshotId, fields);
  expect(await found()).toContain(`solvencySnapshots ${taken.snapshotId} ${field}`);
});

test('finds a changed figure of its text, and names it', async () => {
  const id = `${taken.sha256}/0`;
  const before = await place.database.collection('bundles').findOne({ _id: id });
  const text = String(before?.text).replace('"activeCover":"', '"activeCover":"9');
  await set('bundles', id, { text });
  expect(await found()).toEqual([
    `solvencySnapshots ${taken.snapshotId} text`,
    `solvencySnapshots ${taken.snapshotId} text head.report`,
  ]);
});

test('finds a snapshot that was signed anew with another key, by what the journal says of it', async () => {
  const snapshot = await loadSolvencySnapshot(place.database, taken.snapshotId);
  if (snapshot === null) throw new Error('there is no snapshot');
  const key = createSigner(`0x${'2'.repeat(64)}`);
  const signature = await key.sign(snapshot.head);
  await set('solvencySnapshots', taken.snapshotId, { signer: key.address, signature });
  const id = `${taken.sha256}/0`;
  const before = await place.database.collection('bundles').findOne({ _id: id });
  const text = String(before?.text)
    .replace(snapshot.signer, key.address)
    .replace(snapshot.signature, signature);
  await set('bundles', id, { text });
  expect(await found()).toEqual([`solvencySnapshots ${taken.snapshotId} text`]);
});

test('finds a snapshot that was deleted, and one whose name in the journal was changed', async () => {
  await remove('solvencySnapshots', taken.snapshotId);
  expect(await found()).toEqual([`solvencySnapshots ${taken.snapshotId} _id`]);
  const naming = await place.database.collection('journal').findOne({ 'events.node': taken.snapshotId });
  await set('journal', String(naming?._id), { 'events.0.changes.sha256': '0'.repeat(64) });
  expect(await found()).toContain(`journal ${String(naming?._id)} hash`);
});

test('finds what a leaf owes, whose it is and where it stands, changed', async () => {
  await set('solvencyPieces', `${owed}/0`, { 'amounts.0': decimal(1n) });
  expect(await found()).toEqual([
    `solvencyPieces ${owed} sum`,
    `solvencyPieces ${owed} hash`,
    `solvencyPieces ${owed}/tops hashes`,
    `solvencyPieces ${taken.snapshotId} pieces`,
  ]);
  await set('solvencyPieces', `${cover}/0`, { 'ids.0': 'pol_another' });
  await set('solvencyPieces', `${owed}/0`, { 'hashes.0': '0'.repeat(64) });
  expect(await found()).toContain(`solvencyPieces ${owed} hash`);
});

test('finds a leaf given to somebody else by the hash that the journal binds all pieces with', async () => {
  await set('solvencyPieces', `${cover}/0`, { 'ids.0': 'pol_another' });
  expect(await found()).toEqual([`solvencyPieces ${taken.snapshotId} pieces`]);
});

test('finds the tops of a tree changed, and pieces that are gone', async () => {
  await set('solvencyPieces', `${owed}/tops`, { hashes: ['0'.repeat(64)] });
  expect(await found()).toEqual([
    `solvencyPieces ${owed}/tops hashes`,
    `solvencyPieces ${taken.snapshotId} pieces`,
  ]);
  await remove('solvencyPieces', `${cover}/0`);
  expect(await found()).toContain(`solvencyPieces ${cover} count`);
});

test('looks for no piece once proofs are not given any more', async () => {
  for (const id of [`${owed}/0`, `${owed}/tops`, `${cover}/0`, `${cover}/tops`])
    await remove('solvencyPieces', id);
  expect(await found()).toEqual([]);
});

test('finds a history that was written anew from an entry on, by the hash that a snapshot holds', async () => {
  const journal = place.database.collection('journal');
  await keep('head', 'head');
  let previousHash = GENESIS_HASH;
  for (const before of await journal.find().sort({ sequence: 1 }).toArray()) {
    const document = decodeDocument<JournalDocument>(before);
    if (document.sequence === 1) document.inputHash = '00';
    const anew = chain({ sequence: document.sequence - 1, hash: previousHash }, contentOf(document));
    previousHash = anew.hash;
    changed.push({ collection: 'journal', id: document._id, before });
    await journal.replaceOne({ _id: document._id }, stored(anew));
  }
  await place.database.collection('head').updateOne({ _id: 'head' }, { $set: { hash: previousHash } });
  expect(await found()).toEqual([`solvencySnapshots ${taken.snapshotId} head.journalHash`]);
});
