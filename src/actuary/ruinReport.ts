/** What a simulation found, as one report: every figure with what it is a figure of. */
import { type CompiledBook, LAYERS, type LayerName } from './compileBook.ts';
import type { PortfolioCapital } from './portfolio.ts';
import { quantile, sumOf, wilson } from './statistics.ts';
import type { WalkedPaths } from './walkPaths.ts';

export interface LayerFigures {
  readonly layer: LayerName;
  /** What it held at the beginning, in whole units. */
  readonly balance: number;
  /** Probability in a year that it pays anything ... */
  readonly hit: number;
  /** ... and that a loss goes past it: it gave all that it may. */
  readonly exhausted: number;
  /** Mean of a year. */
  readonly paid: number;
}

const PERCENTILES = [1, 5, 25, 50, 75, 95, 99] as const;
type Percentiles = { readonly percent: number; readonly value: number }[];

export interface RuinReport {
  readonly book: string;
  readonly years: number;
  readonly paths: number;
  readonly seed: number;
  readonly correlation: number;
  readonly hazardTimes: number;
  readonly products: number;
  readonly pools: number;
  readonly cover: number;
  readonly premium: number;
  /** What policies were due over the gross premium of the same years. */
  readonly lossRatio: number;
  readonly expectedPayout: number;
  readonly lossProbability: number;
  /** In a year, to anybody who is insured; between `low` and `high` at 95 %. */
  readonly shortfallProbability: { readonly value: number; readonly low: number; readonly high: number };
  /** Within the whole time. */
  readonly shortfallWithin: number;
  /** Mean of a year in whole units; of all that was due; and of what was due in years with a shortfall. */
  readonly expectedHaircut: number;
  readonly haircutOfDue: number;
  readonly haircutWhenShort: number;
  readonly layers: readonly LayerFigures[];
  readonly underwriters: {
    readonly yearlyReturn: Percentiles;
    readonly meanReturn: number;
    readonly drawdown: Percentiles;
  };
  readonly firstYear: { readonly mean: number; readonly percentiles: Percentiles; readonly largest: number };
  readonly capital: PortfolioCapital;
  /** Pools that carry more than the rules would sell them. */
  readonly broken: readonly { readonly poolId: string; readonly promise: string }[];
}

export interface RuinFacts
  extends Pick<
    RuinReport,
    'book' | 'years' | 'paths' | 'seed' | 'correlation' | 'hazardTimes' | 'capital' | 'broken'
  > {
  readonly compiled: CompiledBook;
}

/** The report of what was walked. */
export function ruinReport({ compiled, ...facts }: RuinFacts, walked: WalkedPaths): RuinReport {
  const { sums } = walked;
  const pathYears = facts.paths * facts.years;
  const ratio = (part: number, of: number) => (of === 0 ? 0 : part / of);
  return {
    ...facts,
    products: compiled.productCount,
    pools: compiled.poolCount,
    cover: sumOf(compiled.exposureCover),
    premium: sumOf(compiled.premium),
    lossRatio: ratio(sums.due, sums.premium),
    expectedPayout: sums.due / pathYears,
    lossProbability: sums.lossYears / pathYears,
    shortfallProbability: {
      value: sums.shortfallYears / pathYears,
      ...wilson(sums.shortfallYears, pathYears),
    },
    shortfallWithin: sums.shortfallPaths / facts.paths,
    expectedHaircut: sums.haircut / pathYears,
    haircutOfDue: ratio(sums.haircut, sums.due),
    haircutWhenShort: ratio(sums.haircut, sums.dueInShortfall),
    layers: layersOf(compiled, walked, pathYears),
    underwriters: {
      yearlyReturn: percentiles(walked.yearlyReturn),
      meanReturn: mean(walked.yearlyReturn),
      drawdown: percentiles(walked.drawdown),
    },
    firstYear: {
      mean: mean(walked.firstYearDue),
      percentiles: percentiles(walked.firstYearDue),
      largest: walked.firstYearDue.reduce((most, due) => Math.max(most, due), 0),
    },
  };
}

const mean = (values: Float64Array): number => sumOf(values) / values.length;

function percentiles(values: Float64Array): Percentiles {
  const sorted = values.slice().sort();
  return PERCENTILES.map((percent) => ({ percent, value: quantile(sorted, percent / 100) }));
}

/** In the order in which they pay; what has to be granted only where something was. */
function layersOf(book: CompiledBook, { sums }: WalkedPaths, pathYears: number): LayerFigures[] {
  const balanceOf = (name: LayerName, layer: number): number => {
    if (name === 'CAPITAL') return sumOf(book.capital);
    return name === 'POOL_FUND' ? sumOf(book.ownFund) : (book.shared[layer] ?? 0);
  };
  return Array.from(book.order, (layer): LayerFigures => {
    const name = LAYERS[layer] as LayerName;
    return {
      layer: name,
      balance: balanceOf(name, layer),
      hit: (sums.hitYears[layer] ?? 0) / pathYears,
      exhausted: (sums.passedYears[layer] ?? 0) / pathYears,
      paid: (sums.taken[layer] ?? 0) / pathYears,
    };
  }).filter(({ layer, balance }) => balance > 0 || (layer !== 'COMMITMENTS' && layer !== 'TREASURY'));
}
