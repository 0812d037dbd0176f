/** What the tables would be if one judgement of the calibration were another one. */
import type { HazardTableName } from '../../domain/pricing/hazard.ts';
import { type CalibratedFactor, calibratedTable } from './calibrate.ts';
import { EXPOSED_COINS, PEG_LOSSES, SMALLER_COINS, SMALLER_LOSSES } from './coins.ts';
import { contractEvidence } from './contractHazard.ts';
import { CONTRACT_VIEWS } from './contracts.ts';
import { depegEvidence } from './depegHazard.ts';
import type { Evidence } from './posterior.ts';

export interface OtherJudgement {
  readonly table: HazardTableName;
  readonly what: string;
  readonly factor: CalibratedFactor;
  /** Probability in a year at score 40. */
  readonly at40: number;
}

const BAND_POINTS = 10;
const FACTS_ALONE = ['USDT', 'USDC', 'DAI', 'UST'];

/** Each with all else as it is. */
export function otherJudgements(): OtherJudgement[] {
  const coins = EXPOSED_COINS;
  const depeg = depegEvidence(coins, PEG_LOSSES);
  const contract = contractEvidence(CONTRACT_VIEWS);
  return [
    judged('DEPEG', 'as it is', depeg),
    judged('DEPEG', 'scores 10 points lower', depegEvidence(coins, PEG_LOSSES, -BAND_POINTS)),
    judged('DEPEG', 'scores 10 points higher', depegEvidence(coins, PEG_LOSSES, BAND_POINTS)),
    judged('DEPEG', 'of UST the last episode alone', depegEvidence(coins, PEG_LOSSES.slice(2))),
    judged(
      'DEPEG',
      'USDT, USDC, DAI and UST alone',
      depegEvidence(
        coins.filter((one) => FACTS_ALONE.includes(one.coin)),
        PEG_LOSSES.filter(({ group }) => group !== 'MIM'),
      ),
    ),
    judged(
      'DEPEG',
      'smaller coins that fell in 2022 too',
      depegEvidence([...coins, ...SMALLER_COINS], [...PEG_LOSSES, ...SMALLER_LOSSES]),
    ),
    judged('DEPEG', 'every coin a group of its own', ungrouped()),
    ...otherPriors('DEPEG', depeg),
    judged('CONTRACT', 'as it is', contract),
    judged('CONTRACT', 'score 10 points lower', contractEvidence(CONTRACT_VIEWS, -BAND_POINTS)),
    judged('CONTRACT', 'score 10 points higher', contractEvidence(CONTRACT_VIEWS, BAND_POINTS)),
    ...CONTRACT_VIEWS.map((view) =>
      judged('CONTRACT', `the ${view.name} view alone`, contractEvidence([{ ...view, weight: 1 }])),
    ),
    ...otherPriors('CONTRACT', contract),
  ];
}

function judged(
  table: HazardTableName,
  what: string,
  evidence: readonly Evidence[],
  priorShape?: number,
): OtherJudgement {
  const { factor, points } = calibratedTable(table, evidence, priorShape);
  return { table, what, factor, at40: points.find(({ score }) => score === 40)?.value ?? 0 };
}

const otherPriors = (table: HazardTableName, evidence: readonly Evidence[]): OtherJudgement[] => [
  judged(table, 'prior much wider: Gamma(1, 1)', evidence, 1),
  judged(table, 'prior much narrower: Gamma(10, 10)', evidence, 10),
];

/** USDC and DAI fell together: then two events, and each coin has its own exposure. */
const ungrouped = (): Evidence[] =>
  depegEvidence(
    EXPOSED_COINS.map((one) => ({ ...one, group: one.coin })),
    PEG_LOSSES.flatMap((loss) => loss.coins.split(', ').map((group) => ({ ...loss, group }))),
  );
