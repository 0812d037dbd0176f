/** How likely a basket is to pay at most, and the score that says so. */
import { type HazardPoint, hazardAt, SCORE_MAX } from '../pricing/hazard.ts';
import { minimum, mulDivUp } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';

/**
 * The highest probability that at least k of several events happen, in WAD, whatever depends on what: if k
 * happen, k - r of all but the r likeliest do, and these are as many on average as their probabilities sum
 * to (B. Rüger, "Das maximale Signifikanzniveau des Tests: Lehne H0 ab, wenn k unter n gegebenen Tests zur
 * Ablehnung führen", Metrika 25, 1978). The least over r is sharp: some dependence reaches it, none passes
 * it.
 * Throws a RangeError for a k that is not one of 1 to as many as there are.
 * Example: of three at 1 % each, two or more: 1.5 %.
 */
export function atLeastOf(k: number, probabilities: readonly Wad[]): Wad {
  const { length } = probabilities;
  if (!Number.isInteger(k) || k < 1 || k > length) throw new RangeError(`${k} of ${length}`);
  const largestFirst = [...probabilities].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  let bound = WAD;
  for (let left = 0; left < k; left += 1) {
    const sum = largestFirst.slice(left).reduce((total, probability) => total + probability, 0n);
    // Up: against the buyer.
    bound = minimum(bound, mulDivUp(sum, 1n, BigInt(k - left)));
  }
  return bound;
}

/**
 * The least whole score whose hazard is at least this; 100 where no score's is.
 * Example: with 1.5 % at 40 and 4 % at 60, 1.51 % is 41.
 */
export function leastScoreOf(table: readonly HazardPoint[], hazardWad: Wad): number {
  let [low, high] = [0, SCORE_MAX];
  // Tables never fall.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (hazardAt(table, middle) >= hazardWad) high = middle;
    else low = middle + 1;
  }
  return low;
}
