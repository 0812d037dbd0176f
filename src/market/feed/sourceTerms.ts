import type { SourceTerms } from '../../domain/feed/observation.ts';
import type { FeedDocument, FeedSource } from '../../store/documents/cover.ts';

/** How reports of one source are judged, taken from the feed's registration. */
export function sourceTerms({ decimals }: Pick<FeedDocument, 'decimals'>, source: FeedSource): SourceTerms {
  const { sourceId, heartbeatSeconds, marginSeconds, operators } = source;
  return { sourceId, decimals, heartbeatSeconds, marginSeconds, operators };
}
