/** The price of one line of an order, from what is stated alone: what sells, quotes and checks prices by. */
import { type Term, termFor } from '../policy/term.ts';
import type { Amount, UnixSeconds } from '../shared/units.ts';
import { allocateCover } from './allocate.ts';
import {
  type Offer,
  type OfferBooks,
  type PriceRules,
  type ProductRisk,
  poolOffer,
  type RatedOffer,
} from './poolOffer.ts';
import { type PremiumBreakdown, premiumFor, sumBreakdowns } from './premium.ts';
import { purchaseSlice, type UtilisationCurve } from './utilisation.ts';

/** What is to be covered, for how long, and which part of the premium who sells it gets. */
export interface LineOrder {
  readonly coverAmount: Amount;
  readonly coveredSeconds: number;
  readonly commissionBps: number;
}

/** The part of a line that one pool takes. */
export interface PricedShare<Of extends RatedOffer = Offer> {
  readonly offer: Of;
  readonly coverAmount: Amount;
  readonly premium: Amount;
  readonly breakdown: PremiumBreakdown;
}

export interface PricedShares<Of extends RatedOffer = Offer> {
  readonly premium: Amount;
  readonly breakdown: PremiumBreakdown;
  readonly shares: readonly PricedShare<Of>[];
}

/** Spreads an order over the offers and prices each part; null where their rooms together are too small. */
export function priceOnOffers<Of extends RatedOffer>(
  { coverAmount, coveredSeconds, commissionBps }: LineOrder,
  offers: readonly Of[],
  curve: UtilisationCurve,
): PricedShares<Of> | null {
  const allocated = allocateCover(coverAmount, offers, curve);
  if (allocated === null) return null;
  const shares = allocated.map(({ poolId, cover }): PricedShare<Of> => {
    const offer = offers.find((candidate) => candidate.poolId === poolId);
    if (offer === undefined) throw new Error(`an order was allocated to ${poolId}, which made no offer`);
    const slice = purchaseSlice(offer.cover, cover, offer.limit);
    const { rate } = offer;
    return {
      offer,
      coverAmount: cover,
      ...premiumFor({ slice, curve, rate, coveredSeconds, commissionBps }),
    };
  });
  return {
    premium: shares.reduce((sum, { premium }) => sum + premium, 0n),
    breakdown: sumBreakdowns(shares.map(({ breakdown }) => breakdown)),
    shares,
  };
}

/** A line as it is stated: all that its price follows from. */
export interface StatedLine {
  readonly risk: ProductRisk;
  readonly rules: PriceRules;
  readonly books: readonly OfferBooks[];
  /** What the limits over all pools leave; null in a sandbox that has none. */
  readonly marketRoom: Amount | null;
  readonly coverAmount: Amount;
  readonly commissionBps: number;
  readonly term: {
    readonly now: UnixSeconds;
    readonly startAt: UnixSeconds;
    readonly termSeconds: number;
    readonly waitingSeconds: number;
    readonly termSecondsMax: number;
  };
}

export interface PricedLine extends PricedShares {
  readonly term: Term;
  readonly offers: readonly Offer[];
}

/** Prices a line; null where it cannot be sold: another term, or more cover than there is room for. */
export function priceLine(line: StatedLine): PricedLine | null {
  const { risk, rules, books, marketRoom, coverAmount, commissionBps } = line;
  const term = termFor(line.term);
  if (term === 'TERM' || term === 'START') return null;
  if (marketRoom !== null && coverAmount > marketRoom) return null;
  const offers = books.map((book) => poolOffer(risk, book, rules));
  const order = { coverAmount, commissionBps, coveredSeconds: term.coveredSeconds };
  const priced = priceOnOffers(order, offers, rules.curve);
  return priced === null ? null : { ...priced, term, offers };
}
