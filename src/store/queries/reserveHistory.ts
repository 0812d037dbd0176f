/** What reserves were on earlier days. One read for any number of them. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { ReserveDayDocument } from '../documents/reserves.ts';

/** By reserve: the first row kept of a day or later; none where nothing has moved since. */
export async function loadReserveDays(
  database: Database,
  reserveIds: readonly string[],
  since: UnixSeconds,
): Promise<Map<string, ReserveDayDocument>> {
  const first = {
    from: 'reserveDays',
    localField: '_id',
    foreignField: 'reserveId',
    pipeline: [{ $match: { day: { $gte: since } } }, { $sort: { day: 1 } }, { $limit: 1 }],
    as: 'first',
  };
  const found = await database
    .collection('reserves')
    .aggregate<{ _id: string; first: unknown[] }>([
      { $match: { _id: { $in: [...reserveIds] } } },
      { $project: { _id: 1 } },
      { $lookup: first as never },
    ])
    .toArray();
  return new Map(
    found.flatMap(({ _id, first: [row] }) =>
      row === undefined ? [] : [[_id, decodeDocument<ReserveDayDocument>(row)] as const],
    ),
  );
}
