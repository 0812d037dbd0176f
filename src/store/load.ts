/** Reads documents of the ledger's state by id. */
import type { StateCollection, StateDocuments } from './collections.ts';
import type { Database } from './database.ts';
import type { JournalDocument } from './documents/ledger.ts';
import { readDocuments } from './rawDocuments.ts';

/**
 * Asks for up to `count` documents in one answer, as bytes for `readDocuments`:
 * the server would send 101 and wait to be asked for the rest.
 */
export const atOnce = (count: number) => ({ batchSize: count + 1, raw: true });

/** More than there are. */
const ALL_AT_ONCE = 1_000_000;

/** The documents that exist among the ids, in no order. */
export async function loadByIds<Name extends StateCollection>(
  database: Database,
  collection: Name,
  ids: readonly string[],
): Promise<StateDocuments[Name][]> {
  if (ids.length === 0) return [];
  const found = await database
    .collection(collection)
    .find({ _id: ids.length === 1 ? (ids[0] as string) : { $in: [...ids] } }, atOnce(ids.length))
    .toArray();
  return readDocuments<StateDocuments[Name]>(found);
}

/**
 * All documents of a collection that grows with what the service offers, not with people or time, by id.
 * In one answer, if the server's 16 MB hold them.
 */
export async function loadAll<Name extends StateCollection>(
  database: Database,
  collection: Name,
  filter: Record<string, unknown> = {},
): Promise<StateDocuments[Name][]> {
  const found = await database
    .collection(collection)
    .find(filter as never, atOnce(ALL_AT_ONCE))
    .sort({ _id: 1 })
    .toArray();
  return readDocuments<StateDocuments[Name]>(found);
}

/** Journal documents by their idempotency ids. */
export async function loadJournal(database: Database, ids: readonly string[]): Promise<JournalDocument[]> {
  const found = await database
    .collection('journal')
    .find({ _id: { $in: [...ids] } }, atOnce(ids.length))
    .toArray();
  return readDocuments<JournalDocument>(found);
}
