/**
 * The ledger's head: who may commit, and since when.
 *
 * A lease on server time says who the holder is; the token is what makes it safe. Every batch names the token
 * and the sequence that it was decided on, so a holder that was overtaken commits nothing.
 */
import mongoose from 'mongoose';
import { decodeDocument } from './codec.ts';
import type { Database, Session } from './database.ts';
import type { HeadDocument } from './documents/ledger.ts';

/** Hash that stands before the first journal document. */
export const GENESIS_HASH = '0'.repeat(64);

const EMPTY_HEAD = {
  token: 0,
  leaseUntil: new Date(0),
  endpoint: null,
  sessionId: null,
  sequence: 0,
  hash: GENESIS_HASH,
  time: 0,
};

/** An aggregation expression for `leaseMs` from now on the server's clock. */
export const leaseEnd = (leaseMs: number) => ({
  $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: leaseMs },
});

/** The head as a majority has it; made on first use. */
export async function readHead(database: Database): Promise<HeadDocument> {
  const found = await database.collection('head').findOne({ _id: 'head' });
  if (found !== null) return decodeDocument<HeadDocument>(found);
  await database
    .collection('head')
    .updateOne({ _id: 'head' }, { $setOnInsert: EMPTY_HEAD }, { upsert: true })
    .catch(ignoreDuplicate);
  return readHead(database);
}

/**
 * Takes the head when its lease has run out, ending the former holder's session first: a transaction that
 * died open would block its documents until the server reaps it (73 s at the default limit, 6 ms this way).
 * Returns null while another holder's lease runs.
 */
export async function acquireHead(
  database: Database,
  session: Session,
  lease: { leaseMs: number; endpoint: string | null },
): Promise<HeadDocument | null> {
  const head = await readHead(database);
  const expired = { _id: 'head', token: head.token, $expr: { $lte: ['$leaseUntil', '$$NOW'] } };
  if ((await database.collection('head').findOne(expired as never)) === null) return null;
  if (head.sessionId !== null) await endSession(database, head.sessionId);
  const taken = await database.collection('head').findOneAndUpdate(
    expired as never,
    [
      {
        $set: {
          token: { $add: ['$token', 1] },
          leaseUntil: leaseEnd(lease.leaseMs),
          endpoint: { $literal: lease.endpoint },
          sessionId: sessionIdOf(session),
        },
      },
    ],
    { returnDocument: 'after' },
  );
  return taken === null ? null : decodeDocument<HeadDocument>(taken);
}

/** Prolongs the lease while nothing is being committed. False when the head belongs to another by now. */
export async function renewHead(database: Database, token: number, leaseMs: number): Promise<boolean> {
  const renewed = await database
    .collection('head')
    .updateOne({ _id: 'head', token } as never, [{ $set: { leaseUntil: leaseEnd(leaseMs) } }]);
  return renewed.matchedCount === 1;
}

/** Gives the head back at an orderly stop, so that a successor need not wait. */
export async function releaseHead(database: Database, token: number): Promise<void> {
  await database.collection('head').updateOne({ _id: 'head', token } as never, {
    $set: { leaseUntil: new Date(0), endpoint: null, sessionId: null },
  });
}

function sessionIdOf(session: Session): string {
  const id = session.id?.id;
  if (id === undefined) throw new Error('the session has no id');
  return Buffer.from(id.buffer).toString('base64');
}

async function endSession(database: Database, sessionId: string): Promise<void> {
  const id = new mongoose.mongo.UUID(Buffer.from(sessionId, 'base64'));
  await database.connection.db?.admin().command({ killSessions: [{ id }] });
}

function ignoreDuplicate(error: unknown): void {
  if ((error as { code?: number }).code !== 11_000) throw error;
}
