/** The breach rule over event time: one step of the fold that the watcher, the market and `replay` share. */
import type { UnixSeconds } from '../shared/units.ts';
import type { RuleEvent } from './events.ts';
import { type Fold, foldRun } from './fold.ts';
import { measuresOf, slotAtOrBefore } from './measures.ts';
import type { BreachRule, Reading } from './rule.ts';
import { slotRuns } from './slotRuns.ts';
import { lastClosedSlot, type RuleState } from './state.ts';
import { forgetReadings } from './windowSums.ts';

/**
 * Closes the slots through `throughSlot` and says what they changed. Source: docs/mechanics.md section 5.
 *
 * The rule is one that `ruleFault` accepts. `readings` are new: in strictly rising time, after those given
 * before and after the last closed slot. They are complete up to `throughSlot`; later ones wait in the state.
 * However the same readings are spread over calls, the events and the last state are the same. Throws
 * RangeError for a reading that is out of order, late or not positive: such a reading never reaches the rule.
 *
 * Example: W 60 min, strike 0.95, hold 4 h, readings of 0.90 every hour from 00:00 on: the slots through
 * 00:59 are indeterminate, BREACH_STARTED comes at 01:00 and CONFIRMED at 05:00.
 */
export function advanceRule(
  rule: BreachRule,
  state: RuleState,
  readings: readonly Reading[],
  throughSlot: UnixSeconds,
): { state: RuleState; events: RuleEvent[] } {
  assertReadings(rule, state, readings);
  const measures = measuresOf(rule);
  const known = readings.length === 0 ? state.readings : state.readings.concat(readings);
  const lastSlot = slotAtOrBefore(throughSlot, rule.slotSeconds);
  const { runs, countedSeconds, lows } = state.openSet;
  const fold: Fold = {
    rule,
    measures,
    events: [],
    slots: state.slots,
    indeterminate: state.indeterminate,
    lastDeterminate: state.lastDeterminate,
    recoveredSlots: state.recoveredSlots,
    recoveryAwaited: state.recoveryAwaited,
    openSet: { runs: [...runs], countedSeconds, lows: [...lows] },
    incident: state.incident,
  };
  for (const run of slotRuns(measures, known, state.nextSlot, lastSlot)) foldRun(fold, run);
  const nextSlot = Math.max(state.nextSlot, lastSlot + rule.slotSeconds);
  const next: RuleState = {
    nextSlot,
    slots: fold.slots,
    indeterminate: fold.indeterminate,
    readings: forgetReadings(measures, known, nextSlot),
    lastDeterminate: fold.lastDeterminate,
    recoveredSlots: fold.recoveredSlots,
    recoveryAwaited: fold.recoveryAwaited,
    openSet: fold.openSet,
    incident: fold.incident,
  };
  return { state: next, events: fold.events };
}

function assertReadings(rule: BreachRule, state: RuleState, readings: readonly Reading[]): void {
  let previous = state.readings.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const closed = lastClosedSlot(rule, state) ?? Number.NEGATIVE_INFINITY;
  for (const { at, value } of readings) {
    if (!Number.isSafeInteger(at) || at <= previous || at <= closed) {
      throw new RangeError(
        `a reading at ${at} is not after the reading at ${previous} and the slot ${closed}`,
      );
    }
    if (value <= 0n) throw new RangeError(`the reading at ${at} is not positive: ${value}`);
    previous = at;
  }
}
