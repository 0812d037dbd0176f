/** What the fold needs of a rule, turned once per call into whole slots and window sums. */
import type { UnixSeconds } from '../shared/units.ts';
import type { BreachRule } from './rule.ts';

export interface RuleMeasures {
  readonly slotSeconds: number;
  readonly maxGapSeconds: number;
  readonly holdSeconds: number;
  /** The average of slot s is taken on `[s + offset - width, s + offset)`. */
  readonly widthSeconds: number;
  readonly offsetSeconds: number;
  /** Largest window sum that is BELOW. */
  readonly belowSumMax: bigint;
  /** Largest window sum that is not RECOVERED. */
  readonly bandSumMax: bigint;
  /** Counted seconds between two slots in a row; 0 when even they are further apart than the gap allows. */
  readonly stepSeconds: number;
  /** A BELOW slot leaves the open set this many determinate slots later. */
  readonly lookbackSlots: number;
  /** RECOVERED slots that complete a recovery, the first of them included. */
  readonly recoverySlots: number;
  /** Slots after the confirmation that the settlement window has, and has at most. */
  readonly settlementSlots: number;
  readonly settlementSlotsMax: number;
}

/**
 * The measures of a rule that `ruleFault` accepts.
 * Example: W 1 h and strike 0.95: BELOW is a window sum of at most (0.95e18 - 1) * 3,600.
 */
export function measuresOf(rule: BreachRule): RuleMeasures {
  const { slotSeconds, maxGapSeconds, holdSeconds, windowSeconds } = rule;
  // Times are whole seconds, so the reading that holds at s is the average of the one second [s, s + 1).
  const widthSeconds = Math.max(windowSeconds, 1);
  const width = BigInt(widthSeconds);
  const binary = rule.payout.kind === 'BINARY';
  return {
    slotSeconds,
    maxGapSeconds,
    holdSeconds,
    widthSeconds,
    offsetSeconds: windowSeconds === 0 ? 1 : 0,
    // The average is rounded up: `ceil(sum / width) < strike` is `sum <= (strike - 1) * width`, undivided.
    belowSumMax: (rule.strike - 1n) * width,
    bandSumMax: (rule.recovery - 1n) * width,
    stepSeconds: slotSeconds <= maxGapSeconds ? slotSeconds : 0,
    lookbackSlots: Math.ceil(rule.lookbackSeconds / slotSeconds),
    recoverySlots: Math.ceil(rule.recoveryHoldSeconds / slotSeconds) + 1,
    settlementSlots: binary ? 0 : Math.floor(rule.settlementSeconds / slotSeconds),
    settlementSlotsMax: binary ? 0 : Math.floor(rule.settlementMaxSeconds / slotSeconds),
  };
}

/** The last slot at or before a time. */
export function slotAtOrBefore(time: UnixSeconds, slotSeconds: number): UnixSeconds {
  return Math.floor(time / slotSeconds) * slotSeconds;
}

/** The first slot at or after a time. */
export function slotAtOrAfter(time: UnixSeconds, slotSeconds: number): UnixSeconds {
  // The sum turns the -0 that Math.ceil may give into 0.
  return Math.ceil(time / slotSeconds) * slotSeconds + 0;
}
