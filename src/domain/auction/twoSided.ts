/**
 * An auction without a fresh price (docs/mechanics.md section 7): first more and more of the lot is given for
 * all that is asked, then all of the lot for less and less. Whoever fills it names the price.
 */
import { minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, MINUTE_SECONDS, WAD, type Wad } from '../shared/units.ts';

/** How long each of the two sides takes. */
export const TWO_SIDED_SECONDS_DEFAULT = 200 * MINUTE_SECONDS;

/** What is offered in all, each in its own asset. */
export interface TwoSidedOffer {
  readonly lot: Amount;
  readonly ask: Amount;
}

export interface TwoSidedFill {
  readonly given: Amount;
  readonly paid: Amount;
  /** What the other parts of the offer are. What a filled part did not give goes back to whose it was. */
  readonly left: TwoSidedOffer;
}

/**
 * Fills a part of an offer: of the lot `min(t, T) / T` of that part is given, of the ask `min(T, 2T - t) / T`
 * paid. Null once nothing is asked any more, because nothing is given away. A part that gives nothing is to
 * be refused by the caller. Throws a RangeError for a part outside 0 and 1, and for a time before the offer.
 * Example: lot and ask 100, all of it: 50 for 100 at T / 2, 100 for 100 at T, 100 for 50 at 3T / 2.
 */
export function fillTwoSided(
  { lot, ask }: TwoSidedOffer,
  part: Wad,
  elapsedSeconds: number,
  sideSeconds: number = TWO_SIDED_SECONDS_DEFAULT,
): TwoSidedFill | null {
  if (part <= 0n || part > WAD) throw new RangeError(`${part} is no part of an offer`);
  if (elapsedSeconds < 0) throw new RangeError(`${elapsedSeconds} s is before the offer`);
  const side = BigInt(sideSeconds);
  const elapsed = BigInt(elapsedSeconds);
  if (elapsed >= 2n * side) return null;
  // Down: against whoever fills it.
  const lotPart = mulDivDown(lot, part, WAD);
  const given = mulDivDown(lotPart, minimum(elapsed, side), side);
  // Up: against whoever fills it.
  const askPart = mulDivUp(ask, part, WAD);
  const paid = mulDivUp(askPart, minimum(side, 2n * side - elapsed), side);
  return paid === 0n ? null : { given, paid, left: { lot: lot - lotPart, ask: ask - askPart } };
}
