/** Unpaid parts of claims, and how later money repays them (docs/mechanics.md section 6). */
import { maximum, minimum } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';
import type { SharedAmount } from './prorata.ts';

/** What stays owed: due less paid. */
export function recoveryClaim(due: Amount, paid: Amount): Amount {
  return maximum(0n, due - paid);
}

/**
 * What a fund repays now, pro rata over what is owed: all that stands above its minimum, at most everything.
 * Feed it to `proRataPart` with each claim's own remaining amount.
 * Example: fund 100 with minimum 70 and 50 owed: 30 over 50.
 */
export function recoveryRepayment(balance: Amount, fundMinimum: Amount, owed: Amount): SharedAmount {
  return { funded: minimum(owed, maximum(0n, balance - fundMinimum)), claimed: owed };
}
