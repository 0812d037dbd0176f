/**
 * Writes one batch in one transaction: the head first (it fences and orders), then changed documents as
 * absolute values under the version they were loaded at, then one journal document per command.
 */
import mongoose from 'mongoose';
import { STATE_COLLECTIONS, type StateCollection, type StateDocuments } from './collections.ts';
import { type Database, type Session, stored } from './database.ts';
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

/** Commits a batch. Errors that no retry can mend are thrown. */
export async function commitBatch(
  database: Database,
  session: Session,
  batch: Batch,
  leaseMs: number,
): Promise<CommitResult> {
  session.startTransaction(TRANSACTION);
  let sent = Promise.resolve();
  try {
    // One command at a time; the next one is encoded while the server works on the one before.
    for (const command of commandsOf(batch, leaseMs)) {
      await sent;
      sent = run(database, session, command);
    }
    await sent;
  } catch (error) {
    await sent.catch(() => undefined);
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

/**
 * A write as the server takes it. The driver's bulk API costs twice the time of the process for the same
 * message, because it measures every document in order to split lists that are far longer than a batch.
 */
type WriteCommand =
  | { update: string; updates: { q: object; u: object }[]; ordered: true }
  | { insert: string; documents: object[]; ordered: true };

function* commandsOf({ head, next, writes, journal }: Batch, leaseMs: number): Generator<WriteCommand> {
  const guard = { _id: 'head', token: head.token, sequence: head.sequence };
  const moved = [{ $set: { ...next, leaseUntil: leaseEnd(leaseMs) } }];
  yield { update: 'head', updates: [{ q: guard, u: moved }], ordered: true };
  for (const name of STATE_COLLECTIONS) {
    const updates: { q: object; u: object }[] = [];
    const documents: object[] = [];
    for (const { collection, id, loaded, document } of writes) {
      if (collection !== name) continue;
      if (loaded === null) documents.push(stored(document));
      else updates.push({ q: { _id: id, version: loaded.version }, u: differenceOf(loaded, document) });
    }
    if (updates.length > 0) yield { update: name, updates, ordered: true };
    if (documents.length > 0) yield { insert: name, documents, ordered: true };
  }
  yield { insert: 'journal', documents: journal.map(stored), ordered: true };
}

/**
 * Runs one write. Throws the first error that the server names, or a guard miss when not all were written.
 */
async function run(database: Database, session: Session, command: WriteCommand): Promise<void> {
  const reply = await database.connection.db?.command(command, { session });
  const [error] = (reply?.writeErrors ?? []) as mongoose.mongo.ErrorDescription[];
  if (error !== undefined) throw new mongoose.mongo.MongoServerError(error);
  const expected = 'insert' in command ? command.documents.length : command.updates.length;
  if (reply?.n !== expected) throw new GuardMiss();
}

/** Sets what was replaced and unsets what is gone. Members are never changed in place, so identity tells. */
function differenceOf(loaded: object, document: object): object {
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
