/** What products pay of which only the kind of payout is said (docs/mechanics.md section 5). */
import { mulDivDown } from '../domain/shared/rounding.ts';
import { WAD, type Wad } from '../domain/shared/units.ts';
import type { PayoutShape } from '../domain/trigger/rule.ts';

/** Down, and exact: a hundredth is a whole number of the scale. */
const percent = (value: bigint): Wad => mulDivDown(value, WAD, 100n);

/** Where the tiers of the stablecoin default begin. */
const THRESHOLDS = [95n, 90n, 80n].map(percent);

/** How many ratios can stand at them. */
export const STANDARD_TIERS = THRESHOLDS.length;

/** Tiers of the stablecoin default; linear from 0.95 to 0.50; all or nothing. */
export const STANDARD_PAYOUTS: Readonly<Record<PayoutShape['kind'], PayoutShape>> = {
  BINARY: { kind: 'BINARY' },
  LINEAR: { kind: 'LINEAR', attach: percent(95n), exhaust: percent(50n) },
  TIERED: payoutOfRatios([25n, 50n, 100n].map(percent)),
};

/** Tiers that pay so much at the standard thresholds, from the highest down. Example: one ratio, at 0.95. */
export function payoutOfRatios(ratios: readonly Wad[]): PayoutShape {
  const tiers = THRESHOLDS.flatMap((threshold, index) => {
    const ratio = ratios[index];
    return ratio === undefined ? [] : [{ threshold, ratio }];
  });
  return { kind: 'TIERED', tiers };
}
