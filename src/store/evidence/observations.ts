/** Observations, accepted and rejected alike, as they were received. */
import {
  bareRecord,
  type ObservationRecord,
  recordName,
  recordOf,
  recordText,
  voteOf,
} from '../../domain/evidence/record.ts';
import {
  type AcceptedObservation,
  observationKey,
  type RawObservation,
} from '../../domain/feed/observation.ts';
import type { ArrivalContext, Verdict } from '../../domain/feed/validate.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import { sha256 } from '../sha256.ts';
import { appendOnce } from './append.ts';
import type { ObservationDocument } from './documents.ts';

/**
 * Appends what was received; what is known already stays as it was first received. Returns how many were new.
 */
export function appendObservations(
  database: Database,
  observations: readonly ObservationDocument[],
): Promise<number> {
  return appendOnce(database, 'observations', observations);
}

/** The id under which a report is kept, once. */
export function recordIdOf(feedId: string, raw: RawObservation): string {
  return `${feedId}/${recordName({ key: observationKey(raw), finalized: raw.finalized })}`;
}

/** The record of a report and of what was said of it. */
export function observationRecord(
  feedId: string,
  raw: RawObservation,
  verdict: Verdict,
  known: Omit<ArrivalContext, 'use'>,
): ObservationDocument {
  const record = recordOf(raw, verdict, known);
  return { _id: recordIdOf(feedId, raw), feedId, ...record, hash: sha256(recordText(record)) };
}

/** Whether there is a record of that id in the evidence of a feed. */
export async function isObserved(database: Database, feedId: string, id: string): Promise<boolean> {
  const count = await database.collection('observations').countDocuments({ _id: id, feedId }, { limit: 1 });
  return count > 0;
}

interface VoteRange {
  feedId: string;
  /** Null for all from the beginning. */
  after: UnixSeconds | null;
  through: UnixSeconds;
  limit: number;
}

/** The accepted observations of a feed in a span of event time, oldest first, and their hashes by key. */
export async function loadVotes(
  database: Database,
  { feedId, after, through, limit }: VoteRange,
): Promise<{ votes: AcceptedObservation[]; hashes: Map<string, string> }> {
  const found = await database
    .collection('observations')
    .find({ feedId, accepted: true, observedAt: span(after, through) })
    .sort({ observedAt: 1 })
    .project({ key: 1, source: 1, operator: 1, round: 1, observedAt: 1, vote: 1, hash: 1 })
    .limit(limit)
    .toArray();
  const documents = found.map((document) => decodeDocument<ObservationDocument>(document));
  return {
    votes: documents.map(voteOf),
    hashes: new Map(documents.map(({ key, hash }) => [key, hash])),
  };
}

/** A record that votes, with the block that it is of. */
export interface VotedBlock {
  key: string;
  block: number;
  hash: string;
}

/** The accepted observations of a source after a time that are of blocks, in the order of their blocks. */
export async function loadVotedBlocks(
  database: Database,
  { feedId, source, after, limit }: Omit<VoteRange, 'through'> & { source: string },
): Promise<VotedBlock[]> {
  const observedAt = span(after, Number.MAX_SAFE_INTEGER);
  const found = await database
    .collection('observations')
    .find({ feedId, source, accepted: true, observedAt, blockNumber: { $exists: true } })
    .sort({ observedAt: 1 })
    .project({ key: 1, blockNumber: 1, blockHash: 1 })
    .limit(limit)
    .toArray();
  return found
    .map(({ key, blockNumber, blockHash }) => ({
      key: String(key),
      block: Number(blockNumber),
      hash: String(blockHash),
    }))
    .sort((a, b) => a.block - b.block);
}

/** Hashes of the rejected observations of a feed in a span of event time, the oldest `limit` of them. */
export async function loadRejectedHashes(
  database: Database,
  { feedId, after, through, limit }: VoteRange,
): Promise<string[]> {
  const found = await database
    .collection('observations')
    .find({ feedId, accepted: false, observedAt: span(after, through) })
    .sort({ observedAt: 1 })
    .project({ hash: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ hash }) => String(hash));
}

/** All records of a span of event time with their hashes, in the order of their names. */
export async function loadRecords(
  database: Database,
  { feedId, after, through }: Omit<VoteRange, 'limit'>,
): Promise<{ hash: string; record: ObservationRecord }[]> {
  const found = await database
    .collection('observations')
    .find({ feedId, accepted: { $in: [true, false] }, observedAt: span(after, through) })
    .toArray();
  return found
    .map((document) => decodeDocument<ObservationDocument>(document))
    .map((document) => ({ hash: document.hash, record: bareRecord(document) }))
    .sort((a, b) => (recordName(a.record) < recordName(b.record) ? -1 : 1));
}

function span(after: UnixSeconds | null, through: UnixSeconds) {
  return after === null ? { $lte: through } : { $gt: after, $lte: through };
}
