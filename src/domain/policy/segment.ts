/**
 * How one premium is earned: a constant rate over the covered period, and a remainder at its end.
 *
 * A purchase makes one segment per pool (and one for a distributor's commission); an increase adds another.
 * The policy keeps its segments; the pool keeps only their sums (see earning.ts). Rates are integers scaled
 * by EARNING_SCALE, so that sums over any number of policies are exact.
 */
import { mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, HOUR_SECONDS, type UnixSeconds } from '../shared/units.ts';

/** Rates and remainders are in billionths of a unit: over a year less than 0.04 units wait for the end. */
export const EARNING_SCALE = 10n ** 9n;

/** `ratePerSecond * covered seconds + remainder` is the premium times EARNING_SCALE, exactly. */
export interface EarningSegment {
  readonly coverFrom: UnixSeconds;
  readonly coverUntil: UnixSeconds;
  readonly ratePerSecond: bigint;
  readonly remainder: bigint;
}

/**
 * The segment of a premium. Throws a RangeError for less than an hour of cover, which no term allows.
 * Example: 700,000 over 7 days: 1.157407407 units a second and a remainder of 0.0002464 units.
 */
export function earningSegment(
  premium: Amount,
  coverFrom: UnixSeconds,
  coverUntil: UnixSeconds,
): EarningSegment {
  const seconds = coverUntil - coverFrom;
  if (!Number.isSafeInteger(seconds) || seconds < HOUR_SECONDS) throw new RangeError(`${seconds} s of cover`);
  // Down: what the rate leaves is earned at the very end, so that nothing is earned before its time.
  const ratePerSecond = mulDivDown(premium, EARNING_SCALE, BigInt(seconds));
  const remainder = premium * EARNING_SCALE - ratePerSecond * BigInt(seconds);
  return { coverFrom, coverUntil, ratePerSecond, remainder };
}

/** The whole premium that a segment stands for, in units. */
export function segmentPremium(segment: EarningSegment): Amount {
  return unearnedPremium(segment, segment.coverFrom);
}

/**
 * The part of a segment that is not earned at a time, in units: all of it before cover begins, none at its
 * end, and linear between. Example: 365 for a year, 100 days before its end: 100.
 */
export function unearnedPremium(segment: EarningSegment, at: UnixSeconds): Amount {
  const left = Math.max(0, segment.coverUntil - Math.max(at, segment.coverFrom));
  const { scaled, seconds } = wholeOf(segment);
  // Down: against the holder whom it is refunded to.
  return mulDivDown(scaled, BigInt(left), seconds * EARNING_SCALE);
}

/** The premium of some seconds, in units: what a fee is measured by. */
export function premiumOver(segment: EarningSegment, seconds: number): Amount {
  const whole = wholeOf(segment);
  // Up: against the holder who pays the fee.
  return mulDivUp(whole.scaled, BigInt(seconds), whole.seconds * EARNING_SCALE);
}

function wholeOf({ coverFrom, coverUntil, ratePerSecond, remainder }: EarningSegment) {
  const seconds = BigInt(coverUntil - coverFrom);
  return { seconds, scaled: ratePerSecond * seconds + remainder };
}

/**
 * Cuts a segment in two that sum to it exactly: for a split, a decrease, or an incident. Taking one of them
 * out of a pool's earning leaves the other behind, to the last fraction.
 */
export function cutSegment(
  segment: EarningSegment,
  part: bigint,
  whole: bigint,
): { part: EarningSegment; rest: EarningSegment } {
  // Down: the part is what can be refunded, so it is too little rather than too much.
  const ratePerSecond = mulDivDown(segment.ratePerSecond, part, whole);
  const remainder = mulDivDown(segment.remainder, part, whole);
  return {
    part: { ...segment, ratePerSecond, remainder },
    rest: {
      ...segment,
      ratePerSecond: segment.ratePerSecond - ratePerSecond,
      remainder: segment.remainder - remainder,
    },
  };
}
