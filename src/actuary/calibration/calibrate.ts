/** The tables of the price from what has happened: prior, data, posterior, interval (docs/risk-model.md). */
import { HAZARD_SCORES, type HazardTableName } from '../../domain/pricing/hazard.ts';
import { EXPOSED_COINS, PEG_LOSSES } from './coins.ts';
import { contractEvidence } from './contractHazard.ts';
import { CONTRACT_VIEWS } from './contracts.ts';
import { depegEvidence } from './depegHazard.ts';
import { linearRatio, PEG_LOWS, tieredRatio } from './lows.ts';
import {
  type Evidence,
  factorAt,
  INTERVAL,
  meanFactor,
  posteriorOf,
  yearlyProbability,
} from './posterior.ts';
import { PRIOR_INCIDENTS, PRIOR_SEVERITIES, PRIOR_SHAPE, PRIOR_TABLES, priorIntensity } from './prior.ts';
import { type SeverityBelief, severityBelief } from './severityPosterior.ts';

export interface CalibratedPoint {
  readonly score: number;
  readonly prior: number;
  /** Probability of at least one event in a year, and its interval. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The value in hundredths of a percent, rounded up: what is in force where governors set nothing. */
  readonly bps: number;
}

/** What is believed of the factor on the prior table. */
export interface CalibratedFactor {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface CalibratedTable {
  readonly table: HazardTableName;
  readonly evidence: readonly Evidence[];
  readonly factor: CalibratedFactor;
  readonly points: readonly CalibratedPoint[];
}

export interface CalibratedSeverity extends SeverityBelief {
  readonly kind: 'TIERED' | 'LINEAR';
  /** The mean in whole percent, rounded up. */
  readonly percent: number;
}

export interface Calibration {
  readonly tables: Readonly<Record<HazardTableName, CalibratedTable>>;
  readonly severities: Readonly<Record<CalibratedSeverity['kind'], CalibratedSeverity>>;
}

/** Of both tables and of the severities that are not 1 by definition. */
export function calibrate(): Calibration {
  return {
    tables: {
      DEPEG: calibratedTable('DEPEG', depegEvidence(EXPOSED_COINS, PEG_LOSSES)),
      CONTRACT: calibratedTable('CONTRACT', contractEvidence(CONTRACT_VIEWS)),
    },
    severities: {
      TIERED: calibratedSeverity('TIERED', tieredRatio),
      LINEAR: calibratedSeverity('LINEAR', linearRatio),
    },
  };
}

/** One table from its evidence; the prior is that which is in force unless another is tried. */
export function calibratedTable(
  table: HazardTableName,
  evidence: readonly Evidence[],
  priorShape = PRIOR_SHAPE,
): CalibratedTable {
  const beliefs = posteriorOf(priorShape, evidence);
  const [low, high] = [factorAt(beliefs, INTERVAL[0]), factorAt(beliefs, INTERVAL[1])];
  const points = HAZARD_SCORES.map((score, index) => {
    const intensity = priorIntensity(table, score);
    const value = yearlyProbability(beliefs, intensity);
    const ends = { low: -Math.expm1(-low * intensity), high: -Math.expm1(-high * intensity) };
    return { score, prior: PRIOR_TABLES[table][index] ?? 0, value, ...ends, bps: roundedUp(value * 10_000) };
  });
  return { table, evidence, factor: { mean: meanFactor(beliefs), low, high }, points };
}

function calibratedSeverity(
  kind: CalibratedSeverity['kind'],
  ratioAt: (value: number) => number,
): CalibratedSeverity {
  const ratios = PEG_LOWS.map(({ value }) => ratioAt(value));
  const belief = severityBelief(PRIOR_SEVERITIES[kind], PRIOR_INCIDENTS, ratios);
  return { kind, ...belief, percent: roundedUp(belief.mean * 100) };
}

/** Up: against the buyer. What is whole but for the last digits of a float stays as it is. */
const roundedUp = (value: number): number => Math.ceil(value - 1e-9);
