/** What was held to be true before any event was counted, as it was published first. */
import { HAZARD_SCORES, type HazardTableName } from '../../domain/pricing/hazard.ts';
import type { DepthPrice } from './depthPosterior.ts';
import { intensityOf } from './posterior.ts';

/** Probabilities in a year at scores 0, 20, 40, 60, 80 and 100. */
export const PRIOR_TABLES: Readonly<Record<HazardTableName, readonly number[]>> = {
  DEPEG: [0.002, 0.005, 0.015, 0.04, 0.1, 0.25],
  CONTRACT: [0.003, 0.008, 0.02, 0.05, 0.12, 0.3],
};

/**
 * Shape and rate of the factor on a table: mean 1, and nine times from one end of its 90 % interval to the
 * other, as wide as the third to three times that was published with the tables.
 */
export const PRIOR_SHAPE = 2.65;

/** Mean payout ratios of the standard payouts as they were published first. */
export const PUBLISHED_SEVERITIES = { TIERED: 0.35, LINEAR: 0.4 } as const;

/**
 * Part of the incidents that settle at or below a price, and how many incidents that counts as. No curve
 * gives both of the published means: what makes tiers pay 35 % lets a linear payout pay 18 % at most. Of all
 * that never fall this one comes nearest to both (least squares, to tenths of a percent): 45.6 and 31.5 %.
 */
export const PRIOR_DEPTH: Readonly<Record<DepthPrice, number>> = {
  '0.90': 0.275,
  '0.80': 0.275,
  '0.50': 0.275,
};
export const PRIOR_INCIDENTS = 2;

/** Events a year that a prior table expects at a score; linear between its points, as prices are. */
export function priorIntensity(table: HazardTableName, score: number): number {
  const values = PRIOR_TABLES[table];
  const index = HAZARD_SCORES.findIndex((point) => point >= score);
  const [above = 100, below = 0] = [HAZARD_SCORES[index], HAZARD_SCORES[index - 1]];
  const [high = 1, low = high] = [values[index], values[index - 1]];
  const part = above === below ? 1 : (score - below) / (above - below);
  return intensityOf(low + (high - low) * part);
}
