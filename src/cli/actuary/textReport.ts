/** The report of a simulation as people read it. */
import type { RuinReport } from '../../actuary/ruinReport.ts';
import { ACTUARY_PRODUCTS_SHOWN_MAX } from '../../domain/shared/limits.ts';
import { amount, percent } from './figureTexts.ts';
import { table } from './table.ts';

/** Probabilities may be small, and 0.00 % is not the same as never. */
const chance = (value: number): string => (value === 0 ? 'never seen' : `${(value * 100).toPrecision(3)} %`);

/** As lines of text. */
export function textReport(report: RuinReport): string {
  const parts = [head, shortfall, layers, returns, capital].flatMap((part) => [...part(report), '']);
  return `${[...parts.slice(0, -1), ...warnings(report)].join('\n')}\n`;
}

function head(report: RuinReport): string[] {
  const { book, products, pools, cover, premium, paths, years, seed, correlation, hazardTimes } = report;
  const off = hazardTimes === 1 ? '' : `; hazards are ${hazardTimes} times those of the price list`;
  return [
    `${book}: products ${products}, pools ${pools}, cover ${amount(cover)}, premium of a year ${amount(premium)}`,
    `${amount(paths)} paths of ${years} years, seed ${seed}, correlation ${correlation}${off}`,
    '',
    `Loss ratio (due over gross premium)      ${percent(report.lossRatio)}`,
    `Years with a loss                        ${chance(report.lossProbability)}`,
    `Due in a year, mean                      ${amount(report.expectedPayout)}`,
  ];
}

function shortfall({ shortfallProbability: { value, low, high }, ...report }: RuinReport): string[] {
  return [
    `Shortfall to policyholders, in a year    ${chance(value)} (95 %: ${percent(low, 4)} to ${percent(high, 4)})`,
    `  within ${report.years} years`.padEnd(41) + chance(report.shortfallWithin),
    `Haircut, mean of a year                  ${amount(report.expectedHaircut)}, ${chance(report.haircutOfDue)} of what was due`,
    `  where there is one                     ${percent(report.haircutWhenShort)} of what was due`,
  ];
}

function layers(report: RuinReport): string[] {
  const rows = report.layers.map(({ layer, balance, hit, exhausted, paid }) => [
    ...[layer, amount(balance), chance(hit), chance(exhausted), amount(paid)],
  ]);
  return table([
    ['Layer, in its order', 'holds', 'pays in a year', 'exhausted in a year', 'pays, mean'],
    ...rows,
  ]);
}

function returns({ underwriters: { yearlyReturn, meanReturn, drawdown }, firstYear }: RuinReport): string[] {
  const percents = yearlyReturn.map(({ percent: at }) => `${at} %`);
  return [
    ...table([
      ['Percentile of paths', ...percents],
      ['underwriters, return a year', ...yearlyReturn.map(({ value }) => percent(value))],
      ['deepest drawdown', ...drawdown.map(({ value }) => percent(value))],
      ['due in the first year', ...firstYear.percentiles.map(({ value }) => amount(value))],
    ]),
    `Underwriters, mean return a year: ${percent(meanReturn)} of their capital, above what the asset earns anyway.`,
  ];
}

function capital({ capital: found }: RuinReport): string[] {
  const shown = [...found.products]
    .sort((a, b) => b.marginal - a.marginal)
    .slice(0, ACTUARY_PRODUCTS_SHOWN_MAX);
  const more = found.products.length - shown.length;
  return [
    `Capital at ${percent(found.level, 1)} over a year: ${amount(found.requirement)}; ` +
      `mean beyond it ${amount(found.expectedShortfall)}.`,
    `Alone the products would need ${amount(found.standAloneSum)}: ${found.diversification.toFixed(2)} times as much.`,
    '',
    ...table([
      [
        'Of cover and year',
        'cover',
        'premium',
        'expected loss',
        'charged for capital',
        'by marginal capital',
      ],
      ...shown.map((product) => [
        ...[product.productId, amount(product.cover), percent(product.premiumRate)],
        ...[percent(product.expectedLossRate), percent(product.capitalRateInForce)],
        percent(product.capitalRateMarginal),
      ]),
    ]),
    ...(more > 0 ? [`and ${more} more, in --json`] : []),
  ];
}

const warnings = ({ broken }: RuinReport): string[] =>
  broken.map(({ poolId, promise }) => `Note: pool ${poolId} carries more than the rules sell: ${promise}.`);
