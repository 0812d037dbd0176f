/** How many policies of a product have not ended. */
import type { Database } from '../database.ts';

/** Counts by product in one read; counting one product stops at `limit`. */
export async function countOpenPolicies(
  database: Database,
  productIds: readonly string[],
  limit: number,
): Promise<Map<string, number>> {
  const found = await database
    .collection('products')
    .aggregate<{ _id: string; open: { count: number }[] }>([
      { $match: { _id: { $in: [...productIds] } } },
      {
        $lookup: {
          from: 'policies',
          localField: '_id',
          foreignField: 'productId',
          pipeline: [{ $match: { open: true } }, { $limit: limit }, { $count: 'count' }],
          as: 'open',
        },
      },
      { $project: { open: 1 } },
    ])
    .toArray();
  return new Map(found.map(({ _id, open }) => [_id, open[0]?.count ?? 0]));
}
