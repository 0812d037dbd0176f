/** The open orders, some at a time: a step of the watcher looks at what they are about. */
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { OrderDocument } from '../documents/orders.ts';

/** Open orders behind an id, in the order of ids. */
export async function openOrdersAfter(
  database: Database,
  after: string,
  limit: number,
): Promise<OrderDocument[]> {
  const found = await database
    .collection('orders')
    .find({ status: 'OPEN', _id: { $gt: after } } as never)
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map((document) => decodeDocument<OrderDocument>(document));
}
