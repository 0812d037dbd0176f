/**
 * How the price of a Dutch auction falls (docs/mechanics.md section 7).
 *
 * Prices are those of one whole unit of the lot's asset in whole units of the asset that it is sold for, in
 * WAD, as a feed quotes them. Each follows from the top by one division, so it never rises again by rounding.
 */
import { AUCTION_STEPS_MAX } from '../shared/limits.ts';
import { minimum, mulDivUp } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';

/** Linear to nothing in `tauSeconds`, or each step the `cut` of the one before. */
export type PriceCurve =
  | { readonly kind: 'LINEAR'; readonly tauSeconds: number }
  | { readonly kind: 'STAIRSTEP'; readonly cutWad: Wad; readonly stepSeconds: number };

/** Linear over six hours. */
export const LINEAR_CURVE_DEFAULT: PriceCurve = { kind: 'LINEAR', tauSeconds: 21_600 };
/** Each 90 seconds one hundredth less than before. */
export const STAIRSTEP_CURVE_DEFAULT = {
  kind: 'STAIRSTEP',
  cutWad: 99n * 10n ** 16n,
  stepSeconds: 90,
} as const satisfies PriceCurve;

/**
 * Linear `max(0, top * (tau - t) / tau)`, stairstep `top * cut^floor(t / step)`; a stairstep stands still
 * after AUCTION_STEPS_MAX steps, long after its auction was to be reset. Throws a RangeError for a time
 * before the top.
 * Examples: top 1000, tau 3600, after 900 s: 750. Top 5, cut 0.99, step 1 s, after 30 s:
 * 3.698501866941402114.
 */
export function priceAfter(curve: PriceCurve, top: Wad, elapsedSeconds: number): Wad {
  if (elapsedSeconds < 0) throw new RangeError(`${elapsedSeconds} s is before the auction`);
  if (curve.kind === 'LINEAR') {
    const left = Math.max(0, curve.tauSeconds - elapsedSeconds);
    // Up: against the taker.
    return mulDivUp(top, BigInt(left), BigInt(curve.tauSeconds));
  }
  const steps = minimum(BigInt(Math.floor(elapsedSeconds / curve.stepSeconds)), BigInt(AUCTION_STEPS_MAX));
  // Up: against the taker; the powers are exact.
  return mulDivUp(top, curve.cutWad ** steps, WAD ** steps);
}
