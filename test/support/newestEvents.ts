/** What the newest command of a ledger has told. */
import type { JournalEvent } from '../../src/store/documents/ledger.ts';
import { loadJournalPage, newestJournal } from '../../src/store/queries/journalPages.ts';
import type { Marketplace } from './marketplace.ts';

/** Its events, in their order. */
export async function newestEvents({ database }: Pick<Marketplace, 'database'>): Promise<JournalEvent[]> {
  const { sequence } = await newestJournal(database);
  const [newest] = await loadJournalPage(database, { from: sequence, until: sequence }, [], 1);
  return newest?.events ?? [];
}
