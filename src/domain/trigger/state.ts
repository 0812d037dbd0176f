/** What the breach rule remembers between two calls, and what others may ask of it. */
import { mulDivUp } from '../shared/rounding.ts';
import type { UnixSeconds, Wad } from '../shared/units.ts';
import { measuresOf, slotAtOrAfter } from './measures.ts';
import { breachStartOf, EMPTY_OPEN_SET, type OpenSet, type SlotSum } from './openSet.ts';
import type { BreachRule, Reading } from './rule.ts';
import {
  type SettlementResult,
  type SettlingIncident,
  settlementEnd,
  settlementResult,
} from './settlement.ts';

/**
 * The rule's memory: plain data (numbers, bigint, arrays, null), never changed in place. Its size does not
 * grow with time: the readings of one window, a few runs, a few lows.
 */
export interface RuleState {
  /** The next slot to close. */
  readonly nextSlot: UnixSeconds;
  /** Slots closed so far, and how many of them were indeterminate. */
  readonly slots: number;
  readonly indeterminate: number;
  /** Readings that later windows still touch, the newest last; those past the last closed slot wait here. */
  readonly readings: readonly Reading[];
  readonly lastDeterminate: SlotSum | null;
  /** RECOVERED slots of the recovery that is under way or complete; 0 when the last slot was none. */
  readonly recoveredSlots: number;
  /** An incident was confirmed and no recovery has completed since. */
  readonly recoveryAwaited: boolean;
  readonly openSet: OpenSet;
  readonly incident: SettlingIncident | null;
}

/** The memory before any slot: slots begin with the first at or after `from`. */
export function initialRuleState(rule: BreachRule, from: UnixSeconds): RuleState {
  return {
    nextSlot: slotAtOrAfter(from, rule.slotSeconds),
    slots: 0,
    indeterminate: 0,
    readings: [],
    lastDeterminate: null,
    recoveredSlots: 0,
    recoveryAwaited: false,
    openSet: EMPTY_OPEN_SET,
    incident: null,
  };
}

/** The last closed slot: the rule's watermark. Null before the first. */
export function lastClosedSlot(rule: BreachRule, state: RuleState): UnixSeconds | null {
  return state.slots === 0 ? null : state.nextSlot - rule.slotSeconds;
}

/** CONFIRMED from a confirmation until a recovery, BREACH while the rule is true but not long enough. */
export function rulePhase(state: RuleState): 'QUIET' | 'BREACH' | 'CONFIRMED' {
  if (state.recoveryAwaited) return 'CONFIRMED';
  return state.openSet.runs.length > 0 ? 'BREACH' : 'QUIET';
}

/** The breach that is open and not confirmed, or null. The start may move later as old slots leave. */
export function openBreach(state: RuleState): { start: UnixSeconds; countedSeconds: number } | null {
  const start = breachStartOf(state.openSet);
  return start === null ? null : { start, countedSeconds: state.openSet.countedSeconds };
}

/** The incident in its settlement window, valued on what is known so far, or null. There is at most one. */
export function settlingIncident(
  rule: BreachRule,
  state: RuleState,
):
  | ({
      breachStart: UnixSeconds;
      confirmedAt: UnixSeconds;
      earliestSettlesAt: UnixSeconds;
    } & SettlementResult)
  | null {
  const { incident } = state;
  if (incident === null) return null;
  const measures = measuresOf(rule);
  return {
    breachStart: incident.breachStart,
    confirmedAt: incident.confirmedAt,
    earliestSettlesAt: settlementEnd(incident, rule, measures),
    ...settlementResult(incident, rule, measures),
  };
}

/** The newest determinate slot and its average in WAD, rounded up as the rule judges it, or null. */
export function latestAverage(rule: BreachRule, state: RuleState): { slot: UnixSeconds; value: Wad } | null {
  if (state.lastDeterminate === null) return null;
  const { slot, sum } = state.lastDeterminate;
  // Up: as in every judgement of the rule, so that what is shown is what counts.
  return { slot, value: mulDivUp(sum, 1n, BigInt(measuresOf(rule).widthSeconds)) };
}
