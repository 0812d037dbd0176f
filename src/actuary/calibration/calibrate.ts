/** The tables of the price from what has happened: prior, data, posterior, interval (docs/risk-model.md). */
import { HAZARD_SCORES, type HazardTableName } from '../../domain/pricing/hazard.ts';
import { severityOf } from '../../domain/pricing/severity.ts';
import { fraction } from '../fraction.ts';
import { STANDARD_PAYOUTS } from '../standardPayouts.ts';
import { EXPOSED_COINS, PEG_LOSSES } from './coins.ts';
import { contractEvidence } from './contractHazard.ts';
import { CONTRACT_VIEWS } from './contracts.ts';
import { depegEvidence } from './depegHazard.ts';
import { DEPTH_PRICES, type DepthBelief, type DepthPrice, depthBelief } from './depthPosterior.ts';
import { PEG_LOWS } from './lows.ts';
import {
  type Evidence,
  factorAt,
  INTERVAL,
  meanFactor,
  posteriorOf,
  yearlyProbability,
} from './posterior.ts';
import {
  PRIOR_DEPTH,
  PRIOR_INCIDENTS,
  PRIOR_SHAPE,
  PRIOR_TABLES,
  PUBLISHED_SEVERITIES,
  priorIntensity,
} from './prior.ts';

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

/** A point of the curve of depth. */
export interface CalibratedDepth extends DepthBelief {
  readonly price: DepthPrice;
  /** The mean in whole percent, rounded up: what is in force where governors set nothing. */
  readonly percent: number;
}

/** What a standard payout pays on average: as published first, by the prior curve, by the one in force. */
export interface CalibratedSeverity {
  readonly kind: keyof typeof PUBLISHED_SEVERITIES;
  readonly published: number;
  readonly prior: number;
  readonly inForce: number;
}

export interface Calibration {
  readonly tables: Readonly<Record<HazardTableName, CalibratedTable>>;
  readonly depth: readonly CalibratedDepth[];
  readonly severities: readonly CalibratedSeverity[];
}

/** Of both tables and of the curve of depth, with what follows for standard payouts. */
export function calibrate(): Calibration {
  const depth = DEPTH_PRICES.map(calibratedDepth);
  return {
    tables: {
      DEPEG: calibratedTable('DEPEG', depegEvidence(EXPOSED_COINS, PEG_LOSSES)),
      CONTRACT: calibratedTable('CONTRACT', contractEvidence(CONTRACT_VIEWS)),
    },
    depth,
    severities: (['TIERED', 'LINEAR'] as const).map((kind) => ({
      ...{ kind, published: PUBLISHED_SEVERITIES[kind] },
      prior: severityBy(kind, Object.values(PRIOR_DEPTH)),
      inForce: severityBy(
        kind,
        depth.map(({ percent }) => percent / 100),
      ),
    })),
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

function calibratedDepth(price: DepthPrice): CalibratedDepth {
  const lows = PEG_LOWS.map(({ value }) => value);
  const belief = depthBelief(PRIOR_DEPTH[price], PRIOR_INCIDENTS, Number(price), lows);
  return { price, ...belief, percent: roundedUp(belief.mean * 100) };
}

/** By the function that prices are made with; points in thousandths, from the top down. */
function severityBy(kind: CalibratedSeverity['kind'], points: readonly number[]): number {
  const [at90Wad = 0n, at80Wad = 0n, at50Wad = 0n] = points.map(
    (point) => BigInt(Math.round(point * 1_000)) * 10n ** 15n,
  );
  return fraction(severityOf(STANDARD_PAYOUTS[kind], { at90Wad, at80Wad, at50Wad }));
}

/** Up: against the buyer. What is whole but for the last digits of a float stays as it is. */
const roundedUp = (value: number): number => Math.ceil(value - 1e-9);
