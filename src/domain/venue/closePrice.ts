/** Which price of a close counts (docs/mechanics.md section 8). */
import { maximum, minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { BPS, type Wad } from '../shared/units.ts';

/** A close may be this far outside what the feed saw at its time. */
export const CLOSE_MARGIN_BPS = 200n;

/** Lowest and highest reading of the market's feed at the time of the close. */
export interface FeedRange {
  readonly low: Wad;
  readonly high: Wad;
}

/**
 * The reported price within the feed's range ± 2 %, else the edge of that (because a venue that reports a
 * worse price than anybody else saw would draw on others' money). Throws a RangeError for a range that is
 * none.
 * Example: range 100 to 110: 97 counts as 98, 105 as itself, 113 as 112.2.
 */
export function countedClosePrice(reported: Wad, { low, high }: FeedRange): Wad {
  if (low < 0n || high < low) throw new RangeError(`a range from ${low} to ${high}`);
  // Up and down: the range is never wider than it is said to be.
  const lowest = mulDivUp(low, BPS - CLOSE_MARGIN_BPS, BPS);
  const highest = mulDivDown(high, BPS + CLOSE_MARGIN_BPS, BPS);
  return minimum(maximum(reported, lowest), highest);
}
