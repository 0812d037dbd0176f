/**
 * A trader's position at a venue, and what prices make of it (docs/mechanics.md section 8).
 *
 * Sizes are in WAD of one contract, prices in WAD of whole units of the settlement asset for one contract.
 * `unit` is the number of smallest units of that asset in a whole one, so `size * price * unit / WAD^2` is an
 * amount.
 */
import { maximum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

export type HoldingSide = 'LONG' | 'SHORT';

export interface Holding {
  readonly account: string;
  readonly side: HoldingSide;
  /** Above 0 on either side. */
  readonly size: Wad;
  readonly entryPrice: Wad;
  /** What the account would have left if it closed at the mark; below 0 when it is bankrupt. */
  readonly equity: Amount;
}

/** What all holdings of a market are valued by. */
export interface MarketPrice {
  readonly mark: Wad;
  readonly unit: Amount;
}

/** How much better `to` is than `from` for a side; below 0 where it is worse. */
export function gainOf(side: HoldingSide, from: Wad, to: Wad): Wad {
  return side === 'LONG' ? to - from : from - to;
}

/** The equity at another price than the mark, times WAD squared: exact, so that its sign is. */
export function scaledEquityAt(holding: Holding, price: Wad, { mark, unit }: MarketPrice): bigint {
  return holding.equity * WAD * WAD + holding.size * gainOf(holding.side, mark, price) * unit;
}

/**
 * The price at which a holding's equity is exactly 0; never below 0, where a long cannot break. Throws a
 * RangeError for a holding without a size.
 * Example: short 500 from 1 with 100, so -400 at the mark 2: 1.2.
 */
export function bankruptcyPrice({ side, size, equity }: Holding, { mark, unit }: MarketPrice): Wad {
  if (size <= 0n) throw new RangeError(`a holding of ${size}`);
  const isSolvent = equity >= 0n;
  const distance = isSolvent ? equity : -equity;
  // Against the venue, whose shortfall is measured from here.
  // Up while solvent, down when bankrupt: the price is never better for it than the exact one.
  const step = isSolvent
    ? mulDivUp(distance, WAD * WAD, size * unit)
    : mulDivDown(distance, WAD * WAD, size * unit);
  const isBelow = (side === 'LONG') === isSolvent;
  return maximum(0n, isBelow ? mark - step : mark + step);
}
