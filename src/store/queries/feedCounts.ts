/** What the evidence of a feed adds up to: readings, reports and rejections of a span of time. */
import type { RejectionReason } from '../../domain/feed/rejection.ts';
import { COUNT_MAX, HEALTH_OBSERVATIONS_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../database.ts';

interface Span {
  feedId: string;
  after: UnixSeconds;
  through: UnixSeconds;
}

/** How many readings a span of event time has, and its first and last. */
export async function countReadings(
  database: Database,
  { feedId, after, through }: Span,
): Promise<{ count: number; first: UnixSeconds; last: UnixSeconds }> {
  const [found] = await database
    .collection('readings')
    .aggregate<{ count: number; first: UnixSeconds; last: UnixSeconds }>([
      { $match: { feedId, at: { $gt: after, $lte: through } } },
      { $group: { _id: null, count: { $sum: 1 }, first: { $min: '$at' }, last: { $max: '$at' } } },
    ])
    .toArray();
  return found ?? { count: 0, first: after, last: after };
}

/** How many accepted observations of a span each operator has on each source. */
export async function countReports(
  database: Database,
  { feedId, after, through }: Span,
): Promise<{ source: string; operator: string; count: number }[]> {
  return database
    .collection('observations')
    .aggregate<{ source: string; operator: string; count: number }>([
      { $match: { feedId, accepted: true, observedAt: { $gt: after, $lte: through } } },
      { $sort: { observedAt: -1, _id: -1 } },
      { $limit: HEALTH_OBSERVATIONS_MAX },
      { $match: { finalized: true } },
      { $group: { _id: { source: '$source', operator: '$operator' }, count: { $sum: 1 } } },
      { $project: { _id: 0, source: '$_id.source', operator: '$_id.operator', count: 1 } },
    ])
    .toArray();
}

/** How many of the newest rejected observations and later verdicts of a feed have each reason. */
export async function countRejections(
  database: Database,
  feedId: string,
): Promise<Map<RejectionReason, number>> {
  const rejected = (name: string) =>
    database
      .collection(name)
      .aggregate<{ _id: RejectionReason; count: number }>([
        { $match: { feedId, accepted: false } },
        { $sort: { observedAt: -1, _id: -1 } },
        { $limit: COUNT_MAX },
        { $match: { finalized: true } },
        { $group: { _id: '$rejection.reason', count: { $sum: 1 } } },
      ])
      .toArray();
  const later = database
    .collection('verdicts')
    .aggregate<{ _id: RejectionReason; count: number }>([
      { $match: { feedId } },
      { $sort: { at: -1 } },
      { $limit: COUNT_MAX },
      { $group: { _id: '$reason', count: { $sum: 1 } } },
    ])
    .toArray();
  const counts = new Map<RejectionReason, number>();
  for (const { _id, count } of (
    await Promise.all([rejected('observations'), rejected('unheard'), later])
  ).flat()) {
    counts.set(_id, (counts.get(_id) ?? 0) + count);
  }
  return counts;
}
