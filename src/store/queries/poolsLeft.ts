/** Which pools holders are about to leave: asked once a step, because nearly always there is none. */
import type { Database } from '../database.ts';

/** Ids of the pools of all policies that wait to step out. */
export async function poolsLeft(database: Database): Promise<ReadonlySet<unknown>> {
  // Any pool: by its name the index of those that wait is found.
  const waiting = { 'pending.status': 'PENDING', 'segments.allocations.poolId': { $gt: '' } };
  return new Set(await database.collection('policies').distinct('segments.allocations.poolId', waiting));
}
