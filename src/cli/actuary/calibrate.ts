/** `npm run actuary -- calibrate`: the tables of the price with prior, data, interval and method. */
import { type Calibration, calibrate } from '../../actuary/calibration/calibrate.ts';
import { EXPOSED_COINS, NOT_COUNTED, PEG_LOSSES } from '../../actuary/calibration/coins.ts';
import { CONTRACT_VIEWS, INCIDENTS, LISTED, TYPICAL_CONTRACT } from '../../actuary/calibration/contracts.ts';
import { PEG_LOWS } from '../../actuary/calibration/lows.ts';
import { pastScore } from '../../actuary/calibration/pastScore.ts';
import type { Evidence } from '../../actuary/calibration/posterior.ts';
import { type OtherJudgement, otherJudgements } from '../../actuary/calibration/sensitivity.ts';
import type { ParsedArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_OK } from '../shared/output.ts';
import { percent } from './figureTexts.ts';
import { table } from './table.ts';

/** Works them out and answers the exit code. Reads nothing but what the project holds. */
export function calibration({ switches }: ParsedArguments, { out }: CommandStreams): number {
  const [found, others] = [calibrate(), otherJudgements()];
  out(switches.has('json') ? `${JSON.stringify(asData(found, others))}\n` : asText(found, others));
  return EXIT_OK;
}

/** All of it, with the data that it rests on. */
const asData = (found: Calibration, others: readonly OtherJudgement[]) => ({
  ...found,
  sensitivity: others,
  data: {
    coins: EXPOSED_COINS.map((coin) => ({ ...coin, score: pastScore('STABLECOIN', coin.inputs) })),
    ...{ pegLosses: PEG_LOSSES, notCounted: NOT_COUNTED, pegLows: PEG_LOWS, incidents: INCIDENTS },
    ...{ listed: LISTED, views: CONTRACT_VIEWS },
    typicalContract: { ...TYPICAL_CONTRACT, score: pastScore('CONTRACT', TYPICAL_CONTRACT) },
  },
});

const figure = (value: number): string => value.toFixed(2);
const interval = ({ low, high }: { low: number; high: number }, shown: (value: number) => string): string =>
  `${shown(low)} to ${shown(high)}`;

function asText({ tables, depth, severities }: Calibration, others: readonly OtherJudgement[]): string {
  const hazards = Object.values(tables).flatMap(({ table: name, evidence, factor, points }) => [
    `${name}: ${evidence.map(counted).join(' or ')}`,
    `The prior table times ${figure(factor.mean)} (90 %: ${interval(factor, figure)}).`,
    ...table([
      ['Score', 'prior', 'posterior', '90 %', 'in force'],
      ...points.map((point) => [
        ...[`${point.score}`, percent(point.prior), percent(point.value)],
        ...[interval(point, percent), percent(point.bps / 10_000)],
      ]),
    ]),
    '',
  ]);
  const depths = depth.map((point) => [
    ...[point.price, percent(point.prior), percent(point.mean)],
    ...[interval(point, percent), percent(point.percent / 100)],
  ]);
  const means = severities.map(({ kind, published, prior, inForce }) => [
    ...[kind, percent(published), percent(prior), percent(inForce)],
  ]);
  const rows = others.map(({ table: name, what, factor, at40 }) => [
    ...[`${name}, ${what}`, figure(factor.mean), interval(factor, figure), percent(at40)],
  ]);
  const lines = [
    ...hazards,
    ...table([['Settles at or below', 'prior', 'posterior', '90 %', 'in force'], ...depths]),
    '',
    ...table([['Standard payout', 'published first', 'by the prior', 'in force'], ...means]),
    '',
    ...table([['If it were otherwise', 'factor', '90 %', 'at score 40'], ...rows]),
    '',
    'docs/risk-model.md has data, sources and method; --json all of them.',
  ];
  return `${lines.join('\n')}\n`;
}

function counted({ weight, events, expected }: Evidence): string {
  const likely = weight === 1 ? '' : ` (held ${percent(weight)} likely)`;
  return `${figure(events)} events where the prior expects ${figure(expected)}${likely}`;
}
