/**
 * Closings: what was read from the slots that one command closes,
 * chained by the hash that the command stores.
 */
import { chainText } from '../../domain/evidence/closing.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import { sha256 } from '../sha256.ts';
import { appendOnce } from './append.ts';
import type { ClosingDocument, ReadingDocument, VerdictDocument } from './documents.ts';

/**
 * The hash that a feed has after its slots were closed through `throughSlot` with these readings, which
 * follow from `contents` (null: from nothing that was kept).
 * Example: `evidenceHashOf(feed.evidenceHash, 1678521600, [], null)`: another hash, although nothing was
 * read.
 */
export function evidenceHashOf(
  previous: string,
  throughSlot: UnixSeconds,
  readings: readonly Reading[],
  contents: string | null,
): string {
  return sha256(chainText(previous, throughSlot, readings, contents));
}

/** Writes down what a closing says, before it is sent: evidence is there before anything rests on it. */
export async function prepareClosing(database: Database, closing: ClosingDocument): Promise<void> {
  await appendOnce(database, 'closings', [closing]);
}

/** The closing of a hash, or null when there is none. */
export async function loadClosing(database: Database, hash: string): Promise<ClosingDocument | null> {
  const found = await database.collection('closings').findOne({ _id: hash });
  return found === null ? null : decodeDocument<ClosingDocument>(found);
}

/**
 * Spreads a committed closing over the collections that are asked by time: its readings and its later
 * verdicts. May be repeated; only a closing that a feed's `evidenceHash` has named may be given.
 */
export async function publishClosing(database: Database, closing: ClosingDocument): Promise<void> {
  const { _id, feedId } = closing;
  const readings = closing.readings.map(({ at, value, votes }): ReadingDocument => {
    return { _id: `${feedId}/${at}`, feedId, at, value, votes: [...votes], closing: _id };
  });
  await appendOnce(database, 'readings', readings);
  await appendVerdicts(database, feedId, closing.verdicts);
}

/** Appends what was found out later about observations, each once by observation and reason. */
export async function appendVerdicts(
  database: Database,
  feedId: string,
  verdicts: readonly Omit<VerdictDocument, '_id' | 'feedId'>[],
): Promise<void> {
  const records = verdicts.map((verdict): VerdictDocument => {
    const { key, reason, canonicalHash } = verdict;
    const name = [feedId, key, reason, ...(canonicalHash === undefined ? [] : [canonicalHash])].join('/');
    return { _id: name, feedId, ...verdict };
  });
  await appendOnce(database, 'verdicts', records);
}

/** Keys of observations after a time that vote no more, because their block was declared not to count. */
export async function loadAbandoned(
  database: Database,
  feedId: string,
  after: UnixSeconds | null,
): Promise<Set<string>> {
  const found = await database
    .collection('verdicts')
    .find({ feedId, at: { $gt: after ?? 0 }, canonicalHash: { $exists: true } })
    .project({ key: 1 })
    .toArray();
  return new Set(found.map(({ key }) => String(key)));
}

/** Readings of closed slots after a time, oldest first. */
export async function loadReadings(
  database: Database,
  feedId: string,
  after: UnixSeconds,
): Promise<ReadingDocument[]> {
  const found = await database
    .collection('readings')
    .find({ feedId, at: { $gt: after } })
    .sort({ at: 1 })
    .toArray();
  return found.map((document) => decodeDocument<ReadingDocument>(document));
}
