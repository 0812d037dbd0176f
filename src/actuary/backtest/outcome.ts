/** What a strategy came to on one series, beside an honest twin on the same. */
import type { Market } from './market.ts';
import type { Action } from './walk.ts';

export const STRATEGIES = [
  'HONEST_BUYER',
  'LATE_BUYER',
  'INFORMED_BUYER',
  'CANCELLER',
  'LEAVER',
  'INFORMED_LEAVER',
  'SNIPER',
  'SPLITTER',
] as const;
export type StrategyName = (typeof STRATEGIES)[number];

export interface Outcome {
  readonly strategy: StrategyName;
  readonly variant: string;
  readonly series: string;
  readonly replica: number;
  /** Why it could not be tried, or null. */
  readonly refused: string | null;
  /** Premium or deposit, and what was won with it in all, in parts of the cover or the deposit. */
  readonly stake: number;
  readonly gain: number;
  /** How much more that is than what the honest twin won, in the same parts. */
  readonly advantage: number;
  /** It got what the rules are there to keep from it. */
  readonly beats: boolean;
}

/** A strategy on one series: what it does, and what that came to. */
export interface Attempt {
  readonly actions: readonly Action[];
  readonly outcomes: (market: Market) => readonly Outcome[];
}
