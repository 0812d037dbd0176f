/** Signs that margins are too thin, of a venue and of one account (docs/mechanics.md section 8). */
import { adequacyRatio } from '../pool/requirement.ts';
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, DAY_SECONDS, WAD, type Wad } from '../shared/units.ts';

/** An account is warned under 1.25 times its maintenance margin. */
export const MARGIN_WARNING_BPS = 12_500n;
/** Open interest is at most five times what is offered within 2 % of the price. */
export const OPEN_INTEREST_FACTOR = 5n;

/** How often liquidations fall short, a day in WAD; null over no time. Example: 3 in 2 days: 1.5. */
export function shortfallsPerDay(shortfalls: number, overSeconds: number): Wad | null {
  if (overSeconds <= 0) return null;
  // Up: a venue never looks better than it is.
  return mulDivUp(BigInt(shortfalls) * BigInt(DAY_SECONDS), WAD, BigInt(overSeconds));
}

/**
 * How often what stands behind a market covers the stressed shortfall of its two largest holdings; null where
 * that is nothing. Example: 300 behind 200: 1.5.
 */
export function largestHoldingsCoverage(resources: Amount, stressedOfTwoLargest: Amount): Wad | null {
  return adequacyRatio(resources, stressedOfTwoLargest);
}

/** What an account is asked to add, or 0 where it need not be warned. Example: 100 with 100: 25. */
export function marginTopUp(equity: Amount, maintenance: Amount): Amount {
  // Up: against the account.
  return maximum(0n, mulDivUp(maintenance, MARGIN_WARNING_BPS, BPS) - equity);
}

/** What may still be opened in a market, by what is offered within 2 %, and by its own limit. */
export function openInterestRoom(openInterest: Amount, depth: Amount, limit: Amount): Amount {
  return maximum(0n, minimum(depth * OPEN_INTEREST_FACTOR, limit) - openInterest);
}
