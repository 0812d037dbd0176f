/** What the watcher asks about orders, trades and commitments once a step: nearly always there is none. */
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { OrderDocument } from '../documents/orders.ts';

/** Ids of the pools of which trades wait. */
export async function poolsTraded(database: Database): Promise<string[]> {
  // Any pool: by its name the index of those that wait is found.
  const waiting = { status: 'PENDING', poolId: { $gt: '' } };
  return (await database.collection('trades').distinct('poolId', waiting)) as string[];
}

/** Ids of the products of which cover is ordered at a rate. */
export async function productsOrdered(database: Database): Promise<string[]> {
  const open = { status: 'OPEN', kind: 'COVER', productId: { $gt: '' } };
  return (await database.collection('orders').distinct('productId', open)) as string[];
}

/** Ids of the assets of which commitments are in force. */
export async function assetsCommitted(database: Database): Promise<string[]> {
  const active = { status: 'ACTIVE', assetId: { $gt: '' } };
  return (await database.collection('commitments').distinct('assetId', active)) as string[];
}

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
