/** The journal of one account, newest first, and where in it a time lies. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { JournalDocument } from '../documents/ledger.ts';
import { newestJournal } from './journalPages.ts';

/** The parts of a journal document that a statement shows. */
export type AccountJournal = Pick<JournalDocument, 'sequence' | 'time' | 'operation' | 'events' | 'entries'>;

/** Documents about an account from a sequence on, the newest first, at most `limit`. */
export async function loadAccountJournal(
  database: Database,
  accountId: string,
  fromSequence: number,
  limit: number,
): Promise<AccountJournal[]> {
  const sequence = { $gte: fromSequence };
  const about = ['events.node', 'events.also'].map((field) => ({ [field]: accountId, sequence }));
  const found = await database
    .collection('journal')
    .find({ $or: about } as never)
    .project({ _id: 0, sequence: 1, time: 1, operation: 1, events: 1, entries: 1 })
    .sort({ sequence: -1 })
    .limit(limit)
    .toArray();
  return found.map((document) => decodeDocument<AccountJournal>(document));
}

/** The first sequence whose time is `at` or later; one past the newest where there is none. */
export async function sequenceAt(database: Database, at: UnixSeconds): Promise<number> {
  let low = 1;
  let high = (await newestJournal(database)).sequence + 1;
  // Times rise with the sequence, which has no gap: some twenty looks find it in a million.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await database
      .collection('journal')
      .findOne({ sequence: middle } as never, { projection: { _id: 0, time: 1 } });
    if (found !== null && (found as unknown as { time: number }).time >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}
