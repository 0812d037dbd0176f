/**
 * Writes one batch in one transaction: the head first (it fences and orders), then changed documents as absolute
 * values under the version they were loaded at, then one journal document per command.
 */
import mongoose from 'mongoose';
import { STATE_COLLECTIONS, type StateCollection, type StateDocuments } from './collections.ts';
import { type Database, type Session, type StoredDocument, stored } from './database.ts';
import type { HeadDocument, JournalDocument } from './documents/ledger.ts';
import { leaseEnd } from './head.ts';

type StateDocument = StateDocuments[StateCollection];

/** One document to write over what was loaded; `loaded` null means that it must not exist yet. */
export interface BatchWrite {
  collection: StateCollection;
  id: string;
  loaded: StateDocument | null;
  document: StateDocument;
}

export interface Batch {
  head: HeadDocument;
  next: { sequence: number; hash: string; time: number };
  writes: readonly BatchWrite[];
  journal: readonly JournalDocument[];
}

/** What became of a batch. UNKNOWN: the server may or may not have it; the journal tells. */
export type CommitResult = 'COMMITTED' | 'GUARD_MISSED' | 'DUPLICATE' | 'CONFLICT' | 'UNKNOWN';

const TRANSACTION: mongoose.mongo.TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
};

/** Thrown inside the transaction when a guard matched fewer documents than it must. */
class GuardMiss extends Error {}

/** Commits a batch. Errors that no retry can mend are thrown. Encoding happens before the transaction opens. */
export async function commitBatch(
  database: Database,
  session: Session,
  batch: Batch,
  leaseMs: number,
): Promise<CommitResult> {
  const operations = STATE_COLLECTIONS.map((name) => ({ name, writes: writesOf(name, batch.writes) }));
  const journal = batch.journal.map(stored);
  session.startTransaction(TRANSACTION);
  try {
    await moveHead(database, session, batch, leaseMs);
    for (const { name, writes } of operations) {
      if (writes.length === 0) continue;
      const result = await database.collection(name).bulkWrite(writes, { session, ordered: true });
      if (result.matchedCount + result.insertedCount !== writes.length) throw new GuardMiss(name);
    }
    await database.collection('journal').insertMany(journal, { session, ordered: true });
  } catch (error) {
    await session.abortTransaction().catch(() => undefined);
    return classify(error);
  }
  try {
    await session.commitTransaction();
    return 'COMMITTED';
  } catch (error) {
    return hasLabel(error, 'UnknownTransactionCommitResult') || isConnectionError(error)
      ? 'UNKNOWN'
      : classify(error);
  }
}

async function moveHead(database: Database, session: Session, batch: Batch, leaseMs: number): Promise<void> {
  const { token, sequence } = batch.head;
  const guard = { _id: 'head', token, sequence };
  const next = { ...batch.next, leaseUntil: leaseEnd(leaseMs) };
  const moved = await database.collection('head').updateOne(guard as never, [{ $set: next }], { session });
  if (moved.matchedCount !== 1) throw new GuardMiss('head');
}

function writesOf(
  name: StateCollection,
  writes: readonly BatchWrite[],
): mongoose.mongo.AnyBulkWriteOperation<StoredDocument>[] {
  const operations: mongoose.mongo.AnyBulkWriteOperation<StoredDocument>[] = [];
  for (const write of writes) {
    if (write.collection !== name) continue;
    const { id, loaded, document } = write;
    if (loaded === null) operations.push({ insertOne: { document: stored(document) } });
    else {
      const filter = { _id: id, version: loaded.version } as never;
      operations.push({ updateOne: { filter, update: differenceOf(loaded, document) } });
    }
  }
  return operations;
}

/** Sets what was replaced and unsets what is gone. Members are never changed in place, so identity tells. */
function differenceOf(loaded: object, document: object): mongoose.mongo.UpdateFilter<StoredDocument> {
  const before = new Map<string, unknown>(Object.entries(loaded));
  const $set: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue;
    if (value !== before.get(name)) $set[name] = value;
    before.delete(name);
  }
  const gone = [...before.keys()].map((name) => [name, true]);
  return gone.length === 0
    ? { $set: stored($set) }
    : { $set: stored($set), $unset: Object.fromEntries(gone) };
}

function classify(error: unknown): CommitResult {
  if (error instanceof GuardMiss) return 'GUARD_MISSED';
  if ((error as { code?: unknown }).code === 11_000) return 'DUPLICATE';
  if (hasLabel(error, 'TransientTransactionError')) return 'CONFLICT';
  if (isConnectionError(error)) return 'CONFLICT';
  throw error;
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof mongoose.mongo.MongoError && error.hasErrorLabel(label);
}

function isConnectionError(error: unknown): boolean {
  return (
    error instanceof mongoose.mongo.MongoNetworkError ||
    error instanceof mongoose.mongo.MongoServerSelectionError ||
    error instanceof mongoose.mongo.MongoNotConnectedError
  );
}
