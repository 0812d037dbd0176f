/** What a part of an order costs, what the insurance fund gets of it, and what a limit order may cost. */
import { mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, WAD, type Wad, YEAR_SECONDS } from '../shared/units.ts';

/** What the insurance fund gets of every price, in basis points; the seller pays it (docs/parameters.md). */
export const TRADE_FEE_BPS = 50n;

export type OrderSide = 'SELL' | 'BUY';

/** An order for a price: `price` is that of the whole quantity. */
export interface PricedOffer {
  readonly side: OrderSide;
  readonly quantity: Amount;
  readonly price: Amount;
}

/**
 * The price of a part of an order. It is rounded against whoever fills it, so that filling in many small
 * parts never pays: who buys from an offer pays the fraction of a unit, who sells to a bid leaves it.
 *
 * Example: 3 of 10 shares offered for 101 cost `ceil(30.3)` = 31; sold to a bid they bring 30.
 */
export function priceOfPart({ side, quantity, price }: PricedOffer, part: Amount): Amount {
  // Up: against who buys.
  if (side === 'SELL') return mulDivUp(price, part, quantity);
  // Down: against who sells.
  return mulDivDown(price, part, quantity);
}

/** The fee on a price, never less than one unit of it. Example: 50 of 10,000; 1 of 199. */
export function tradeFee(price: Amount, partBps = TRADE_FEE_BPS): Amount {
  // Up: against the seller, for the fund.
  return mulDivUp(price, partBps, BPS);
}

/**
 * The most that a limit order pays: the premium of exactly the highest rate, rounded as premiums are.
 *
 * Example: 1,000 units of cover at 5 % a year for 73 days cost at most 10.
 */
export function premiumAtRate(cover: Amount, rateWad: Wad, coveredSeconds: number): Amount {
  // Up, as every premium is: else an order at the rate that is shown would miss it by a fraction of a unit.
  return mulDivUp(cover * BigInt(coveredSeconds), rateWad, WAD * BigInt(YEAR_SECONDS));
}
