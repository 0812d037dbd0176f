/** What the evidence says of a feed's operators and of how far its sources have been read. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { SourceDocument } from '../evidence/documents.ts';

/** What one operator said on one source. */
interface OperatorRecord {
  feedId: string;
  sourceId: string;
  operator: string;
  lastSeenAt: UnixSeconds | null;
  observationCount: number;
  rejectedCount: number;
}

/**
 * Counts the final observations of every operator that the feeds name, in one read: of each the newest
 * `limit`. A block that is not final yet is counted once it is.
 */
export async function loadOperatorRecords(
  database: Database,
  feedIds: readonly string[],
  limit: number,
): Promise<OperatorRecord[]> {
  const same = (field: string, name: string) => ({ $eq: [`$${field}`, `$$${name}`] });
  const seen = { $first: '$seen' };
  const found = await database
    .collection('feeds')
    .aggregate<OperatorRecord>([
      { $match: { _id: { $in: [...feedIds] } } },
      { $unwind: '$sources' },
      { $unwind: '$sources.operators' },
      { $project: { _id: 0, feedId: '$_id', sourceId: '$sources.sourceId', operator: '$sources.operators' } },
      {
        $lookup: {
          from: 'observations',
          let: { feed: '$feedId', source: '$sourceId', operator: '$operator' },
          pipeline: [
            {
              $match: {
                $expr: {
                  $and: [same('feedId', 'feed'), same('source', 'source'), same('operator', 'operator')],
                },
                finalized: true,
              },
            },
            { $sort: { observedAt: -1 } },
            { $limit: limit },
            {
              $group: {
                _id: null,
                count: { $sum: 1 },
                rejected: { $sum: { $cond: ['$accepted', 0, 1] } },
                lastSeenAt: { $max: '$observedAt' },
              },
            },
          ],
          as: 'seen',
        },
      },
      {
        $project: {
          feedId: 1,
          sourceId: 1,
          operator: 1,
          lastSeenAt: { $ifNull: [{ $getField: { field: 'lastSeenAt', input: seen } }, null] },
          observationCount: { $ifNull: [{ $getField: { field: 'count', input: seen } }, 0] },
          rejectedCount: { $ifNull: [{ $getField: { field: 'rejected', input: seen } }, 0] },
        },
      },
    ])
    .toArray();
  return found;
}

/** How far each of some sources has been read; ids as `sourceDocumentId` makes them. */
export async function loadSourcePlaces(
  database: Database,
  ids: readonly string[],
): Promise<Pick<SourceDocument, '_id' | 'feedId' | 'readThrough'>[]> {
  const found = await database
    .collection('sources')
    .find({ _id: { $in: [...ids] } })
    .project({ feedId: 1, readThrough: 1 })
    .toArray();
  return found.map((document) => decodeDocument<SourceDocument>(document));
}
