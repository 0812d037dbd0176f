/** What a simulation of ruin is asked, and what it finds of a book. */
import type { Amount, Wad } from '../shared/units.ts';
import type { GovernedLayer } from '../waterfall/rules.ts';
import type { BookDescription } from './describedBook.ts';

/** How long and how often: the same seed meets the same events. */
export interface RuinAsked {
  readonly years: number;
  readonly paths: number;
  readonly seed: number;
}

/** One thing as it is, and as it would be. */
export interface Pair<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** Two books of one asset. */
export type BookPair = Pair<BookDescription>;

/** Estimates: frequencies to nine digits, amounts to a millionth of a whole unit. */
export interface RuinFigures {
  /** What was due over the gross premium of the same years. */
  readonly lossRatioWad: Wad;
  /** Probability of a year in which any claim is cut, between `lowWad` and `highWad` at 95 %. */
  readonly shortfall: { readonly valueWad: Wad; readonly lowWad: Wad; readonly highWad: Wad };
  /** What the payouts of a year exceed once in 200 years. */
  readonly capital: Amount;
  /** Means of a year: what policies are due, and the gross premium of the first one. */
  readonly expectedPayout: Amount;
  readonly premium: Amount;
  /** In the order in which they pay: probabilities in a year that it pays, and that a loss goes past it. */
  readonly layers: readonly {
    readonly layer: 'CAPITAL' | GovernedLayer;
    readonly hitWad: Wad;
    readonly exhaustedWad: Wad;
  }[];
}

/** Null for a book without cover, or without any capital. */
export type RuinFound = Pair<RuinFigures | null>;
