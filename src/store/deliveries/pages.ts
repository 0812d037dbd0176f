/** Shows the deliveries of a webhook. */
import type { Database } from '../database.ts';
import type { RowFilter } from '../queries/pages.ts';
import type { DeliveryDocument } from './documents.ts';

/** The first `limit` deliveries of a filter behind a place, the newest event first. */
export async function loadDeliveries(
  database: Database,
  filter: RowFilter,
  after: { sequence: number; id: string } | null,
  limit: number,
): Promise<DeliveryDocument[]> {
  const behind =
    after === null
      ? []
      : [
          { sequence: { $lte: after.sequence } },
          { $or: [{ sequence: { $lt: after.sequence } }, { _id: { $lt: after.id } }] },
        ];
  const found = await database
    .collection('webhookDeliveries')
    .find({ $and: [filter, ...behind] } as never)
    .sort({ sequence: -1, _id: -1 })
    .limit(limit)
    .toArray();
  return found as unknown as DeliveryDocument[];
}

/** How many there are, or null for more than `limit`. */
export async function countDeliveries(
  database: Database,
  filter: RowFilter,
  limit: number,
): Promise<number | null> {
  const count = await database
    .collection('webhookDeliveries')
    .countDocuments(filter as never, { limit: limit + 1 });
  return count > limit ? null : count;
}
