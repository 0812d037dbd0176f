/** Reads the journal forwards: what came after a place, and how far it reaches. */
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { JournalDocument } from '../documents/ledger.ts';
import type { RowFilter } from './pages.ts';

/** The parts of a journal document that events are shown with. */
export type JournalPage = Pick<JournalDocument, 'sequence' | 'time' | 'events' | 'entries'>;

/** Documents with a sequence in `from` to `until` that match all conditions, in order, at most `limit`. */
export async function loadJournalPage(
  database: Database,
  range: { from: number; until: number },
  conditions: readonly RowFilter[],
  limit: number,
): Promise<JournalPage[]> {
  const found = await database
    .collection('journal')
    .find({ $and: [{ sequence: { $gte: range.from, $lte: range.until } }, ...conditions] } as never)
    .project({ _id: 0, sequence: 1, time: 1, events: 1, entries: 1 })
    .sort({ sequence: 1 })
    .limit(limit)
    .toArray();
  return found.map((document) => decodeDocument<JournalPage>(document));
}

/** Sequence and time of the newest journal document; both 0 in an empty ledger. */
export async function newestJournal(database: Database): Promise<{ sequence: number; time: number }> {
  const found = await database
    .collection('journal')
    .find({}, { projection: { _id: 0, sequence: 1, time: 1 } })
    .sort({ sequence: -1 })
    .limit(1)
    .toArray();
  const [newest] = found as unknown as { sequence: number; time: number }[];
  return newest ?? { sequence: 0, time: 0 };
}

/** Sequence of the newest command that told one of these events of a node; null where none did. */
export async function newestAbout(
  database: Database,
  node: string,
  types: readonly string[],
): Promise<number | null> {
  const about = { events: { $elemMatch: { node, type: { $in: [...types] } } } };
  const found = await database
    .collection('journal')
    .findOne(about as never, { projection: { _id: 0, sequence: 1 }, sort: { sequence: -1 } });
  return (found as unknown as { sequence: number } | null)?.sequence ?? null;
}

/** Whether an event of a type is about a node. */
export async function isNamedInJournal(database: Database, node: string, type: string): Promise<boolean> {
  const found = await database
    .collection('journal')
    .findOne({ events: { $elemMatch: { node, type } } } as never, { projection: { _id: 1 } });
  return found !== null;
}
