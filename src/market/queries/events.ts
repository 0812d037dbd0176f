/** Events out of the journal: pages of them, and a stream that goes on for ever. */
import { PAGE_SIZE_MAX } from '../../domain/shared/limits.ts';
import type { Database } from '../../store/database.ts';
import { type JournalPage, loadJournalPage, newestJournal } from '../../store/queries/journalPages.ts';
import type { JournalWakeups } from '../../store/queries/journalWakeups.ts';
import { LAST_INDEX } from './eventPlace.ts';
import { conditionsOf, isGiven } from './eventVisibility.ts';
import type { EventFilter, EventPosition, EventView } from './port.ts';

/** Events behind a position, in journal order, at most `first`. */
export function readEvents(
  database: Database,
  filter: EventFilter,
  after: EventPosition | null,
  first: number,
): Promise<EventView[]> {
  return readUntil(database, filter, after, Number.MAX_SAFE_INTEGER, first);
}

/**
 * Follows the journal. Each look reads up to what is there, and the next begins behind that: nothing is
 * left out.
 */
export async function* followEvents(
  database: Database,
  wakeups: JournalWakeups,
  filter: EventFilter,
  after: EventPosition,
  signal: AbortSignal,
): AsyncGenerator<EventView[], void, undefined> {
  const unfollow = wakeups.follow();
  // Whoever leaves may never ask again, and then the end of this function is never reached.
  const leave = () => void unfollow();
  signal.addEventListener('abort', leave);
  try {
    let position = after;
    while (!signal.aborted) {
      const { sequence } = await newestJournal(database);
      const batch = await readUntil(database, filter, position, sequence, PAGE_SIZE_MAX);
      if (batch.length > 0 && !signal.aborted) yield batch;
      const last = batch.at(-1);
      if (last !== undefined && batch.length === PAGE_SIZE_MAX) {
        position = { sequence: last.sequence, index: last.index };
        continue;
      }
      if (sequence >= position.sequence) position = { sequence, index: LAST_INDEX };
      await wakeups.past(sequence, signal);
    }
  } finally {
    signal.removeEventListener('abort', leave);
    await unfollow();
  }
}

async function readUntil(
  database: Database,
  filter: EventFilter,
  after: EventPosition | null,
  until: number,
  first: number,
): Promise<EventView[]> {
  const conditions = conditionsOf(filter);
  const events: EventView[] = [];
  let from = after?.sequence ?? 0;
  while (events.length < first) {
    const pages = await loadJournalPage(database, { from, until }, conditions, first);
    events.push(...pages.flatMap((page) => eventsOf(page, filter, after)));
    const last = pages.at(-1);
    if (last === undefined || pages.length < first) break;
    from = last.sequence + 1;
  }
  return events.slice(0, first);
}

function eventsOf(page: JournalPage, filter: EventFilter, after: EventPosition | null): EventView[] {
  const { sequence, time: at, entries } = page;
  const seen = after?.sequence === sequence ? after.index : -1;
  return page.events.flatMap((event, index): EventView[] => {
    if (index <= seen || !isGiven(event, filter)) return [];
    const { type, node, eventTime, changes } = event;
    return [{ sequence, index, at, eventTime, type, node, changes, entries }];
  });
}
