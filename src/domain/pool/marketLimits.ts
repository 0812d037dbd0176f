/**
 * Limits over all pools: a subject's size and what it costs to corrupt a feed (docs/mechanics.md section 1).
 */
import { maximum, mulDivDown } from '../shared/rounding.ts';
import { type Amount, BPS } from '../shared/units.ts';

/** Cover of a subject is at most 10 % of its value locked or market capitalisation. */
export const SUBJECT_COVER_BPS = 1_000n;
/** Cover on a feed is at most half of what holding it below the strike for the whole window would cost. */
export const FEED_COVER_BPS = 5_000n;

/** Cover that may still be sold on a subject over all pools. Sizes are in the same unit as the cover. */
export function subjectRoom(subjectSize: Amount, subjectCover: Amount): Amount {
  // Down: against the next sale.
  return maximum(0n, mulDivDown(subjectSize, SUBJECT_COVER_BPS, BPS) - subjectCover);
}

/** Cover that may still be sold on a feed over all its products. An unknown cost is 0, so nothing is sold. */
export function feedRoom(costOfCorruption: Amount, feedCover: Amount): Amount {
  // Down: against the next sale.
  return maximum(0n, mulDivDown(costOfCorruption, FEED_COVER_BPS, BPS) - feedCover);
}
