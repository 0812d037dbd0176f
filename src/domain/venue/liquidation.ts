/** What closing a holding leaves over or lacks (docs/mechanics.md section 8). */
import { maximum, minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, WAD, type Wad } from '../shared/units.ts';
import { gainOf, type HoldingSide } from './holding.ts';

/** The most that the market's fund takes of a surplus: 1.5 % of what was closed. */
export const FEE_CAP_BPS = 150n;

/** The filled part of a liquidation. */
export interface FilledPart {
  readonly side: HoldingSide;
  /** What was filled, in WAD of one contract; the unfilled size is no part of it. */
  readonly size: Wad;
  readonly bankruptcyPrice: Wad;
  /** As it counts: see countedClosePrice. */
  readonly closePrice: Wad;
}

/** Proceeds against bankruptcy value. At most one of the first two is above 0. */
export interface LiquidationDelta {
  readonly surplus: Amount;
  readonly shortfall: Amount;
  /** The part of the surplus that the market's fund gets; the rest is the account's. */
  readonly toFund: Amount;
}

/**
 * `delta` = size times how much better than the bankruptcy price was closed. A surplus gives the fund
 * `min(fee cap, delta)`, a shortfall goes to the waterfall.
 * Example: long 10 that breaks at 90: closed at 91 it leaves 10, all for the fund (cap 13.65); at 88 it
 * lacks 20.
 */
export function liquidationDelta(part: FilledPart, unit: Amount): LiquidationDelta {
  const gain = gainOf(part.side, part.bankruptcyPrice, part.closePrice);
  // Down, all: the fund never takes what is not there, the venue never draws what is not missing.
  const surplus = mulDivDown(part.size * unit, maximum(0n, gain), WAD * WAD);
  const shortfall = mulDivDown(part.size * unit, maximum(0n, -gain), WAD * WAD);
  const feeCap = mulDivDown(part.size * unit * part.closePrice, FEE_CAP_BPS, WAD * WAD * BPS);
  return { surplus, shortfall, toFund: minimum(feeCap, surplus) };
}

/** What is held from the opening to the close of a liquidation. */
export interface OpenedLiquidation {
  readonly side: HoldingSide;
  readonly size: Wad;
  readonly bankruptcyPrice: Wad;
  /** The mark of the signed market state that it was opened in. */
  readonly mark: Wad;
}

/**
 * The shortfall if the whole size were closed after a stress move against it: no close within that move
 * lacks more (docs/decisions/0030).
 * Example: long 10 that breaks at 95, mark 100, move 20 %: 10 * (95 - 80) = 150.
 */
export function worstCaseShortfall(opened: OpenedLiquidation, moveWad: Wad, unit: Amount): Amount {
  const { side, size, bankruptcyPrice, mark } = opened;
  const worst = side === 'LONG' ? mark * maximum(0n, WAD - moveWad) : mark * (WAD + moveWad);
  const lack = maximum(0n, -gainOf(side, bankruptcyPrice * WAD, worst));
  // Up: a unit too many is held rather than one too few.
  return mulDivUp(size * unit, lack, WAD * WAD * WAD);
}
