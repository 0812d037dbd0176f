/** What options can pay of the cover, as a book holds it. */
import { mulDivDown } from '../domain/shared/rounding.ts';
import { WAD, type Wad } from '../domain/shared/units.ts';
import type { PayoutShape } from '../domain/trigger/rule.ts';
import type { DescribedProduct } from './bookDescription.ts';

/** The tiers of the stablecoin default: 25, 50 and 100 %. */
export const TIERED_RATIOS_WAD: readonly Wad[] = [WAD / 4n, WAD / 2n, WAD];

/** Steps that stand for a payout between nothing and all of the cover. */
const LINEAR_STEPS = 20n;

/** The ratios of a kind of payout, those of its tiers where it has tiers. */
export function ratiosOf(
  kind: DescribedProduct['payoutKind'],
  tiers: readonly Wad[] = TIERED_RATIOS_WAD,
): readonly Wad[] {
  if (kind === 'BINARY') return [WAD];
  if (kind === 'TIERED') return tiers;
  // Exact: a twentieth of the scale is whole.
  return Array.from({ length: Number(LINEAR_STEPS) }, (_, step) =>
    mulDivDown(WAD, BigInt(step + 1), LINEAR_STEPS),
  );
}

/** The same of a product's own options. */
export const ratiosOfShape = (shape: PayoutShape): readonly Wad[] =>
  ratiosOf(shape.kind, shape.kind === 'TIERED' ? shape.tiers.map(({ ratio }) => ratio) : undefined);
