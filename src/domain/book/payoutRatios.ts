/** What options can pay of the cover, as a book holds it. */
import { mulDivDown } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';
import type { PayoutShape } from '../trigger/rule.ts';
import type { DescribedProduct } from './describedBook.ts';

/** A part of all. Down, and exact: what is asked for here divides the scale. */
const partOf = (numerator: number, denominator: number): Wad =>
  mulDivDown(WAD, BigInt(numerator), BigInt(denominator));

/** The tiers of the stablecoin default: 25, 50 and 100 %. */
export const TIERED_RATIOS_WAD: readonly Wad[] = [partOf(1, 4), partOf(1, 2), WAD];

/** Steps that stand for a payout between nothing and all of the cover. */
const LINEAR_STEPS = 20;

/** The ratios of a kind of payout, those of its tiers where it has tiers. Example: BINARY pays all. */
export function ratiosOf(
  kind: DescribedProduct['payoutKind'],
  tiers: readonly Wad[] = TIERED_RATIOS_WAD,
): readonly Wad[] {
  if (kind === 'BINARY') return [WAD];
  if (kind === 'TIERED') return tiers;
  return Array.from({ length: LINEAR_STEPS }, (_, step) => partOf(step + 1, LINEAR_STEPS));
}

/** The same of a product's own options. */
export const ratiosOfShape = (shape: PayoutShape): readonly Wad[] =>
  ratiosOf(shape.kind, shape.kind === 'TIERED' ? shape.tiers.map(({ ratio }) => ratio) : undefined);
