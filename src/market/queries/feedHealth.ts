/** How a feed has done: how often it reads, what did not come, and why observations were rejected. */
import { REJECTION_REMEDIES, type RejectionReason } from '../../domain/feed/rejection.ts';
import { mulDivUp } from '../../domain/shared/rounding.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import { countReadings, countRejections, countReports } from '../../store/queries/feedCounts.ts';
import { rowsById } from './collections.ts';
import type { FeedHealth } from './views.ts';

/** The health of feeds over the 24 hours before their newest closed slot. */
export async function feedHealth(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, FeedHealth>> {
  const feeds = [...(await rowsById(database, 'feeds', ids)).values()];
  const views = await Promise.all(feeds.map((feed) => healthOf(database, feed)));
  return new Map(feeds.map(({ _id }, index) => [_id, views[index] as FeedHealth]));
}

async function healthOf(database: Database, feed: FeedDocument): Promise<FeedHealth> {
  const through = feed.watermark ?? feed.createdAt;
  const after = Math.max(feed.createdAt, through - DAY_SECONDS);
  const span = { feedId: feed._id, after, through };
  const [readings, reports, rejections] = await Promise.all([
    countReadings(database, span),
    countReports(database, span),
    countRejections(database, feed._id),
  ]);
  const { count, first, last } = readings;
  const reasons = Object.keys(REJECTION_REMEDIES) as RejectionReason[];
  return {
    // Up: a feed is never shown quicker than it is.
    cadenceSeconds: count < 2 ? null : Number(mulDivUp(BigInt(last - first), 1n, BigInt(count - 1))),
    missedRounds: missedOf(feed, reports, through - after),
    rejections: reasons.flatMap((reason) => {
      const rejected = rejections.get(reason);
      return rejected === undefined ? [] : [{ reason, count: rejected }];
    }),
  };
}

/** Every operator owes one report in each heartbeat of its source; more than that make up for none. */
function missedOf(
  { sources }: FeedDocument,
  reports: Awaited<ReturnType<typeof countReports>>,
  seconds: number,
): number {
  return sources.reduce((sum, { sourceId, heartbeatSeconds, operators }) => {
    const due = Math.floor(seconds / heartbeatSeconds);
    const missed = operators.map((operator) => {
      const came = reports.find((one) => one.source === sourceId && one.operator === operator)?.count ?? 0;
      return Math.max(0, due - came);
    });
    return sum + missed.reduce((total, one) => total + one, 0);
  }, 0);
}
