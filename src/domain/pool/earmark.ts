/** Capital that open breaches and unallocated incidents set aside (docs/mechanics.md section 6). */
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

/** All that is set aside of a pool's capital, in units. Example: 10 and 20 for two breaches: 30. */
export const earmarkedOf = ({
  earmarks,
}: {
  readonly earmarks: readonly { readonly amount: Amount }[];
}): Amount => earmarks.reduce((sum, { amount }) => sum + amount, 0n);

/**
 * `min(capital, cover in force at the breach start * highest ratio)`, out of what no other breach has set
 * aside. An ended breach frees it; the assessment replaces it by the exact sum.
 * Example: capital 100, 30 earmarked, cover 200 that pays half at most: min(70, 100) = 70.
 */
export function earmarkAtBreach(
  capital: Amount,
  earmarked: Amount,
  coverInForce: Amount,
  highestRatioWad: Wad,
): Amount {
  // Up: a unit too many is set aside rather than one too few.
  const worst = mulDivUp(coverInForce, highestRatioWad, WAD);
  return minimum(maximum(0n, capital - earmarked), worst);
}
