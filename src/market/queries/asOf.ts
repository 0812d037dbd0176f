/**
 * What an answer that derives from a feed rests on: how far the feed has been read, in event time and on
 * chain.
 */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import type { SourceDocument } from '../../store/evidence/documents.ts';
import { sourceDocumentId } from '../../store/evidence/sources.ts';
import { loadSourcePlaces } from '../../store/queries/feedHealth.ts';
import type { AsOfView } from './views.ts';

/** How far the source that is furthest behind has been read. */
export type AsOfSource = SourceDocument['readThrough'];

/** The source of each feed that is furthest behind; a feed that was never read is left out. */
export async function loadAsOfSources(
  database: Database,
  feeds: readonly FeedDocument[],
): Promise<Map<string, AsOfSource>> {
  const ids = feeds.flatMap(({ _id, sources }) =>
    sources.map(({ sourceId }) => sourceDocumentId(_id, sourceId)),
  );
  const furthestBehind = new Map<string, AsOfSource>();
  for (const { feedId, readThrough } of await loadSourcePlaces(database, [...new Set(ids)])) {
    if (readThrough === null) continue;
    const before = furthestBehind.get(feedId);
    if (before == null || readThrough.eventTime < before.eventTime) furthestBehind.set(feedId, readThrough);
  }
  return furthestBehind;
}

/** Of several the one that is furthest behind: what rests on all of them has been read no further. */
export function leastAsOf(all: readonly AsOfView[]): AsOfView {
  const [first, ...others] = all;
  if (first === undefined) throw new Error('nothing is rested on');
  const at = ({ eventTime }: AsOfView) => eventTime ?? Number.NEGATIVE_INFINITY;
  return others.reduce((least, next) => (at(next) < at(least) ? next : least), first);
}

/** Decisions rest on closed slots; block and hash are those that the feed has been read through to. */
export function asOf({ watermark }: FeedDocument, source: AsOfSource | undefined, at: UnixSeconds): AsOfView {
  return {
    eventTime: watermark,
    block: source?.block === undefined ? null : BigInt(source.block),
    blockHash: source?.blockHash ?? null,
    lagSeconds: watermark === null ? null : Math.max(0, at - watermark),
  };
}
