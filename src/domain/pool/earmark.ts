/** Capital that an open breach sets aside (docs/mechanics.md section 6). */
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

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
