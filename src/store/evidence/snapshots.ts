/** What closings name by hash: states and registrations, each kept once as its canonical text. */
import type { Database } from '../database.ts';
import { sha256 } from '../sha256.ts';
import { appendOnce } from './append.ts';
import type { SnapshotDocument } from './documents.ts';

/** Evidence that something names is not there any more. */
export class EvidenceMissing extends Error {}

/** Keeps texts and returns their hashes, in order. */
export async function appendSnapshots(database: Database, texts: readonly string[]): Promise<string[]> {
  const snapshots = texts.map((text): SnapshotDocument => ({ _id: sha256(text), text }));
  await appendOnce(database, 'snapshots', snapshots);
  return snapshots.map(({ _id }) => _id);
}

/** The text of a hash. Throws when it was never kept: whatever names one was written after it. */
export async function loadSnapshot(database: Database, hash: string): Promise<string> {
  const found = await database.collection('snapshots').findOne({ _id: hash });
  if (found === null) throw new EvidenceMissing(`the snapshot ${hash} is missing`);
  return String(found.text);
}
