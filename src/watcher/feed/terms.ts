/**
 * How a feed's sources are judged and its readings are formed,
 * taken from its registration and its products.
 */
import type { FeedFamily } from '../../../oracles/adapter.ts';
import { type FeedRegistration, registrationText } from '../../domain/evidence/closing.ts';
import type { ReadingTerms } from '../../domain/feed/reading.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { READING_SILENCE_SECONDS_MAX } from '../../domain/shared/limits.ts';
import type { BreachRule } from '../../domain/trigger/rule.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import type { ClosingTerms } from './closeSlots.ts';
import { canonicalOf } from './followRuling.ts';

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
      // Each once: they stand in every closing.
      strikes: [...new Set(rules.map(({ strike }) => strike))],
      others: [...new Set(rules.flatMap(({ recovery, watch }) => [recovery, watch]))],
    },
  };
}

/** What the closings of a feed are formed by. */
export function closingTerms(
  feed: FeedDocument,
  rules: readonly BreachRule[],
  adapters: (family: string) => FeedFamily | null,
): ClosingTerms {
  return {
    reading: readingTerms(feed, rules, adapters),
    registration: registrationText(registrationOf(feed, adapters)),
    productIds: feed.productIds,
    leftBranch: canonicalOf(feed) !== null,
  };
}

/** What of a feed anyone may see. Configurations may hold secrets, so only what checks a report is shown. */
function registrationOf(
  feed: FeedDocument,
  adapters: (family: string) => FeedFamily | null,
): FeedRegistration {
  const { decimals, quorum, repeatSeconds, maxGapSeconds, finalitySeconds } = feed;
  const sources = feed.sources.map(({ config, sourceId, family, operators, ...source }) => {
    const { heartbeatSeconds, marginSeconds } = source;
    const known = adapters(family);
    const signers = (known?.signers(config) ?? []).map(({ operator, key }) => ({ operator, key }));
    // Whoever is sent reports keeps no secret beside the signers' own.
    const terms = known?.push ? canonical(config) : null;
    return { sourceId, family, heartbeatSeconds, marginSeconds, operators, signers, terms };
  });
  return { decimals, quorum, repeatSeconds, maxGapSeconds, finalitySeconds, sources };
}

/**
 * How long a feed may give no reading before its products are watched. Readings that are not formed again
 * come as seldom as their rows do: there a reading is missed once it no longer holds.
 */
export function silenceSecondsMax({ repeatSeconds, maxGapSeconds }: FeedDocument): number {
  return repeatSeconds > 0 ? READING_SILENCE_SECONDS_MAX : maxGapSeconds;
}
