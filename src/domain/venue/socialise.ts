/** The last step before a claim: those who won bear what nobody else could (docs/mechanics.md section 8). */
import { minimum } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';
import { largestRemainder } from '../waterfall/largestRemainder.ts';

export interface SessionProfit {
  readonly account: string;
  /** Below 0 for who lost: nothing is taken there. */
  readonly profit: Amount;
}

export interface Socialised {
  /** One for each profit given, in that order; together with `left` the loss, exactly. */
  readonly haircuts: readonly Amount[];
  /** What all profits together could not bear: a claim. */
  readonly left: Amount;
}

/**
 * Pro rata to profits by largest remainder, ties by account, and never above anybody's profit: a part that is
 * rounded up was below it by a fraction at least.
 * Example: 10,000.00 over 50,000, 45,000, 30,000, 30,000, 15,000 and 1,000: 2,923.98, 2,631.58, 1,754.39,
 * 1,754.38, 877.19, 58.48.
 */
export function socialiseLoss(loss: Amount, profits: readonly SessionProfit[]): Socialised {
  const weighted = profits.map(({ account, profit }) => ({
    id: account,
    weight: profit > 0n ? profit : 0n,
  }));
  const most = weighted.reduce((sum, { weight }) => sum + weight, 0n);
  const borne = minimum(loss, most);
  return { haircuts: largestRemainder(borne, weighted), left: loss - borne };
}
