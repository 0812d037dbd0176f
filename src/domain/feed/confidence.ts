/** What a source says that is not sure of its own value. */
import { BPS, type Wad } from '../shared/units.ts';
import { normalise } from './normalise.ts';
import type { RawObservation } from './observation.ts';
import { CONFIDENCE_BPS_MAX, CONFIDENCE_WIDTHS } from './parameters.ts';
import { endNearestStrike, type FeedLevels } from './reading.ts';

/** The confidence interval is wider than in a calm market. `value` is positive. */
export function isWide({ value, confidence }: RawObservation): boolean {
  return confidence !== undefined && confidence * BPS > value * CONFIDENCE_BPS_MAX;
}

/**
 * What an observation votes with when it is that unsure: its interval of two half-widths either way says one
 * thing where no level of the feed lies in it, and then the end nearest to a strike counts, which never
 * favours
 * who claims. Null when it says nothing. Example: 0.80 ± 0.05 with the strike 0.95 → 0.90.
 */
export function wideVote(
  { value, confidence = 0n, decimals }: RawObservation,
  levels: FeedLevels | undefined,
): Wad | null {
  const width = confidence * CONFIDENCE_WIDTHS;
  if (levels === undefined || width >= value) return null;
  return endNearestStrike(normalise(value - width, decimals), normalise(value + width, decimals), levels);
}
