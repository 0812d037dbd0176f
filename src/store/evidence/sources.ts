/**
 * Where reading each source stands. The only evidence that changes: it says how far one has read, not what.
 */
import { decodeDocument } from '../codec.ts';
import { type Database, stored } from '../database.ts';
import type { SourceDocument } from './documents.ts';

export const sourceDocumentId = (feedId: string, sourceId: string): string => `${feedId}/${sourceId}`;

/** A source that has not been read yet. */
export function newSource(feedId: string, sourceId: string): SourceDocument {
  return {
    _id: sourceDocumentId(feedId, sourceId),
    feedId,
    sourceId,
    cursor: null,
    readThrough: null,
    readAt: null,
    failure: null,
    canonicalHash: null,
    heard: [],
  };
}

/** All sources that were ever read, by id, as they were saved last. */
export async function loadSources(database: Database): Promise<Map<string, SourceDocument>> {
  const options = { readConcern: { level: 'local' } } as const;
  const found = await database.collection('sources').find({}, options).toArray();
  return new Map(found.map((document) => [document._id, decodeDocument<SourceDocument>(document)]));
}

/**
 * Remembers how far a source was read. What it read is stored before, by a majority; this need not wait for
 * one, because a cursor that is lost only means that the same is read again.
 */
export async function saveSource(database: Database, source: SourceDocument): Promise<void> {
  const options = { upsert: true, writeConcern: { w: 1, journal: false } };
  await database.collection('sources').replaceOne({ _id: source._id } as never, stored(source), options);
}
