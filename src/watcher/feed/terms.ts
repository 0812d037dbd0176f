/**
 * How a feed's sources are judged and its readings are formed,
 * taken from its registration and its products.
 */
import type { FeedFamily } from '../../../oracles/adapter.ts';
import type { SourceTerms } from '../../domain/feed/observation.ts';
import type { ReadingTerms } from '../../domain/feed/reading.ts';
import { READING_SILENCE_SECONDS_MAX } from '../../domain/shared/limits.ts';
import type { BreachRule } from '../../domain/trigger/rule.ts';
import type { FeedDocument, FeedSource } from '../../store/documents/cover.ts';

export function sourceTerms({ decimals }: FeedDocument, source: FeedSource): SourceTerms {
  const { sourceId, heartbeatSeconds, marginSeconds, operators } = source;
  return { sourceId, decimals, heartbeatSeconds, marginSeconds, operators };
}

/** Where every source yields readings, each row is one: there is nobody whom it would have to agree with. */
export function readingTerms(
  feed: FeedDocument,
  rules: readonly BreachRule[],
  adapters: (family: string) => FeedFamily | null,
): ReadingTerms {
  const agreed = feed.sources.every(({ family }) => adapters(family)?.yields === 'READINGS');
  return {
    quorum: agreed ? 1 : feed.quorum,
    repeatSeconds: agreed ? 0 : feed.repeatSeconds,
    levels: {
      strikes: rules.map(({ strike }) => strike),
      others: rules.flatMap(({ recovery, watch }) => [recovery, watch]),
    },
  };
}

/**
 * How long a feed may give no reading before its products are watched. Readings that are not formed again
 * come as seldom as their rows do: there a reading is missed once it no longer holds.
 */
export function silenceSecondsMax({ repeatSeconds, maxGapSeconds }: FeedDocument): number {
  return repeatSeconds > 0 ? READING_SILENCE_SECONDS_MAX : maxGapSeconds;
}
