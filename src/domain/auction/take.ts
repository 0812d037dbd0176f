/** What one taker gets of an auction, and for how much (docs/mechanics.md section 7). */
import { minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

/** What is left to sell, and what is still to be raised by it. */
export interface AuctionStanding {
  /** In the smallest unit of the asset that is sold. */
  readonly lot: Amount;
  /** In the smallest unit of the asset that it is sold for. */
  readonly need: Amount;
}

/** The terms of one moment. */
export interface TakePrice {
  /** One whole unit of the lot's asset in whole units of the other. */
  readonly price: Wad;
  /** Smallest units of one whole: of the lot's asset, of the other. */
  readonly lotUnit: Amount;
  readonly needUnit: Amount;
  /** The least that a part may leave: of the need, and in value of the lot. */
  readonly dust: Amount;
}

export interface Take {
  readonly taken: Amount;
  readonly paid: Amount;
  /** Over when nothing of one of the two is left; what is left of the lot goes back to whose it was. */
  readonly left: AuctionStanding;
}

/**
 * Takes `min(lot, need / price)`, at most what is wanted. A part that would leave dust is made smaller until
 * it does not. Null where nothing can be taken: at a price of zero, and where only all of it leaves no dust.
 * The taker pays less than one unit above the price, for the rounding, and never more than the need.
 * Examples at price 5, need 110, lot 40, dust 22: 25 wanted gets 22 for 110; 18 wanted gets 17.6 for 88.
 */
export function takeLot(standing: AuctionStanding, wanted: Amount, terms: TakePrice): Take | null {
  const { lot, need } = standing;
  if (terms.price <= 0n || need <= 0n) return null;
  const most = minimum(lot, wanted);
  if (costOf(most, terms) >= need) return sold(standing, minimum(most, lotFor(need, terms)), need);
  if (most === lot) return sold(standing, lot, costOf(lot, terms));
  if (need <= terms.dust) return null;
  // Up: against the taker, who leaves the fraction of a unit too.
  const dustLot = mulDivUp(terms.dust, WAD * terms.lotUnit, terms.price * terms.needUnit);
  const part = minimum(most, minimum(lot - dustLot, lotFor(need - terms.dust, terms)));
  return part <= 0n ? null : sold(standing, part, costOf(part, terms));
}

function costOf(lot: Amount, { price, lotUnit, needUnit }: TakePrice): Amount {
  // Up: against the taker.
  return mulDivUp(lot, price * needUnit, WAD * lotUnit);
}

function lotFor(paid: Amount, { price, lotUnit, needUnit }: TakePrice): Amount {
  // Down: against the taker.
  return mulDivDown(paid, WAD * lotUnit, price * needUnit);
}

function sold({ lot, need }: AuctionStanding, taken: Amount, paid: Amount): Take | null {
  return taken <= 0n ? null : { taken, paid, left: { lot: lot - taken, need: need - paid } };
}
