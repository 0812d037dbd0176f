/** The platform's own first-loss money (docs/mechanics.md section 7). */
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';

/** A quarter of the floors of what it stands in front of. */
const SLICE_DIVISOR = 4n;

/** What it should hold. Example: one pool with a floor of 10,000: 2,500. */
export function sliceTarget(floors: readonly Amount[]): Amount {
  const sum = floors.reduce((all, floor) => all + floor, 0n);
  // Up: against the platform.
  return mulDivUp(sum, 1n, SLICE_DIVISOR);
}

/** What of an income of the platform refills it: before the platform keeps anything. */
export function sliceRefill(income: Amount, balance: Amount, target: Amount): Amount {
  return minimum(income, maximum(0n, target - balance));
}
