/** The chain of the journal, a part at a time, for whoever follows it from the first command. */
import { JOURNAL_FORMAT, type JournalLink, type JournalStart } from '../../domain/evidence/journalLink.ts';
import { JOURNAL_LINKS_MAX } from '../../domain/shared/limits.ts';
import type { Database } from '../../store/database.ts';
import { journalHashAt, loadJournalLinks } from '../../store/queries/journalLinks.ts';

/** Some links, and what they follow on. */
export interface JournalPart {
  readonly start: JournalStart;
  readonly links: readonly JournalLink[];
  /** True where no link will ever be added to it. */
  readonly isFull: boolean;
}

/** The part behind a command; null where there is no such command. */
export async function journalPart(database: Database, after: number): Promise<JournalPart | null> {
  const hash = await journalHashAt(database, after);
  if (hash === null) return null;
  const links = await loadJournalLinks(database, after, JOURNAL_LINKS_MAX);
  const start = { format: JOURNAL_FORMAT, after, hash } as const;
  return { start, links, isFull: links.length === JOURNAL_LINKS_MAX };
}
