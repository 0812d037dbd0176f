/** What an auction is opened with: curve, top, floor, and when it is reset (docs/mechanics.md section 7). */
import { AUCTION_STEPS_MAX } from '../shared/limits.ts';
import { mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { HOUR_SECONDS, type UnixSeconds, WAD, type Wad } from '../shared/units.ts';
import { LINEAR_CURVE_DEFAULT, type PriceCurve, STAIRSTEP_CURVE_DEFAULT } from './price.ts';

export interface AuctionTerms {
  readonly curve: PriceCurve;
  /** Top and floor over the price of the feed, or over the value of a share. */
  readonly topWad: Wad;
  readonly floorWad: Wad;
  /** A round is reset once it is older than this, or its price under this part of its top. */
  readonly resetSeconds: number;
  readonly resetWad: Wad;
  /** How long nobody takes anything after the price has fallen under the floor. */
  readonly pauseSeconds: number;
}

/** A reserve asset: from 1.2 times its price down; paused at half of it. */
export const RESERVE_TERMS_DEFAULT: AuctionTerms = {
  curve: LINEAR_CURVE_DEFAULT,
  topWad: 12n * 10n ** 17n,
  floorWad: 5n * 10n ** 17n,
  resetSeconds: 2 * HOUR_SECONDS,
  resetWad: 4n * 10n ** 17n,
  pauseSeconds: HOUR_SECONDS,
};

/**
 * What a vault holds: from a top down to a floor, both parts of its price. The price falls evenly, or where a
 * step is given by a hundredth of itself each step; a stairstep is reset before it stands still.
 */
export function reserveSaleTerms(topWad: Wad, floorWad: Wad, stepSeconds: number): AuctionTerms {
  const terms = { ...RESERVE_TERMS_DEFAULT, topWad, floorWad };
  if (stepSeconds === 0) return terms;
  const resetSeconds = Math.min(terms.resetSeconds, stepSeconds * AUCTION_STEPS_MAX);
  return { ...terms, curve: { ...STAIRSTEP_CURVE_DEFAULT, stepSeconds }, resetSeconds };
}

/**
 * Shares of a pool or vault under its minimum: from a top down to a floor, both parts of their value, in one
 * round, which begins anew an hour after the price has fallen under the floor.
 */
export function recapitalisationTerms(topWad: Wad, floorWad: Wad, tauSeconds: number): AuctionTerms {
  return {
    ...{ curve: { kind: 'LINEAR', tauSeconds }, topWad, floorWad, resetSeconds: tauSeconds },
    // Down: the floor is met before the reset, or with it.
    resetWad: mulDivDown(floorWad, WAD, topWad),
    pauseSeconds: HOUR_SECONDS,
  };
}

/** See the next. */
export const RECAPITALISATION_TAU_SECONDS = 6 * HOUR_SECONDS;
/** From their value down to a fifth of it. */
export const RECAPITALISATION_TERMS_DEFAULT: AuctionTerms = recapitalisationTerms(
  WAD,
  2n * 10n ** 17n,
  RECAPITALISATION_TAU_SECONDS,
);

/** One run of the price from its top; a reset begins another. */
export interface AuctionRound {
  readonly startedAt: UnixSeconds;
  readonly topPrice: Wad;
  readonly floorPrice: Wad;
}

/**
 * The round that a fresh price begins, at the opening and at every reset.
 * Example: price 2000, top 1.2, floor 0.5: from 2400 down to 1000.
 */
export function openRound(terms: AuctionTerms, price: Wad, startedAt: UnixSeconds): AuctionRound {
  // Up, both: against the taker.
  const topPrice = mulDivUp(price, terms.topWad, WAD);
  const floorPrice = mulDivUp(price, terms.floorWad, WAD);
  return { startedAt, topPrice, floorPrice };
}

/** What is wrong with some terms, for the proposal that sets them; null when nothing is. */
export function auctionTermsFault(terms: AuctionTerms): string | null {
  const { curve, topWad, floorWad, resetWad, resetSeconds, pauseSeconds } = terms;
  const curveSeconds = curve.kind === 'LINEAR' ? curve.tauSeconds : curve.stepSeconds;
  const durations = [curveSeconds, resetSeconds, pauseSeconds];
  if (!durations.every((seconds) => Number.isSafeInteger(seconds) && seconds > 0))
    return 'durations must be whole seconds above zero';
  if (floorWad <= 0n) return 'the floor must be above zero';
  if (topWad <= floorWad) return 'the top must be above the floor';
  if (resetWad < 0n || resetWad >= WAD) return 'the reset must be at a part of the top, below 1';
  if (curve.kind === 'LINEAR') return null;
  if (curve.cutWad <= 0n || curve.cutWad >= WAD) return 'the cut must be above 0 and below 1';
  const isBounded = resetSeconds <= curve.stepSeconds * AUCTION_STEPS_MAX;
  return isBounded ? null : `the reset must come within ${AUCTION_STEPS_MAX} steps`;
}
