/**
 * From what is known of a subject to its score, with the whole of the explanation
 * (docs/risk-model.md, docs/mechanics.md section 2).
 */
import { SCORE_MAX } from '../pricing/hazard.ts';
import { RISK_INPUT_SECONDS } from '../shared/limits.ts';
import { maximum, mulDivUp } from '../shared/rounding.ts';
import type { UnixSeconds } from '../shared/units.ts';
import { POINTS_BPS_MAX, pointsAt, WORST_QUARTER_BPS } from './factor.ts';
import type { RiskModel } from './model.ts';

/** What is known of one factor. */
export interface RiskInput {
  readonly factor: string;
  /** In the factor's unit. */
  readonly value: bigint;
  /** Where it was looked up, for everybody to do the same. */
  readonly source: string;
  /** Of when it is. */
  readonly asOf: UnixSeconds;
  /** The feed that tells it anew every day, or null. */
  readonly feedId: string | null;
}

/** CURRENT: as old as 30 days at most. STALE: older. MISSING: nobody has said. */
export type InputStatus = 'CURRENT' | 'STALE' | 'MISSING';

/** One factor of an explanation. */
export interface FactorShare {
  readonly factor: string;
  readonly status: InputStatus;
  readonly input: RiskInput | null;
  /** Hundredths of a point. */
  readonly pointsBps: bigint;
  readonly weightBps: bigint;
  /** Points times weight, in millionths of a point: exact. */
  readonly contribution: bigint;
}

/** A score with all that it is made of, in millionths of a point but for the values. */
export interface ScoreExplanation {
  /** Whole points, 0 to 100: the contributions, rounding and `held` sum to exactly this. */
  readonly value: number;
  /** Where the inputs alone would put it: the contributions and the rounding. */
  readonly target: number;
  readonly factors: readonly FactorShare[];
  /** What was added to come to whole points: at least 0, and less than one. */
  readonly rounding: bigint;
  /** What the limit of a day's step, and hysteresis, keep it from its target. */
  readonly held: bigint;
}

/** Millionths in a point. */
export const SCORE_UNIT = 1_000_000n;

/**
 * The score of inputs under a model at a time. Each factor gives its points; one that is stale at least
 * those with which its worst quarter begins; a missing one the worst there are. So leaving something out, or
 * letting it grow old, never lowers a score. Throws a RangeError for an input that the model does not know.
 */
export function scoreOf(model: RiskModel, inputs: readonly RiskInput[], at: UnixSeconds): ScoreExplanation {
  const stranger = inputs.find(({ factor }) => !model.factors.some((known) => known.factor === factor));
  if (stranger !== undefined) throw new RangeError(`the model has no factor ${stranger.factor}`);
  const factors = model.factors.map(({ factor, weightBps, table }): FactorShare => {
    const input = inputs.find((candidate) => candidate.factor === factor) ?? null;
    const status = statusOf(input, at);
    const own = input === null ? POINTS_BPS_MAX : pointsAt(table, input.value);
    const pointsBps = status === 'STALE' ? maximum(own, WORST_QUARTER_BPS) : own;
    return { factor, status, input, pointsBps, weightBps, contribution: pointsBps * weightBps };
  });
  const sum = factors.reduce((total, { contribution }) => total + contribution, 0n);
  // Up: against whoever is scored.
  const whole = mulDivUp(sum, 1n, SCORE_UNIT);
  const target = Number(whole);
  return { value: target, target, factors, rounding: whole * SCORE_UNIT - sum, held: 0n };
}

function statusOf(input: RiskInput | null, at: UnixSeconds): InputStatus {
  if (input === null) return 'MISSING';
  return at - input.asOf > RISK_INPUT_SECONDS ? 'STALE' : 'CURRENT';
}

/** How far a score moves by itself in a day, in points ... */
export const SCORE_STEP_MAX = 5;
/** ... and how far its target must be to move it at all. */
export const SCORE_HYSTERESIS = 2;

/**
 * The score a day later: towards its target by at most 5 points, and not at all for less than 2.
 * Example: at 40 with a target of 52 it becomes 45, at 41 it stays 40.
 */
export function nextScore(value: number, target: number): number {
  const gap = target - value;
  if (Math.abs(gap) < SCORE_HYSTERESIS) return value;
  const step = Math.min(Math.abs(gap), SCORE_STEP_MAX);
  return Math.min(SCORE_MAX, Math.max(0, value + Math.sign(gap) * step));
}

/** The explanation of a score that follows its target step by step. */
export function steppedFrom(before: number, explanation: ScoreExplanation): ScoreExplanation {
  const { target } = explanation;
  const value = nextScore(before, target);
  return { ...explanation, value, held: BigInt(value - target) * SCORE_UNIT };
}
