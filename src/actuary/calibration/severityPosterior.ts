/** How much of the cover an incident pays on average, from the depths that there were. */
import { betaValue } from './beta.ts';
import { INTERVAL } from './posterior.ts';

export interface SeverityBelief {
  readonly prior: number;
  readonly ratios: readonly number[];
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The prior counts as so many incidents at its mean. The interval is that of the beta distribution with as
 * much on either side as ratios and prior have: the widest that a mean of payout ratios can have, because
 * it takes every incident for all or nothing.
 * Example: a prior of 0.35 that counts 2 and one incident at 1: 1.7 / 3.
 */
export function severityBelief(prior: number, incidents: number, ratios: readonly number[]): SeverityBelief {
  const paid = prior * incidents + ratios.reduce((sum, ratio) => sum + ratio, 0);
  const kept = incidents + ratios.length - paid;
  const [low, high] = INTERVAL.map((probability) => betaValue(paid, kept, probability));
  return { prior, ratios, mean: paid / (paid + kept), low: low ?? 0, high: high ?? 1 };
}
