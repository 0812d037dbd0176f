/** Places in the exit queues of pools. */
import type { Database } from '../database.ts';

/**
 * How many exits of the same pool stand before each of some that wait. One read, counted along the queue's
 * index.
 */
export async function countAhead(
  database: Database,
  withdrawalIds: readonly string[],
): Promise<Map<string, number>> {
  const waiting = ['QUEUED', 'PART_PAID'];
  const found = await database
    .collection('withdrawals')
    .aggregate<{ _id: string; ahead: { count: number }[] }>([
      { $match: { _id: { $in: [...withdrawalIds] }, status: { $in: waiting } } },
      {
        $lookup: {
          from: 'withdrawals',
          localField: 'poolId',
          foreignField: 'poolId',
          let: { own: '$number' },
          pipeline: [
            { $match: { status: { $in: waiting }, $expr: { $lt: ['$number', '$$own'] } } },
            { $count: 'count' },
          ],
          as: 'ahead',
        },
      },
      { $project: { ahead: 1 } },
    ])
    .toArray();
  return new Map(found.map(({ _id, ahead }) => [_id, ahead[0]?.count ?? 0]));
}
