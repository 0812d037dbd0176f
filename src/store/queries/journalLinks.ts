/** The journal as a chain: commands by their hashes alone, which tell nothing of what they hold. */
import type { JournalLink } from '../../domain/evidence/journalLink.ts';
import type { Database } from '../database.ts';
import { GENESIS_HASH } from '../head.ts';

/** The links behind a command, in order, at most `limit`. */
export async function loadJournalLinks(
  database: Database,
  after: number,
  limit: number,
): Promise<JournalLink[]> {
  const found = await database
    .collection('journal')
    .find({ sequence: { $gt: after } } as never)
    .project({ _id: 0, sequence: 1, contentHash: 1, hash: 1 })
    .sort({ sequence: 1 })
    .limit(limit)
    .toArray();
  return found as unknown as JournalLink[];
}

/** The hash of a command; what the first one follows on for 0; null where there is none. */
export async function journalHashAt(database: Database, sequence: number): Promise<string | null> {
  if (sequence === 0) return GENESIS_HASH;
  const found = await database
    .collection('journal')
    .findOne({ sequence } as never, { projection: { _id: 0, hash: 1 } });
  return found === null ? null : String((found as unknown as { hash: unknown }).hash);
}
