/** What a holder gets back who leaves early (docs/mechanics.md section 3). */
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, DAY_SECONDS, type UnixSeconds } from '../shared/units.ts';
import { type EarningSegment, premiumOver, unearnedPremium } from './segment.ts';

/** The fee is at least this part of the unearned premium (5 %), or the premium of 7 days. */
export const CANCELLATION_FEE_BPS = 500n;
/** The premium of this time, whichever is more. */
export const CANCELLATION_FEE_SECONDS = 7 * DAY_SECONDS;

export interface Cancellation {
  readonly refund: Amount;
  /** Goes to the insurance fund. */
  readonly fee: Amount;
}

/**
 * Unearned premium less `max(5 % of it, 7 days' premium)`, never below 0, as of the time at which the holder
 * asked. Fee and refund together are the unearned premium. `free` is for the cases in which a holder may
 * leave without a fee. Where cover was extended the seven days count at the dearest rate that is still to be
 * earned.
 *
 * Example: 365 bought for 365 days, 100 days left: unearned 100, fee max(5, 7) = 7, refund 93.
 */
export function cancellationOf(
  earning: readonly EarningSegment[],
  at: UnixSeconds,
  free = false,
): Cancellation {
  const ahead = earning.filter(({ coverUntil }) => coverUntil > at);
  const unearned = ahead.reduce((sum, segment) => sum + unearnedPremium(segment, at), 0n);
  if (free) return { refund: unearned, fee: 0n };
  // Up, both: against the holder who leaves.
  const share = mulDivUp(unearned, CANCELLATION_FEE_BPS, BPS);
  const week = ahead.reduce(
    (most, segment) => maximum(most, premiumOver(segment, CANCELLATION_FEE_SECONDS)),
    0n,
  );
  const fee = minimum(unearned, maximum(share, week));
  return { refund: unearned - fee, fee };
}
