/** The attempts of one strategy added up, variant by variant. */
import { addCounts } from './addCounts.ts';
import type { Outcome } from './outcome.ts';

export interface StrategyRow {
  readonly variant: string;
  readonly tries: number;
  /** Those that were not let. */
  readonly refused: Readonly<Record<string, number>>;
  /** Those that were. */
  readonly done: number;
  /** What was won for each unit of premium or deposit. */
  readonly gainPerStake: number | null;
  /** How often the rules did not hold, and on which series how often. */
  readonly beaten: number;
  readonly beatenOn: Readonly<Record<string, number>>;
  /** The most that was won beyond the honest twin, in parts of cover, deposit or price, and where. */
  readonly worst: { readonly advantage: number; readonly series: string; readonly replica: number } | null;
}

/** Rows in the order in which variants come first. */
export function strategyRows(outcomes: readonly Outcome[]): StrategyRow[] {
  return [...new Set(outcomes.map(({ variant }) => variant))].map((variant) => {
    const own = outcomes.filter((each) => each.variant === variant);
    const done = own.filter(({ refused }) => refused === null);
    const beaten = done.filter(({ beats }) => beats);
    const sum = (figure: (each: Outcome) => number) => done.reduce((all, each) => all + figure(each), 0);
    const worst = done.reduce<Outcome | null>(
      (most, each) => (most === null || each.advantage > most.advantage ? each : most),
      null,
    );
    return {
      ...{ variant, tries: own.length, done: done.length, beaten: beaten.length },
      refused: counted(own.flatMap(({ refused }) => (refused === null ? [] : [refused]))),
      gainPerStake: done.length === 0 ? null : sum(({ gain }) => gain) / sum(({ stake }) => stake),
      beatenOn: counted(beaten.map(({ series }) => series)),
      worst: worst && { advantage: worst.advantage, series: worst.series, replica: worst.replica },
    };
  });
}

const counted = (names: readonly string[]): Record<string, number> =>
  addCounts(names.map((name) => ({ [name]: 1 })));
