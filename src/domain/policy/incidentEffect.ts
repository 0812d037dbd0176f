/** What an incident leaves of a policy (docs/mechanics.md section 3). */
import { minimum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';
import { cutSegment, type EarningSegment } from './segment.ts';

/**
 * Remaining cover after an incident: less `ceil(original * ratio)`, not below 0. Example: 99 of 100 at 25 %:
 * 74.
 */
export function coverAfterIncident(original: Amount, remaining: Amount, ratioWad: Wad): Amount {
  // Up: the cover that an incident used is too much rather than too little.
  return remaining - minimum(remaining, mulDivUp(original, ratioWad, WAD));
}

/**
 * What stays to be earned over time, and what is earned at once, before allocation. They sum to the whole.
 */
export interface EarningAfterIncident {
  readonly kept: EarningSegment[];
  readonly earnedAtOnce: EarningSegment[];
}

/**
 * Cuts `ratio` of the unearned premium off: take `earnedAtOnce` out of the pool's earning and split what it
 * releases. Where the cover is used up nothing is kept to earn, because nothing is insured any more.
 */
export function earningAfterIncident(
  earning: readonly EarningSegment[],
  ratioWad: Wad,
  remainingCover: Amount,
): EarningAfterIncident {
  const keptWad = remainingCover === 0n ? 0n : WAD - minimum(WAD, ratioWad);
  const cuts = earning.map((segment) => cutSegment(segment, keptWad, WAD));
  return { kept: cuts.map(({ part }) => part), earnedAtOnce: cuts.map(({ rest }) => rest) };
}
