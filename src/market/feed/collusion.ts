/** How decentralised a feed is, as far as it has been read. */
import { collusionThreshold, heardOperators } from '../../domain/feed/decentralisation.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';

/** Who may have a vote in a feed: one each, over however many sources. */
export const operatorsOf = ({
  sources,
}: {
  sources: readonly { operators: readonly string[] }[];
}): string[] => [...new Set(sources.flatMap(({ operators }) => operators))];

/** Operators whose vote was fresh at the watermark. Event time, so that a late watcher drops nobody out. */
export const heardOf = (feed: FeedDocument): string[] => heardOperators(feed.foldState, operatorsOf(feed));

/** Operators that must collude to move the feed now. */
export const collusionOf = (feed: FeedDocument): number =>
  collusionThreshold(heardOf(feed).length, feed.quorum);
