/** How deep incidents go, from the lows that there were. */
import { betaValue } from './beta.ts';
import { INTERVAL } from './posterior.ts';

/** The prices at which the curve of depth has its points, from the top down. */
export const DEPTH_PRICES = ['0.90', '0.80', '0.50'] as const;
export type DepthPrice = (typeof DEPTH_PRICES)[number];

export interface DepthBelief {
  readonly prior: number;
  /** How many lows are at or below the price. */
  readonly reached: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * What part of the incidents settles at or below a price: beta before and after, for each low is either above
 * it or not. The prior counts as so many incidents at its mean.
 * Example: a prior of 0.35 that counts 2 and one low, at or below: 1.7 / 3.
 */
export function depthBelief(
  prior: number,
  incidents: number,
  price: number,
  lows: readonly number[],
): DepthBelief {
  const reached = lows.filter((low) => low <= price).length;
  const below = prior * incidents + reached;
  const above = incidents + lows.length - below;
  const [low, high] = INTERVAL.map((probability) => betaValue(below, above, probability));
  return { prior, reached, mean: below / (below + above), low: low ?? 0, high: high ?? 1 };
}
