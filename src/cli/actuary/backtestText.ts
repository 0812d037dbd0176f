/** The report of a backtest as people read it. */
import { addCounts } from '../../actuary/backtest/addCounts.ts';
import type { BacktestReport, StrategyVerdict } from '../../actuary/backtest/backtestReport.ts';
import type { Calibration } from '../../actuary/backtest/calibration.ts';
import type { StrategyRow } from '../../actuary/backtest/strategyRows.ts';
import { amount, percent } from './figureTexts.ts';
import { table } from './table.ts';

const counts = (all: Readonly<Record<string, number>>): string =>
  Object.entries(all)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const TITLES: Readonly<Record<StrategyVerdict['strategy'], string>> = {
  HONEST_BUYER: 'Who buys while all is calm, and holds (to compare with)',
  LATE_BUYER: 'Who buys when news is out: never paid more than the premium by what the news told of',
  INFORMED_BUYER: 'Who knows the breach beforehand: nothing is won under 72 hours; from there on it is',
  CANCELLER: 'Who cancels and buys again: a covered second never costs less than holding',
  LEAVER: 'Underwriters who ask to leave at the news: never better off than who stays',
  INFORMED_LEAVER:
    'Underwriters who know the breach beforehand: none gets out under 7 days; from there on some do',
  SNIPER: 'Underwriters who come for premium and leave: never better off than as many shares that stay',
  SPLITTER:
    'Who splits an order: never cheaper than one, but for the 1 % of the limit that a quote may drift',
};

/** As lines of text. */
export function backtestText(report: BacktestReport): string {
  const { seed, replicas, coins, orders, holds } = report;
  const lines = [
    `seed ${seed}: ${replicas} series of each kind, ${coins} coins of each world, ${orders} orders split`,
    'What is made up tries the machinery. Of the world only the two episodes say something, and two are few.',
    '',
    ...sold(report),
    ...report.calibration.flatMap((world) => [...calibrated(world), '']),
    ...report.realForecasts.map(
      ({ name, score, predicted, fired }) =>
        `${name}, before its episode: score ${score}, ${percent(predicted, 1)} for a year; it ${fired ? 'fired' : 'did not'}.`,
    ),
    '',
    ...report.strategies.flatMap((verdict) => [...tried(verdict), '']),
    holds
      ? 'No strategy beat an honest holder.'
      : `Beaten by: ${report.strategies.flatMap((each) => (each.holds ? [] : [each.strategy])).join(', ')}.`,
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function sold({ series }: BacktestReport): string[] {
  const rows = series.map((row) => [
    row.isReal ? `${row.name} (real)` : row.name,
    `${row.sold} of ${row.orders}`,
    `${percent(row.meanRate)} (${percent(row.lowestRate)} - ${percent(row.highestRate)})`,
    ...[amount(row.premium), amount(row.paid), percent(row.lossRatio, 0), percent(row.meanReturn)],
    row.meanRatio === null ? `${row.incidents}` : `${row.incidents} at ${percent(row.meanRatio, 0)}`,
    `${row.scoreBefore.toFixed(0)} to ${row.scoreHighest}`,
  ]);
  const broken = series.reduce((all, { brokenHours }) => all + brokenHours, 0);
  const unpaid = series.reduce((all, row) => all + row.unpaid, 0);
  return [
    ...table([
      [
        ...['Series', 'orders sold', 'rate a year', 'premium', 'paid', 'paid/premium', 'underwriters'],
        ...['incidents', 'score'],
      ],
      ...rows,
    ]),
    '',
    ...series
      .filter(({ refused }) => Object.keys(refused).length > 0)
      .map(({ name, refused }) => `${name}: not sold for ${counts(refused)}`),
    `Hours in which a pool carried more than the rules let it: ${broken}. Claims not paid: ${amount(unpaid)}.`,
    '',
    ...series.filter(({ process }) => process !== '').map(({ name, process }) => `${name}: ${process}`),
    '',
  ];
}

function calibrated(world: Calibration): string[] {
  const { hazardTimes, count, bins, brier, brierConstant } = world;
  const as = hazardTimes === 1 ? 'as listed' : `${hazardTimes.toFixed(2)} times as often as listed`;
  const parts = [world.reliability, world.resolution, world.uncertainty, world.withinBins];
  const [reliability, resolution, uncertainty, within] = parts.map((part) => part.toFixed(6));
  return [
    `Forecasts for a year, ${amount(count)} coins, breaks ${as}`,
    ...table([
      ['Score', 'coins', 'predicted', 'fired', 'observed', '95 %'],
      ...bins.map((bin) => [
        ...[`${bin.fromScore} to ${bin.toScore}`, amount(bin.count), percent(bin.predicted), `${bin.fired}`],
        ...[percent(bin.observed), `${percent(bin.low)} - ${percent(bin.high)}`],
      ]),
    ]),
    `Brier ${brier.toFixed(6)} (the same for all: ${brierConstant.toFixed(6)}) = reliability ${reliability} - ` +
      `resolution ${resolution} + uncertainty ${uncertainty} + within bins ${within}`,
    `Fired without cause: ${world.falseAlarms}; causes that fired nothing: ${world.missed}.`,
  ];
}

const shown = (value: number | null): string => (value === null ? '' : percent(value));

function rowOf({ variant, tries, done, gainPerStake, beaten, worst, refused }: StrategyRow): string[] {
  return [
    ...[variant, `${done} of ${tries}`, shown(gainPerStake), `${beaten}`],
    ...[
      worst === null ? '' : percent(worst.advantage, 4),
      worst === null ? '' : `${worst.series} ${worst.replica}`,
    ],
    counts(refused),
  ];
}

function tried({ strategy, holds, rows }: StrategyVerdict): string[] {
  const on = addCounts(rows.map(({ beatenOn }) => beatenOn));
  return [
    TITLES[strategy] +
      (strategy === 'HONEST_BUYER' ? '' : `: ${holds ? 'holds' : `DOES NOT HOLD (${counts(on)})`}`),
    ...table([
      ['', 'done', 'won per stake', 'beaten', 'most beyond twin', 'on', 'not let'],
      ...rows.map(rowOf),
    ]),
  ];
}
