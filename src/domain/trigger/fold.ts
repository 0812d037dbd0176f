/** One run of slots after the other, each in as few steps as it has slots where something may change. */
import type { UnixSeconds } from '../shared/units.ts';
import type { RuleEvent } from './events.ts';
import type { RuleMeasures } from './measures.ts';
import {
  addBelow,
  breachStartOf,
  dropOlderThanLookback,
  lowestSumOf,
  type OpenSetDraft,
  type SlotSum,
  slotsUntilSetChanges,
} from './openSet.ts';
import type { BreachRule } from './rule.ts';
import {
  isSettled,
  type SettlingIncident,
  settlementEnd,
  settlementResult,
  slotsUntilSettled,
  withSlots,
} from './settlement.ts';
import { lastSum, type SlotRun, withoutFirst } from './slotRuns.ts';

/** The changing part of the memory while one call works on it. */
export interface Fold {
  readonly rule: BreachRule;
  readonly measures: RuleMeasures;
  readonly events: RuleEvent[];
  slots: number;
  indeterminate: number;
  lastDeterminate: SlotSum | null;
  recoveredSlots: number;
  recoveryAwaited: boolean;
  openSet: OpenSetDraft;
  incident: SettlingIncident | null;
}

/** Closes the slots of one run. */
export function foldRun(fold: Fold, run: SlotRun): void {
  let rest = run;
  for (;;) {
    const slots = slotsUntilChange(fold, rest);
    if (slots >= rest.slots) break;
    takeSlots(fold, { ...rest, slots });
    rest = withoutFirst(rest, slots, fold.measures);
  }
  takeSlots(fold, rest);
}

/** How many slots of the run can be taken at once: only the last of them may report anything. */
function slotsUntilChange(fold: Fold, run: SlotRun): number {
  const { measures, incident } = fold;
  let slots = run.slots;
  if (incident !== null) slots = Math.min(slots, slotsUntilSettled(incident, run.kind, measures));
  if (run.kind === 'RECOVERED') slots = Math.min(slots, slotsUntilRecovery(fold, run));
  if (run.kind === 'BELOW' && !mayOpen(fold)) return slots;
  const index = fold.slots - fold.indeterminate;
  return Math.min(slots, slotsUntilSetChanges(fold.openSet, run, index, fold.lastDeterminate, measures));
}

/** BELOW slots count only outside a settlement window, and after an incident only once it has recovered. */
function mayOpen(fold: Fold): boolean {
  return fold.incident === null && !fold.recoveryAwaited;
}

/** Takes slots of which only the last may change anything: first what they add, then what it reports. */
function takeSlots(fold: Fold, run: SlotRun): void {
  const { measures } = fold;
  const last = run.first + (run.slots - 1) * measures.slotSeconds;
  const opens = run.kind === 'BELOW' && mayOpen(fold);
  fold.slots += run.slots;
  if (fold.incident !== null) fold.incident = withSlots(fold.incident, run);
  if (run.kind === 'INDETERMINATE') {
    fold.indeterminate += run.slots;
    reportSettled(fold, last);
    return;
  }
  const wasOpen = fold.openSet.runs.length > 0;
  const index = fold.slots - fold.indeterminate;
  fold.recoveredSlots = run.kind === 'RECOVERED' ? recoveredWith(fold, run) : 0;
  if (opens) addBelow(fold.openSet, run, index - run.slots + 1, fold.lastDeterminate, measures);
  if (wasOpen || opens) dropOlderThanLookback(fold.openSet, index, measures);
  fold.lastDeterminate = { slot: last, sum: lastSum(run) };
  reportSettled(fold, last);
  if (run.kind === 'RECOVERED') reportRecovery(fold, last, wasOpen);
  else reportBreach(fold, last, wasOpen, opens);
}

/** RECOVERED slots in a row before this run: neighbours further apart than the gap allows begin anew. */
function recoveredBefore(fold: Fold, run: SlotRun): number {
  const { maxGapSeconds, stepSeconds } = fold.measures;
  const distance = run.first - (fold.lastDeterminate?.slot ?? run.first);
  return stepSeconds === 0 || distance > maxGapSeconds ? 0 : fold.recoveredSlots;
}

function recoveredWith(fold: Fold, run: SlotRun): number {
  return fold.measures.stepSeconds === 0 ? 1 : recoveredBefore(fold, run) + run.slots;
}

/** Slots of a RECOVERED run until the one that completes the recovery, or all of them. */
function slotsUntilRecovery(fold: Fold, run: SlotRun): number {
  const missing = fold.measures.recoverySlots - recoveredBefore(fold, run);
  return missing > 0 ? missing : run.slots;
}

function reportSettled(fold: Fold, slot: UnixSeconds): void {
  const { incident, rule, measures } = fold;
  if (incident === null || !isSettled(incident, measures)) return;
  const { breachStart, confirmedAt } = incident;
  const settlesAt = settlementEnd(incident, rule, measures);
  const result = settlementResult(incident, rule, measures);
  fold.incident = null;
  fold.events.push({ type: 'SETTLED', slot, breachStart, confirmedAt, settlesAt, ...result });
}

function reportRecovery(fold: Fold, slot: UnixSeconds, wasOpen: boolean): void {
  if (fold.recoveredSlots >= fold.measures.recoverySlots) {
    if (fold.recoveryAwaited) fold.events.push({ type: 'RECOVERED', slot });
    if (wasOpen) fold.events.push({ type: 'BREACH_ENDED', slot, reason: 'RECOVERED' });
    fold.recoveryAwaited = false;
    fold.openSet = { runs: [], countedSeconds: 0, lows: [] };
  } else if (wasOpen && fold.openSet.runs.length === 0) {
    fold.events.push({ type: 'BREACH_ENDED', slot, reason: 'LOOKBACK' });
  }
}

function reportBreach(fold: Fold, slot: UnixSeconds, wasOpen: boolean, opens: boolean): void {
  const { rule, openSet } = fold;
  const breachStart = breachStartOf(openSet);
  if (breachStart === null) {
    if (wasOpen) fold.events.push({ type: 'BREACH_ENDED', slot, reason: 'LOOKBACK' });
    return;
  }
  if (!wasOpen) fold.events.push({ type: 'BREACH_STARTED', slot, breachStart });
  if (!opens || openSet.countedSeconds < rule.holdSeconds) return;
  fold.events.push({ type: 'CONFIRMED', slot, breachStart, confirmedAt: slot });
  const lowestSum = lowestSumOf(openSet);
  fold.incident = { breachStart, confirmedAt: slot, lowestSum, slots: 0, determinate: 0 };
  fold.recoveryAwaited = true;
  fold.openSet = { runs: [], countedSeconds: 0, lows: [] };
  reportSettled(fold, slot);
}
