/**
 * Reads the journal behind each webhook's cursor and plans what is to be sent. Webhooks that stand at the
 * same place, as nearly all do, share one read. Whatever is read twice is planned once.
 */
import { PAGE_SIZE_MAX } from '../domain/shared/limits.ts';
import type { UnixSeconds } from '../domain/shared/units.ts';
import { eventIdOf, LAST_INDEX } from '../market/queries/eventPlace.ts';
import { isGiven } from '../market/queries/eventVisibility.ts';
import type { EventPosition } from '../market/queries/port.ts';
import type { Database } from '../store/database.ts';
import { beginCursor, saveCursor } from '../store/deliveries/cursors.ts';
import { isFull, planDeliveries } from '../store/deliveries/deliveries.ts';
import type { DeliveryDocument, WebhookCursorDocument } from '../store/deliveries/documents.ts';
import type { JournalEvent } from '../store/documents/ledger.ts';
import type { WebhookDocument } from '../store/documents/webhooks.ts';
import {
  type JournalPage,
  loadJournalPage,
  newestAbout,
  newestJournal,
} from '../store/queries/journalPages.ts';

/** These are sent to the webhook that they are about whatever it asks for: they try it out. */
const BEGINNINGS = ['webhook.created', 'webhook.enabled'];

/** Plans one page for each webhook that is behind. True when some are behind still. */
export async function planAhead(
  database: Database,
  webhooks: readonly WebhookDocument[],
  cursors: ReadonlyMap<string, WebhookCursorDocument>,
  now: UnixSeconds,
): Promise<boolean> {
  if (webhooks.length === 0) return false;
  const { sequence: newest } = await newestJournal(database);
  const groups = new Map<string, { place: EventPosition; webhooks: WebhookDocument[] }>();
  for (const webhook of webhooks) {
    const place = await placeOf(database, webhook, cursors.get(webhook._id));
    if (place.sequence >= newest && place.index === LAST_INDEX) continue;
    const key = `${place.sequence}/${place.index}`;
    const group = groups.get(key) ?? { place, webhooks: [] };
    group.webhooks.push(webhook);
    groups.set(key, group);
  }
  let isBehind = false;
  for (const { place, webhooks: members } of groups.values()) {
    const from = place.index === LAST_INDEX ? place.sequence + 1 : place.sequence;
    const conditions = [{ 'events.0': { $exists: true } }];
    const pages = await loadJournalPage(database, { from, until: newest }, conditions, PAGE_SIZE_MAX);
    const isLast = pages.length < PAGE_SIZE_MAX;
    const next = isLast ? newest : (pages.at(-1)?.sequence ?? newest);
    for (const webhook of members) {
      const deliveries = deliveriesOf(webhook, pages, place, now);
      if (deliveries.length > 0 && (await isFull(database, webhook._id))) continue;
      await planDeliveries(database, deliveries);
      const reached = { run: webhook.run.number, sequence: next, index: LAST_INDEX };
      if (cursors.get(webhook._id)?.run === reached.run) await saveCursor(database, webhook._id, reached);
      else await beginCursor(database, { _id: webhook._id, ...reached, failingSince: null });
      isBehind ||= !isLast;
    }
  }
  return isBehind;
}

/** Where reading goes on: at the cursor of this run, else where the run begins. */
async function placeOf(
  database: Database,
  { _id, run }: WebhookDocument,
  cursor: WebhookCursorDocument | undefined,
): Promise<EventPosition> {
  if (cursor?.run === run.number) return cursor;
  if (run.after !== null) return run.after;
  const begun = await newestAbout(database, _id, BEGINNINGS);
  if (begun === null) throw new Error(`the journal does not tell of ${_id}`);
  return { sequence: begun - 1, index: LAST_INDEX };
}

function deliveriesOf(
  webhook: WebhookDocument,
  pages: readonly JournalPage[],
  place: EventPosition,
  now: UnixSeconds,
): DeliveryDocument[] {
  return pages.flatMap(({ sequence, events }) =>
    events.flatMap((event, index): DeliveryDocument[] => {
      if (sequence === place.sequence && index <= place.index) return [];
      if (!isAskedFor(webhook, event)) return [];
      const { type, node } = event;
      return [
        {
          _id: `${webhook._id}/${eventIdOf({ sequence, index })}`,
          ...{ webhookId: webhook._id, sequence, index, type, node, run: webhook.run.number },
          ...{ status: 'PENDING', attempts: 0, dueAt: now, nextAt: now, lastTry: null },
        },
      ];
    }),
  );
}

/** What the subscription of the same account and filter shows, and what tries the webhook out. */
function isAskedFor({ _id, accountId, types, nodeIds }: WebhookDocument, event: JournalEvent): boolean {
  if (event.node === _id && BEGINNINGS.includes(event.type)) return true;
  return isGiven(event, { nodeIds, types, accountId: null, reader: { accountId, seesAll: false } });
}
