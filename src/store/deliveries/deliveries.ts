/** Plans deliveries, gives those that are due, and writes down what became of them. */
import mongoose from 'mongoose';
import { DELIVERIES_WAITING_MAX, DELIVERY_KEPT_SECONDS } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../database.ts';
import { purgeAfter } from '../evidence/received.ts';
import type { DeliveryDocument } from './documents.ts';

const DUPLICATE_KEY = 11_000;

/** Stores deliveries to come. One that was planned in its run, or a later one, stays as it is. */
export async function planDeliveries(
  database: Database,
  deliveries: readonly DeliveryDocument[],
): Promise<void> {
  if (deliveries.length === 0) return;
  const writes = deliveries.map(({ _id, ...rest }) => ({
    updateOne: {
      filter: { _id, run: { $lt: rest.run } },
      update: { $set: rest, $unset: { purgeAt: true } },
      upsert: true,
    },
  }));
  await database
    .collection('webhookDeliveries')
    .bulkWrite(writes as never, { ordered: false })
    .catch(passDuplicates);
}

/** One that is there in its run is not matched, and cannot be inserted: nothing is to be done. */
function passDuplicates(error: unknown): void {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
  if ([error.writeErrors].flat().some(({ code }) => code !== DUPLICATE_KEY)) throw error;
}

/** The webhooks for which something is due. */
export async function webhooksDue(database: Database, now: UnixSeconds): Promise<string[]> {
  const found = await database
    .collection('webhookDeliveries')
    .distinct('webhookId', { status: 'PENDING', nextAt: { $lte: now } } as never);
  return found as string[];
}

/** Deliveries of a webhook that are due, the oldest event first, but for those that are under way. */
export async function dueDeliveries(
  database: Database,
  webhookId: string,
  { now, without, limit }: { now: UnixSeconds; without: readonly string[]; limit: number },
): Promise<DeliveryDocument[]> {
  const filter = { webhookId, status: 'PENDING', nextAt: { $lte: now }, _id: { $nin: [...without] } };
  const found = await database
    .collection('webhookDeliveries')
    .find(filter as never)
    .sort({ sequence: 1 })
    .limit(limit)
    .toArray();
  return found as unknown as DeliveryDocument[];
}

/** Whether a webhook has so many deliveries waiting that no more are planned for now. */
export async function isFull(database: Database, webhookId: string): Promise<boolean> {
  const filter = { webhookId, status: 'PENDING' };
  const count = await database
    .collection('webhookDeliveries')
    .countDocuments(filter as never, { limit: DELIVERIES_WAITING_MAX });
  return count >= DELIVERIES_WAITING_MAX;
}

/** Writes down what became of a try, unless the delivery was planned anew meanwhile. */
export async function saveTry(database: Database, { _id, run, ...rest }: DeliveryDocument): Promise<void> {
  await database
    .collection('webhookDeliveries')
    .updateOne({ _id, run, status: 'PENDING' } as never, { $set: rest } as never);
}

/** Ends what waits for a webhook that is off: it can be asked for again. */
export async function endWaiting(database: Database, webhookId: string): Promise<void> {
  const purgeAt = purgeAfter(DELIVERY_KEPT_SECONDS);
  await database.collection('webhookDeliveries').updateMany({ webhookId, status: 'PENDING' } as never, {
    $set: { status: 'FAILED', nextAt: null, purgeAt },
  });
}
