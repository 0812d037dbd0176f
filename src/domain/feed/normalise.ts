/** One scale for all sources. */
import { DECIMALS_MAX } from '../shared/limits.ts';
import { mulDivUp } from '../shared/rounding.ts';
import type { Wad } from '../shared/units.ts';

const WAD_DECIMALS = 18;

/**
 * A positive value with `decimals` places as WAD. Exact up to 18 places; beyond, what is cut off rounds up,
 * because a higher price does not trigger: it favours neither holder nor reporter, who ask for less.
 * Throws when `decimals` is not a whole number from 0 to {@link DECIMALS_MAX}.
 * Example: `normalise(99_990_000n, 8)` → 0.9999e18.
 */
export function normalise(value: bigint, decimals: number): Wad {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > DECIMALS_MAX) {
    throw new RangeError(`decimals are not a whole number from 0 to ${DECIMALS_MAX}: ${decimals}`);
  }
  if (decimals <= WAD_DECIMALS) return value * 10n ** BigInt(WAD_DECIMALS - decimals);
  return mulDivUp(value, 1n, 10n ** BigInt(decimals - WAD_DECIMALS));
}
