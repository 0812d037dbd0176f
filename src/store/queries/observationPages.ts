/** Observations of a feed, newest first, whether slots look at them or not. */
import type { RejectionReason } from '../../domain/feed/rejection.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { ObservationDocument, VerdictDocument } from '../evidence/documents.ts';
import type { RowFilter } from './pages.ts';

/** The place of a row: the page goes on behind it. */
export interface ObservationPlace {
  observedAt: UnixSeconds;
  id: string;
}

/** The newest `limit` of a feed behind a place that fit all of the filters. */
export async function loadObservations(
  database: Database,
  feedId: string,
  { filters, withUnheard }: { filters: readonly RowFilter[]; withUnheard: boolean },
  after: ObservationPlace | null,
  limit: number,
): Promise<ObservationDocument[]> {
  const behind = after && {
    observedAt: { $lte: after.observedAt },
    $or: [{ observedAt: { $lt: after.observedAt } }, { _id: { $lt: after.id } }],
  };
  // Both values are named, so that the index is read in the order of its times.
  const any = { feedId, accepted: { $in: [true, false] }, finalized: true };
  const match = { $match: { $and: [any, ...(behind ? [behind] : []), ...filters] } };
  const newest = [{ $sort: { observedAt: -1, _id: -1 } }, { $limit: limit }];
  const union = { $unionWith: { coll: 'unheard', pipeline: [match, ...newest] } };
  const stages = [match, ...newest, ...(withUnheard ? [union, ...newest] : [])];
  const found = await database.collection('observations').aggregate(stages).toArray();
  return found.map((document) => decodeDocument<ObservationDocument>(document));
}

/** What can be found out about an accepted observation later. */
const LATER: readonly RejectionReason[] = ['OUTLIER', 'ROUND_REGRESSION', 'DUPLICATE', 'LATE', 'REORGED'];

/** The first thing that was found out later about each observation, by the id of its record. */
export async function loadLaterVerdicts(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, VerdictDocument>> {
  const names = ids.flatMap((id) => LATER.map((reason) => `${id}/${reason}`));
  const found = await database
    .collection('verdicts')
    .find({ _id: { $in: names } })
    .sort({ at: -1 })
    .toArray();
  const verdicts = found.map((document) => decodeDocument<VerdictDocument>(document));
  return new Map(verdicts.map((verdict) => [`${verdict.feedId}/${verdict.key}`, verdict]));
}
