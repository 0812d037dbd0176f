/**
 * Who bears what closing a holding lacks: the venue's own share, its fund, the layers behind it, winners who
 * are closed at the price at which it broke, winners who bear a part of what is left (docs/mechanics.md
 * section 8).
 */
import { maximum, minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';
import { allocateLoss, type Layer, type LayerDebit } from '../waterfall/allocate.ts';
import { type Deleveraged, deleverage, deleveragingNeed, deleveragingOrder } from './deleveraging.ts';
import { firstLoss, type VenueGrade } from './grade.ts';
import { gainOf, type Holding, type HoldingSide, type MarketPrice } from './holding.ts';
import { liquidationDelta } from './liquidation.ts';
import { socialiseLoss } from './socialise.ts';

/** The venue's own money behind a market, and what it may draw of others'. */
export interface VenueLayers {
  /** What the venue has put up, and its fund for the market, less what is held of them. */
  readonly collateral: Amount;
  readonly fund: Amount;
  /** In order, each capped by what the venue may draw of it now. */
  readonly beyond: readonly Layer[];
  /** What it may draw of all of them together. */
  readonly beyondRoom: Amount;
}

export interface VenueDebits {
  readonly collateral: Amount;
  readonly fund: Amount;
  readonly beyond: readonly LayerDebit[];
  /** What the fund paid of the venue's own share: the venue owes it. */
  readonly owed: Amount;
  /** What no layer could bear. */
  readonly rest: Amount;
}

/**
 * Takes a shortfall of the layers in their order. The venue bears its share first; what its collateral cannot
 * pay of that its own fund pays and is owed, and the layers beyond never pay any of it.
 * Example: 100 at grade D with collateral 10, fund 50: 10, 50 (20 of it owed), nothing beyond, 40 left.
 */
export function drawVenueLayers(shortfall: Amount, grade: VenueGrade, layers: VenueLayers): VenueDebits {
  const share = firstLoss(shortfall, grade);
  const collateral = minimum(share, maximum(0n, layers.collateral));
  const fund = minimum(shortfall - collateral, maximum(0n, layers.fund));
  const left = shortfall - collateral - fund;
  const asked = minimum(left, minimum(shortfall - share, maximum(0n, layers.beyondRoom)));
  const { debits, haircut } = allocateLoss(asked, layers.beyond);
  const owed = minimum(fund, share - collateral);
  return { collateral, fund, beyond: debits, owed, rest: left - asked + haircut };
}

/** A holding with what deleveraging and socialised losses have done to it since its venue's last state. */
export interface MarketPosition extends Holding {
  /** What closing parts of it at other prices than the mark brought, below 0 where it cost. */
  readonly realised: Amount;
  /** Losses of others that it has borne. */
  readonly borne: Amount;
}

/** What a position has won at the mark, less what it has borne; below 0 where it has lost. */
export function sessionProfit(position: MarketPosition, { mark, unit }: MarketPrice): Amount {
  const { side, entryPrice, size, realised, borne } = position;
  const gain = gainOf(side, entryPrice, mark);
  // Down towards nothing won: nobody bears a part of what they have not won.
  const open =
    gain > 0n ? mulDivDown(size * unit, gain, WAD * WAD) : -mulDivUp(size * unit, -gain, WAD * WAD);
  return open + realised - borne;
}

export interface ClosedLiquidation {
  readonly account: string;
  readonly side: HoldingSide;
  readonly size: Wad;
  readonly filledSize: Wad;
  readonly bankruptcyPrice: Wad;
  /** As it counts: what was filled at, and what the rest is valued at. */
  readonly closePrice: Wad;
}

/** What winners are closed for, before or after the layers have paid. */
export type TakeoverOrder = 'LAYERS' | 'DELEVERAGING';

export interface ClosingWorld {
  readonly grade: VenueGrade;
  readonly takeover: TakeoverOrder;
  readonly layers: VenueLayers;
  readonly positions: readonly MarketPosition[];
  readonly market: MarketPrice;
}

export interface ClosingResult {
  readonly surplus: Amount;
  readonly toFund: Amount;
  /** What was filled below the price at which it broke, and what taking over the rest would lack. */
  readonly shortfall: Amount;
  readonly debits: VenueDebits;
  /** What needed not be paid because winners were closed instead. */
  readonly avoided: Amount;
  readonly deleveraged: readonly Deleveraged[];
  readonly haircuts: readonly { readonly account: string; readonly amount: Amount }[];
  /** What nobody bore. */
  readonly claim: Amount;
}

/**
 * Works a close through. Shortfall = debits + what deleveraging avoided + haircuts + claim, to the unit; no
 * more size is closed than the layers could not fund, and nobody bears more than they have won.
 */
export function closeLiquidation(closed: ClosedLiquidation, world: ClosingWorld): ClosingResult {
  const { side, size, filledSize, bankruptcyPrice, closePrice } = closed;
  const { unit } = world.market;
  const unfilled = size - filledSize;
  const part = { side, bankruptcyPrice, closePrice };
  const { surplus, shortfall: filledLoss, toFund } = liquidationDelta({ ...part, size: filledSize }, unit);
  const unfilledLoss = liquidationDelta({ ...part, size: unfilled }, unit).shortfall;
  const others = world.positions.filter(({ account }) => account !== closed.account);
  const order = deleveragingOrder(others, { side, bankruptcyPrice }, world.market);
  const isAtOnce = world.takeover === 'DELEVERAGING';
  const atOnce = deleverage(isAtOnce && unfilledLoss > 0n ? unfilled : 0n, order, bankruptcyPrice);
  const toPay = filledLoss + (isAtOnce ? lossOf(unfilledLoss, atOnce.left, unfilled) : unfilledLoss);
  const debits = drawVenueLayers(toPay, world.grade, world.layers);
  let [deleveraged, avoided, rest] = [atOnce.closed, filledLoss + unfilledLoss - toPay, debits.rest];
  if (!isAtOnce) {
    // What was filled is paid for first: it is lost already.
    const unfunded = minimum(debits.rest, unfilledLoss);
    const need = deleveragingNeed(unfilled, unfilledLoss, unfilledLoss - unfunded);
    const late = deleverage(need, order, bankruptcyPrice);
    deleveraged = late.closed;
    avoided = unfunded - lossOf(unfunded, late.left, need);
    rest = debits.rest - avoided;
  }
  const after = applyDeleveraging(others, deleveraged, world.market);
  const winners = after.map((position) => ({
    account: position.account,
    profit: sessionProfit(position, world.market),
  }));
  const { haircuts, left } = socialiseLoss(rest, winners);
  const borne = winners.flatMap(({ account }, index) => {
    const amount = haircuts[index] ?? 0n;
    return amount > 0n ? [{ account, amount }] : [];
  });
  const shortfall = filledLoss + unfilledLoss;
  return { surplus, toFund, shortfall, debits, avoided, deleveraged, haircuts: borne, claim: left };
}

/** The part of a loss that falls on size that nobody was there for. */
function lossOf(loss: Amount, left: Wad, whole: Wad): Amount {
  // Up: no loss is said to be avoided that is not.
  return left === 0n ? 0n : mulDivUp(loss, left, whole);
}

/** Positions less what was closed of them, with what that brought. */
export function applyDeleveraging<Position extends MarketPosition>(
  positions: readonly Position[],
  deleveraged: readonly Deleveraged[],
  market: MarketPrice,
): Position[] {
  const byAccount = new Map(deleveraged.map((row) => [row.account, row]));
  return positions.map((position) => {
    const row = byAccount.get(position.account);
    if (row === undefined) return position;
    const { side, entryPrice } = position;
    const brought = moneyOf(row.size, gainOf(side, entryPrice, row.price), market);
    // At the bankruptcy price instead of the mark.
    const equity = position.equity + moneyOf(row.size, gainOf(side, market.mark, row.price), market);
    return {
      ...position,
      size: position.size - row.size,
      equity,
      realised: position.realised + brought,
    };
  });
}

function moneyOf(size: Wad, gain: Wad, { unit }: MarketPrice): Amount {
  // Against the account on either side: a gain is rounded down, a cost up.
  return gain >= 0n ? mulDivDown(size * unit, gain, WAD * WAD) : -mulDivUp(size * unit, -gain, WAD * WAD);
}

/** Positions with what they have borne of others' losses. */
export function applyHaircuts<Position extends MarketPosition>(
  positions: readonly Position[],
  haircuts: ClosingResult['haircuts'],
): Position[] {
  const byAccount = new Map(haircuts.map(({ account, amount }) => [account, amount]));
  return positions.map((position) => {
    const amount = byAccount.get(position.account) ?? 0n;
    return amount === 0n
      ? position
      : { ...position, borne: position.borne + amount, equity: position.equity - amount };
  });
}
