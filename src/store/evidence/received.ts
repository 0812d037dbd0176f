/**
 * Reports that are sent to the service. Any process may receive them, and one of them closes slots, so both
 * write the document of the source first: of a report and the sealing of its slot one comes before the other,
 * for everybody. A report that was accepted is therefore in the closing of its slot, and one that came later
 * is LATE.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { RECEIVE_TRIES_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import { type Database, type Session, stored } from '../database.ts';
import type { ObservationDocument, SourceDocument, UnheardDocument } from './documents.ts';
import { newSource, sourceDocumentId } from './sources.ts';

const TRANSACTION: mongoose.mongo.TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
};
/** The pause before the second try; it grows by as much with each. */
const RETRY_PAUSE_MS = 5;

/** Reports to one source by its own operators, before they are judged. */
export interface Arrival {
  feedId: string;
  sourceId: string;
  at: UnixSeconds;
  /** Ids of their records. */
  ids: readonly string[];
  operators: readonly string[];
  times: readonly UnixSeconds[];
}

/** What is known of a source while its reports are judged. */
export interface Known {
  /** Nothing observed at or before it is taken any more; null before the first closing. */
  sealedThrough: UnixSeconds | null;
  /** Records that are there already, by id. */
  records: ReadonlyMap<string, ObservationDocument>;
  /** Who has said something at the times that were asked for, once for each record. */
  said: readonly Pick<ObservationDocument, 'operator' | 'observedAt'>[];
}

/** New records: those that slots look at, and those that no slot does. */
export interface Judged {
  heard: ObservationDocument[];
  unheard: UnheardDocument[];
}

/**
 * Stores what `judge` makes of reports, all or nothing, and returns all records by id, old and new. Null when
 * it was tried as often as may be: nothing was stored then. `judge` may be asked more than once.
 */
export async function receiveReports(
  database: Database,
  arrival: Arrival,
  judge: (known: Known) => Judged,
): Promise<Map<string, ObservationDocument> | null> {
  for (let tries = 1; tries <= RECEIVE_TRIES_MAX; tries += 1) {
    const session = database.startSession();
    try {
      session.startTransaction(TRANSACTION);
      const records = await receive(database, session, arrival, judge);
      await session.commitTransaction();
      return records;
    } catch (error) {
      await session.abortTransaction().catch(() => undefined);
      if (!mayTryAgain(error)) throw error;
    } finally {
      await session.endSession();
    }
    await sleep(RETRY_PAUSE_MS * tries);
  }
  return null;
}

async function receive(
  database: Database,
  session: Session,
  { feedId, sourceId, at, ids, operators, times }: Arrival,
  judge: (known: Known) => Judged,
): Promise<Map<string, ObservationDocument>> {
  // Counting is what makes this write meet the one that seals; a write that changes nothing meets nobody.
  const received = { $add: [{ $ifNull: ['$received', 0] }, ids.length] };
  const source = await changeSource(database, feedId, sourceId, { received, readAt: at }, session);
  const records = await loadReports(database, ids, session);
  const said = await database
    .collection('observations')
    .find(
      { feedId, source: sourceId, operator: { $in: [...operators] }, observedAt: { $in: [...times] } },
      { session },
    )
    .project<Known['said'][number]>({ operator: 1, observedAt: 1 })
    .toArray();
  const sealedThrough = source.readThrough?.eventTime ?? null;
  const { heard, unheard } = judge({ sealedThrough, records, said });
  if (heard.length > 0) await database.collection('observations').insertMany(heard.map(stored), { session });
  if (unheard.length > 0) await database.collection('unheard').insertMany(unheard.map(stored), { session });
  for (const record of [...heard, ...unheard]) records.set(record._id, record);
  return records;
}

/** Records of sent reports by id, whether slots look at them or not. */
async function loadReports(
  database: Database,
  ids: readonly string[],
  session?: Session,
): Promise<Map<string, ObservationDocument>> {
  const records = new Map<string, ObservationDocument>();
  for (const name of ['unheard', 'observations']) {
    const filter = { _id: { $in: [...ids] } };
    const found = await database
      .collection(name)
      .find(filter, session && { session })
      .toArray();
    for (const record of found) records.set(record._id, decodeDocument<ObservationDocument>(record));
  }
  return records;
}

/**
 * From now on nothing observed at or before `through` is taken from these sources. What was taken before is
 * there for whoever reads next.
 */
export async function sealSources(
  database: Database,
  feedId: string,
  sourceIds: readonly string[],
  through: UnixSeconds,
): Promise<void> {
  const readThrough = { eventTime: { $max: ['$readThrough.eventTime', through] } };
  await Promise.all(sourceIds.map((id) => changeSource(database, feedId, id, { readThrough })));
}

/** Changes the document of a source that is not polled, which is there from its first change on. */
async function changeSource(
  database: Database,
  feedId: string,
  sourceId: string,
  change: object,
  session?: Session,
): Promise<SourceDocument> {
  const _id = sourceDocumentId(feedId, sourceId);
  const { _id: _same, ...members } = newSource(feedId, sourceId);
  const fields = Object.entries(members).map(([name, value]) => [
    name,
    { $ifNull: [`$${name}`, { $literal: value }] },
  ]);
  const changed = await database
    .collection('sources')
    .findOneAndUpdate({ _id }, [{ $set: { ...Object.fromEntries(fields), ...change } }], {
      upsert: true,
      returnDocument: 'after',
      ...(session && { session }),
    });
  if (changed === null) throw new Error(`the source ${_id} could not be written`);
  return decodeDocument<SourceDocument>(changed);
}

function mayTryAgain(error: unknown): boolean {
  if (!(error instanceof mongoose.mongo.MongoError)) return false;
  // Stored a second time, what is there already is found under its id.
  return (
    error.hasErrorLabel('TransientTransactionError') || error.hasErrorLabel('UnknownTransactionCommitResult')
  );
}

/**
 * Keeps reports by nobody who is registered as far as there is room: so many of a feed, and so many of one
 * sender among them. Returns all of them that are there now, by id.
 */
export async function keepStrays(
  database: Database,
  strays: readonly UnheardDocument[],
  room: { feed: number; sender: number },
): Promise<Map<string, ObservationDocument>> {
  const [first] = strays;
  if (first === undefined) return new Map();
  const { feedId, sender } = first;
  const ids = strays.map(({ _id }) => _id);
  const [ofFeed, ofSender, records] = await Promise.all([
    countStrays(database, { feedId }, room.feed),
    countStrays(database, { feedId, sender }, room.sender),
    loadReports(database, ids),
  ]);
  const left = Math.max(0, Math.min(room.feed - ofFeed, room.sender - ofSender));
  const fresh = new Map(strays.filter(({ _id }) => !records.has(_id)).map((stray) => [stray._id, stray]));
  const kept = [...fresh.values()].slice(0, left);
  if (kept.length > 0) {
    await database.collection('unheard').bulkWrite(kept.map(insertOnce), { ordered: false });
  }
  for (const stray of kept) records.set(stray._id, stray);
  return records;
}

function countStrays(database: Database, whose: object, limit: number): Promise<number> {
  return database.collection('unheard').countDocuments({ ...whose, stray: true }, { limit });
}

function insertOnce(record: UnheardDocument) {
  const { _id, ...rest } = stored(record);
  return { updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true } };
}

/** When what is kept for so long from now may be dropped. */
export function purgeAfter(seconds: number): Date {
  return new Date(Date.now() + seconds * 1_000);
}
