/**
 * How the price rises as a product fills its limit (docs/mechanics.md section 2).
 *
 * The multiplier m(u) is 1 up to the kink and then linear to its maximum at u = 1. A purchase pays the
 * average of m over the part of u that it takes. That average times the cover is the integral of m over the
 * units of cover, an exact fraction here: it adds up over parts, so that splitting an order gains nothing.
 */
import { mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

export interface UtilisationCurve {
  /** Utilisation from which the price rises, in WAD, below 1. */
  readonly kinkWad: Wad;
  /** Multiplier at full use, in WAD, at least 1. */
  readonly maxMultiplierWad: Wad;
}

/** 1 to the kink 0.7, then linear to 3 at 1. */
export const UTILISATION_CURVE_DEFAULT: UtilisationCurve = {
  kinkWad: 7n * 10n ** 17n,
  maxMultiplierWad: 3n * WAD,
};

/** An exact number: `numerator / denominator`, denominator above 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The cover of a product before and after a purchase, and its limit (not its capacity). */
export interface CoverSlice {
  readonly from: Amount;
  readonly to: Amount;
  readonly limit: Amount;
}

/** The slice of a purchase on top of the cover that is there. */
export function purchaseSlice(coverBefore: Amount, added: Amount, limit: Amount): CoverSlice {
  return { from: coverBefore, to: coverBefore + added, limit };
}

/** The slice of an extension: the policy counts once and pays its own last slice of what is there. */
export function extensionSlice(productCover: Amount, policyCover: Amount, limit: Amount): CoverSlice {
  return { from: productCover - policyCover, to: productCover, limit };
}

/**
 * The integral of m over the slice, in units of cover: cover times average multiplier. Where the limit is not
 * above the cover, u is 1 and every unit counts at the maximum.
 * Example: limit 1000, from 700 to 1000: 300 units at an average of 2 are 600.
 */
export function weightedCover({ from, to, limit }: CoverSlice, curve: UtilisationCurve): Fraction {
  const rise = curve.maxMultiplierWad - WAD;
  if (limit <= 0n) return { numerator: (to - from) * curve.maxMultiplierWad, denominator: WAD };
  // From the kink on, m - 1 = rise * (c / limit - kink) / (1 - kink), whose integral is the square below.
  const denominator = 2n * limit * (WAD - curve.kinkWad) * WAD * WAD;
  const numerator = (to - from) * denominator + rise * (surcharge(to) - surcharge(from));
  return { numerator, denominator };

  function surcharge(cover: Amount): bigint {
    const above = (cover < limit ? cover : limit) * WAD - curve.kinkWad * limit;
    const square = above > 0n ? above * above : 0n;
    // Past the limit each unit counts at the maximum: rise / WAD more, brought to the same denominator.
    const past = cover > limit ? cover - limit : 0n;
    return square + past * 2n * limit * (WAD - curve.kinkWad) * WAD;
  }
}

/**
 * m at one point, in WAD: what the next unit of cover pays.
 * Example: cover 850 of limit 1000: 2.
 */
export function multiplierAt(cover: Amount, limit: Amount, curve: UtilisationCurve): Wad {
  if (cover >= limit) return curve.maxMultiplierWad;
  const above = cover * WAD - curve.kinkWad * limit;
  if (above <= 0n) return WAD;
  // Up: against the buyer.
  return WAD + mulDivUp(curve.maxMultiplierWad - WAD, above, limit * (WAD - curve.kinkWad));
}

/** Utilisation `cover / limit` in WAD, at most 1, and 1 where the limit is not above the cover. */
export function utilisation(cover: Amount, limit: Amount): Wad {
  // Up: shown as used rather than free.
  return cover >= limit ? WAD : mulDivUp(cover, WAD, limit);
}
