/** What the rate of a product in a pool is made of, from its score and terms and from what the pool backs. */
import type { PoolBook } from '../pool/exposure.ts';
import type { Wad } from '../shared/units.ts';
import { type HazardPoint, hazardAt } from './hazard.ts';
import { marginalPerCover } from './tailHazard.ts';
import { lockedPerCover, type RateInputs, type RateParameters } from './technicalRate.ts';

/** A product as its rate sees it. */
export interface RatedProduct {
  readonly group: string;
  /** Whole score from 0 to 100. */
  readonly score: number;
  /** The table of its peril. */
  readonly hazardTable: readonly HazardPoint[];
  /** The same in the worst of 200 years. */
  readonly tailTable: readonly HazardPoint[];
  readonly severityWad: Wad;
  /** Its own lowest rate a year. */
  readonly minRateWad: Wad;
}

/** What of the price parameters is the same for all products. */
export type SharedRates = Omit<RateParameters, 'minRateWad'>;

/**
 * The inputs of the technical rate of a product in a pool (docs/mechanics.md section 2), in WAD. Throws a
 * RangeError for a score that the table does not have.
 * Example: score 50 in a pool that backs its group alone: the hazard at 50, and 1 locked for a unit of cover.
 */
export function rateInputs(
  product: RatedProduct,
  { leverageWad, products }: PoolBook,
  rates: SharedRates,
): RateInputs {
  const weights = new Map<string, Wad>();
  for (const { group, weightWad } of products) weights.set(group, (weights.get(group) ?? 0n) + weightWad);
  return {
    ...rates,
    minRateWad: product.minRateWad,
    hazardWad: hazardAt(product.hazardTable, product.score),
    severityWad: product.severityWad,
    lockedPerCoverWad: lockedPerCover(leverageWad, weights, product.group),
    marginalPerCoverWad: marginalPerCover(product.tailTable, product.score, product.severityWad),
  };
}
