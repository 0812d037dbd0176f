/** The share of the cover that a settlement value pays (docs/mechanics.md section 5). */
import { mulDivDown } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';
import type { PayoutShape } from './rule.ts';

/**
 * The payout ratio in WAD, from 0 to 1, for a settlement value in WAD.
 * BINARY pays 1; LINEAR `clamp((attach - x) / (attach - exhaust), 0, 1)`; TIERED the deepest tier with
 * `x <= threshold`, 0 above them all.
 * Example: TIERED 0.95 → 25 %, 0.90 → 50 %, 0.80 → 100 % at x = 0.901 pays 0.25.
 */
export function payoutRatio(shape: PayoutShape, value: Wad): Wad {
  switch (shape.kind) {
    case 'BINARY':
      return WAD;
    case 'LINEAR':
      if (value >= shape.attach) return 0n;
      if (value <= shape.exhaust) return WAD;
      // Down: the last unit of the ratio stays with the pool, never with the claimant.
      return mulDivDown(shape.attach - value, WAD, shape.attach - shape.exhaust);
    case 'TIERED':
      return shape.tiers.findLast((tier) => value <= tier.threshold)?.ratio ?? 0n;
  }
}
