/** Reads and moves the cursors of webhooks. */
import { type Database, stored } from '../database.ts';
import type { WebhookCursorDocument } from './documents.ts';

/** The cursors of webhooks, by webhook. */
export async function loadCursors(
  database: Database,
  webhookIds: readonly string[],
): Promise<Map<string, WebhookCursorDocument>> {
  if (webhookIds.length === 0) return new Map();
  const found = await database
    .collection('webhookCursors')
    .find({ _id: { $in: [...webhookIds] } })
    .toArray();
  const rows = found as unknown as WebhookCursorDocument[];
  return new Map(rows.map((row) => [row._id, row]));
}

/** Remembers how far the journal was read. What was found on the way is stored before. */
export async function saveCursor(
  database: Database,
  webhookId: string,
  place: Pick<WebhookCursorDocument, 'run' | 'sequence' | 'index'>,
): Promise<void> {
  await database.collection('webhookCursors').updateOne({ _id: webhookId }, { $set: place });
}

/** The first cursor of a run: what failed before it is forgotten. */
export async function beginCursor(database: Database, cursor: WebhookCursorDocument): Promise<void> {
  await database
    .collection('webhookCursors')
    .replaceOne({ _id: cursor._id } as never, stored(cursor), { upsert: true });
}

/** Remembers since when a webhook only fails, or that it does not. */
export async function saveFailingSince(
  database: Database,
  webhookId: string,
  failingSince: WebhookCursorDocument['failingSince'],
): Promise<void> {
  await database.collection('webhookCursors').updateOne({ _id: webhookId }, { $set: { failingSince } });
}
