/** The rate that pays for the risk, the capital and the costs (docs/mechanics.md section 2). */
import { largestExcept } from '../pool/exposure.ts';
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';

/** Price parameters; versioned, and frozen into a quote by their version. All in WAD. */
export interface RateParameters {
  readonly marginWad: Wad;
  /** What capital asks for a year above what the asset earns anyway. */
  readonly costOfCapitalWad: Wad;
  /** The pool's part of an earned premium; the rest pays fund, vault and platform. */
  readonly poolShareWad: Wad;
  readonly minRateWad: Wad;
}

/** Margin 10 %, cost of capital 2 %, pool share 80 %, minimum rate 0.5 %. */
export const RATE_PARAMETERS_DEFAULT: RateParameters = {
  marginWad: 10n ** 17n,
  costOfCapitalWad: 2n * 10n ** 16n,
  poolShareWad: 8n * 10n ** 17n,
  minRateWad: 5n * 10n ** 15n,
};

/**
 * `max(1/L, min(1, weight of its group + weight of the largest other group))`: capital that a unit of cover
 * holds.
 * Example: four products of weight 1/4 in four groups at L 2: max(1/2, 1/2) = 1/2.
 */
export function lockedPerCover(
  leverageWad: Wad,
  weightByGroup: ReadonlyMap<string, Wad>,
  group: string,
): Wad {
  const two = (weightByGroup.get(group) ?? 0n) + largestExcept(weightByGroup, group);
  // Up: against the buyer.
  return maximum(mulDivUp(WAD, WAD, leverageWad), minimum(WAD, two));
}

/** What the rate of one product in one pool is made of. */
export interface RateInputs extends RateParameters {
  readonly hazardWad: Wad;
  readonly severityWad: Wad;
  readonly lockedPerCoverWad: Wad;
  /** What it adds to the capital of a book in the worst of 200 years (`marginalPerCover`). */
  readonly marginalPerCoverWad: Wad;
}

/**
 * The capital that a unit of cover pays for: what its pool locks for it, or what it adds to the capital that
 * a book needs, whichever is more (decision 76).
 */
export const capitalPerCover = (inputs: Pick<RateInputs, 'lockedPerCoverWad' | 'marginalPerCoverWad'>): Wad =>
  maximum(inputs.lockedPerCoverWad, inputs.marginalPerCoverWad);

/**
 * `max((hazard * severity * (1 + margin) + costOfCapital * capitalPerCover) / poolShare, minRate)`, in WAD
 * a year.
 * Example: hazard 1.5 %, severity 1, capital 1: (0.0165 + 0.02) / 0.8 = 4.5625 %.
 */
export function technicalRate(inputs: RateInputs): Wad {
  const loss = inputs.hazardWad * inputs.severityWad * (WAD + inputs.marginWad);
  const capital = inputs.costOfCapitalWad * capitalPerCover(inputs) * WAD;
  // Up: against the buyer.
  const rate = mulDivUp(loss + capital, 1n, inputs.poolShareWad * WAD);
  return maximum(rate, inputs.minRateWad);
}
