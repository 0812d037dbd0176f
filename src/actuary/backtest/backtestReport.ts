/** All that a backtest found, as figures. */
import type { BookRules } from '../../domain/book/describedBook.ts';
import { hazardAt } from '../../domain/pricing/hazard.ts';
import { fraction } from '../fraction.ts';
import { type Calibration, calibrationOf } from './calibration.ts';
import { forecast } from './forecast.ts';
import { type Outcome, STRATEGIES, type StrategyName } from './outcome.ts';
import { madeUpSeries, REGIME_NAMES, REGIMES } from './regimes.ts';
import { type Replayed, replaySeries } from './replay.ts';
import { calmControl, type RealRows, realSeries, type Series } from './series.ts';
import { type SeriesRow, seriesRows } from './seriesRows.ts';
import { splitting } from './splitting.ts';
import { type StrategyRow, strategyRows } from './strategyRows.ts';

/** How many of everything. */
export interface BacktestPlan {
  readonly seed: number;
  /** Series of each regime. */
  readonly replicas: number;
  /** Made-up coins of each world of the calibration. */
  readonly coins: number;
  /** Orders that are split. */
  readonly orders: number;
}

/** What the price list said of a coin whose episode was traded, before it. */
export interface RealForecast {
  readonly name: string;
  readonly score: number;
  readonly predicted: number;
  readonly fired: boolean;
}

export interface StrategyVerdict {
  readonly strategy: StrategyName;
  readonly holds: boolean;
  readonly rows: readonly StrategyRow[];
}

export interface BacktestReport extends BacktestPlan {
  readonly series: readonly SeriesRow[];
  readonly calibration: readonly Calibration[];
  readonly realForecasts: readonly RealForecast[];
  readonly strategies: readonly StrategyVerdict[];
  /** Whether every strategy holds what the rules promise. */
  readonly holds: boolean;
}

/** Worlds of the calibration: breaks as often as listed, a third as often, three times as often. */
const WORLDS = [1, 1 / 3, 3] as const;

/** Works all of it out; tells how much is done. The same plan and rules give the same report. */
export function backtestReport(
  rules: BookRules,
  real: readonly RealRows[],
  plan: BacktestPlan,
  progress: (done: number, of: number, what: string) => void = () => {},
): BacktestReport {
  const { seed, replicas, coins, orders } = plan;
  const all = seriesOf(real, replicas, seed);
  const replayed = all.map((series, index) => {
    progress(index, all.length, 'series');
    return replaySeries(rules, series);
  });
  const calibration = WORLDS.map((hazardTimes, index) => {
    progress(index, WORLDS.length, 'worlds of forecasts');
    const forecasts = Array.from({ length: coins }, (_, coin) => forecast(rules, coin, seed, hazardTimes));
    return calibrationOf(forecasts, hazardTimes);
  });
  progress(0, 1, 'orders');
  const split = Array.from({ length: orders }, (_, replica) => splitting(rules, replica, seed)).flat();
  const strategies = verdictsOf([...replayed.flatMap(({ outcomes }) => outcomes), ...split]);
  return {
    ...plan,
    ...{ series: seriesRows(replayed, textOf), calibration, strategies },
    realForecasts: real.map(({ name }) => realForecast(rules, name, replayed)),
    holds: strategies.every(({ holds }) => holds),
  };
}

function seriesOf(real: readonly RealRows[], replicas: number, seed: number): Series[] {
  const each = Array.from({ length: replicas }, (_, replica) => replica);
  return [
    ...real.flatMap((rows) => each.map((replica) => realSeries(rows, replica, seed))),
    ...real.flatMap((rows) => each.map((replica) => calmControl(rows, replica, seed))),
    ...REGIME_NAMES.flatMap((name) => each.map((replica) => madeUpSeries(name, replica, seed))),
  ];
}

const textOf = (name: string): string =>
  Object.entries(REGIMES).find(([regime]) => regime === name)?.[1].text ?? '';

function realForecast(rules: BookRules, name: string, replayed: readonly Replayed[]): RealForecast {
  const found = replayed.find((each) => each.isReal && each.name === name);
  const score = found?.scoreBefore ?? 0;
  const predicted = fraction(hazardAt(rules.hazards.DEPEG, score));
  return { name, score, predicted, fired: (found?.incidents.length ?? 0) > 0 };
}

function verdictsOf(outcomes: readonly Outcome[]): StrategyVerdict[] {
  return STRATEGIES.map((strategy) => {
    const rows = strategyRows(outcomes.filter((each) => each.strategy === strategy));
    return { strategy, holds: rows.every(({ beaten }) => beaten === 0), rows };
  });
}
