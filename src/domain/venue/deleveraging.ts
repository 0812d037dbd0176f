/**
 * Auto-deleveraging: who is closed against a bankrupt holding, at the price at which it broke, when neither
 * the market nor any layer could take it over (docs/mechanics.md section 8).
 *
 * The order is by `pnl% * leverage`, exact: scores are compared multiplied out. Only holdings of the other
 * side in profit, and whose account survives the price; nobody is closed for more than the need.
 */
import { minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';
import { gainOf, type Holding, type HoldingSide, type MarketPrice, scaledEquityAt } from './holding.ts';

/** What is to be closed: size that nobody took, of a holding that broke at a price. */
export interface Bankrupt {
  readonly side: HoldingSide;
  readonly bankruptcyPrice: Wad;
}

export interface RankedHolding {
  /** 1 is closed first. */
  readonly rank: number;
  readonly account: string;
  readonly size: Wad;
  /** `pnl% * leverage` in WAD, rounded down: for show, the order is exact. */
  readonly scoreWad: Wad;
}

/**
 * The size that the layers could not fund: all of what is unfilled where they gave nothing, none where they
 * gave all. Example: 10 unfilled that lack 100, of which 75 were given: 2.5.
 */
export function deleveragingNeed(unfilled: Wad, shortfall: Amount, funded: Amount): Wad {
  if (shortfall <= funded) return 0n;
  // Up: no loss stays behind for which nothing is closed.
  return mulDivUp(unfilled, shortfall - funded, shortfall);
}

/**
 * Holdings in the order in which they are closed, ties by account.
 * Example: long from 100 at mark 110 that breaks at 90: leverage 5.5, score 0.55.
 */
export function deleveragingOrder(
  holdings: readonly Holding[],
  { side, bankruptcyPrice }: Bankrupt,
  market: MarketPrice,
): RankedHolding[] {
  return holdings
    .filter((holding) => {
      if (holding.side === side || holding.size <= 0n || holding.equity <= 0n) return false;
      return pnlOf(holding, market) > 0n && scaledEquityAt(holding, bankruptcyPrice, market) >= 0n;
    })
    .sort((one, other) => inOrder(one, other, market))
    .map((holding, index) => {
      const { account, size, entryPrice, equity } = holding;
      const numerator = pnlOf(holding, market) * size * market.mark;
      // Down: for show alone.
      const scoreWad = mulDivDown(numerator, market.unit, entryPrice * equity * WAD);
      return { rank: index + 1, account, size, scoreWad };
    });
}

function pnlOf({ side, entryPrice }: Holding, { mark }: MarketPrice): Wad {
  return entryPrice > 0n ? gainOf(side, entryPrice, mark) : 0n;
}

/** pnl / entry * size * mark / equity of each; mark and unit are the same for both. */
function inOrder(one: Holding, other: Holding, market: MarketPrice): number {
  const left = pnlOf(one, market) * one.size * other.entryPrice * other.equity;
  const right = pnlOf(other, market) * other.size * one.entryPrice * one.equity;
  if (left !== right) return left > right ? -1 : 1;
  return one.account < other.account ? -1 : 1;
}

export interface Deleveraged {
  readonly rank: number;
  readonly account: string;
  readonly size: Wad;
  readonly price: Wad;
}

/**
 * Closes exactly the need, in their order, at the bankruptcy price. `left` is what nobody is there for: its
 * loss is socialised. Example: need 20 over 10, 20 and 30: 10 of the first, 10 of the second.
 */
export function deleverage(
  need: Wad,
  order: readonly RankedHolding[],
  price: Wad,
): { closed: Deleveraged[]; left: Wad } {
  const closed: Deleveraged[] = [];
  let left = need;
  for (const { rank, account, size } of order) {
    if (left === 0n) break;
    const part = minimum(left, size);
    closed.push({ rank, account, size: part, price });
    left -= part;
  }
  return { closed, left };
}
