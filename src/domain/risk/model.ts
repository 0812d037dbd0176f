/** A version of the risk model of one kind, and what holds before any was adopted. */
import { BPS } from '../shared/units.ts';
import { type TablePoint, tableFault } from './factor.ts';
import { factorNames, factorRule, type RiskKind } from './factors.ts';

/** The weight and the table of one factor. */
export interface ModelFactor {
  readonly factor: string;
  /** Part of the score, in hundredths of a percent. */
  readonly weightBps: bigint;
  readonly table: readonly TablePoint[];
}

export interface RiskModel {
  readonly kind: RiskKind;
  /** Counts adopted versions of the kind, from 1. */
  readonly modelVersion: number;
  /** Every factor of the kind once, in the kind's order; their weights sum to 1. */
  readonly factors: readonly ModelFactor[];
}

/** The least weight of a factor: each of them counts ... */
export const WEIGHT_BPS_MIN = 200n;
/** ... the most: no one of them decides ... */
export const WEIGHT_BPS_MAX = 3_000n;
/** ... and how far one version may move it. */
export const WEIGHT_STEP_BPS = 500n;

/** What is wrong with the factors of a kind, or null. `path` names the place. */
export function modelFault(
  kind: RiskKind,
  factors: readonly ModelFactor[],
): { path: string; problem: string } | null {
  const names = factorNames(kind);
  if (factors.length !== names.length || names.some((name, index) => factors[index]?.factor !== name))
    return { path: 'factors', problem: `Each of these once, in this order: ${names.join(', ')}.` };
  for (const [index, { factor, weightBps, table }] of factors.entries()) {
    const path = `factors.${index}`;
    if (weightBps < WEIGHT_BPS_MIN || weightBps > WEIGHT_BPS_MAX) {
      const problem = `A weight is ${WEIGHT_BPS_MIN} to ${WEIGHT_BPS_MAX} hundredths of a percent.`;
      return { path: `${path}.weightBps`, problem };
    }
    const fault = tableFault(table, factorRule(kind, factor).direction);
    if (fault !== null) return { path: `${path}.table`, problem: `The table of ${factor} ${fault}.` };
  }
  const sum = factors.reduce((total, { weightBps }) => total + weightBps, 0n);
  return sum === BPS ? null : { path: 'factors', problem: `The weights sum to ${sum}, not to ${BPS}.` };
}

/** The first factor whose weight moves by more than one step, or null. */
export function weightBeyondStep(before: RiskModel, factors: readonly ModelFactor[]): string | null {
  const found = factors.find(({ factor, weightBps }) => {
    const from = before.factors.find((other) => other.factor === factor)?.weightBps ?? 0n;
    return weightBps > from + WEIGHT_STEP_BPS || weightBps + WEIGHT_STEP_BPS < from;
  });
  return found?.factor ?? null;
}
