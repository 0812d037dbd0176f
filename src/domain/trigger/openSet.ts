/**
 * The open set: BELOW slots that may still become, or are, a breach (docs/mechanics.md section 5).
 *
 * Slots that follow each other are one run. Counted time is kept as slots come and go: `stepSeconds` for
 * every pair inside a run, and a run's `linkSeconds` for the pair that joins it to the run before.
 */
import { minimum } from '../shared/rounding.ts';
import type { UnixSeconds } from '../shared/units.ts';
import { addLow, dropLowsBefore, type Low } from './lows.ts';
import type { RuleMeasures } from './measures.ts';
import type { SlotKind, SlotRun } from './slotRuns.ts';

/** A determinate slot and its exact window sum (average × width). */
export interface SlotSum {
  readonly slot: UnixSeconds;
  readonly sum: bigint;
}

/** Slots of the open set that follow each other without another slot between them. */
export interface BelowRun {
  readonly first: UnixSeconds;
  readonly slots: number;
  /** Number of the first slot among all determinate slots, from 1: D(first) in slots. */
  readonly firstIndex: number;
  /** Distance to the run before, where the two count together; else 0. */
  readonly linkSeconds: number;
  /** The last determinate slot before the first, where indeterminate slots lie between the two. */
  readonly before: SlotSum | null;
}

export interface OpenSet {
  readonly runs: readonly BelowRun[];
  readonly countedSeconds: number;
  readonly lows: readonly Low[];
}

/** The open set while one call works on it. */
export interface OpenSetDraft {
  runs: BelowRun[];
  countedSeconds: number;
  lows: Low[];
}

/** No slot is BELOW: there is no breach. */
export const EMPTY_OPEN_SET: OpenSet = { runs: [], countedSeconds: 0, lows: [] };

/** A breach is open while this is not null: its start, pulled back over doubt about when it began. */
export function breachStartOf(set: OpenSet): UnixSeconds | null {
  const head = set.runs[0];
  if (head === undefined) return null;
  return head.before?.slot ?? head.first;
}

/** The lowest window sum from the breach start to the newest BELOW slot. The set is not empty. */
export function lowestSumOf(set: OpenSet): bigint {
  const lowest = (set.lows[0] as Low).sum;
  return minimum(lowest, set.runs[0]?.before?.sum ?? lowest);
}

/** Adds a BELOW run whose first slot has number `firstIndex` and follows the determinate slot `previous`. */
export function addBelow(
  set: OpenSetDraft,
  run: SlotRun,
  firstIndex: number,
  previous: SlotSum | null,
  measures: RuleMeasures,
): void {
  const { slotSeconds, stepSeconds, maxGapSeconds } = measures;
  const tail = set.runs.at(-1);
  const distance = previous === null ? 0 : run.first - previous.slot;
  const followsTail = tail !== undefined && lastSlotOf(tail, slotSeconds) === previous?.slot;
  if (followsTail && distance === slotSeconds) {
    set.runs[set.runs.length - 1] = { ...tail, slots: tail.slots + run.slots };
    set.countedSeconds += stepSeconds * run.slots;
  } else {
    const linkSeconds = followsTail && distance <= maxGapSeconds ? distance : 0;
    const before = distance > slotSeconds ? previous : null;
    set.runs.push({ first: run.first, slots: run.slots, firstIndex, linkSeconds, before });
    set.countedSeconds += linkSeconds + stepSeconds * (run.slots - 1);
  }
  addLow(set.lows, run, measures);
}

/** Takes out the slots that are a whole lookback behind the determinate slot with number `index`. */
export function dropOlderThanLookback(set: OpenSetDraft, index: number, measures: RuleMeasures): void {
  const { slotSeconds, stepSeconds } = measures;
  const newestDropped = index - measures.lookbackSlots;
  for (let head = set.runs[0]; head !== undefined; head = set.runs[0]) {
    const slots = Math.min(head.slots, newestDropped - head.firstIndex + 1);
    if (slots <= 0) break;
    if (slots < head.slots) {
      set.countedSeconds -= head.linkSeconds + stepSeconds * slots;
      set.runs[0] = {
        first: head.first + slots * slotSeconds,
        slots: head.slots - slots,
        firstIndex: head.firstIndex + slots,
        linkSeconds: 0,
        before: null,
      };
    } else {
      set.countedSeconds -= head.linkSeconds + stepSeconds * (head.slots - 1);
      set.runs.shift();
    }
    unlinkHead(set);
  }
  const first = set.runs[0]?.first;
  if (first === undefined) set.lows = [];
  else dropLowsBefore(set.lows, first, measures);
}

/**
 * How many of the next slots can be added or passed at once: up to and including the first that may confirm
 * the breach or empty the set. `index` is the number of the newest determinate slot; `run` the next slots.
 */
export function slotsUntilSetChanges(
  set: OpenSet,
  run: SlotRun,
  index: number,
  previous: SlotSum | null,
  measures: RuleMeasures,
): number {
  if (run.kind === 'INDETERMINATE') return run.slots;
  const tail = set.runs.at(-1);
  if (run.kind !== ('BELOW' satisfies SlotKind)) {
    if (tail === undefined) return run.slots;
    return tail.firstIndex + tail.slots - 1 + measures.lookbackSlots - index;
  }
  const head = set.runs[0];
  if (head === undefined || tail === undefined || previous === null) return 1;
  const { slotSeconds, stepSeconds } = measures;
  const follows =
    lastSlotOf(tail, slotSeconds) === previous.slot && previous.slot + slotSeconds === run.first;
  if (!follows) return 1;
  const slotsBeforeDrop = head.firstIndex + measures.lookbackSlots - index - 1;
  // From then on each slot that comes pushes one out: until the head is gone the counted time stands still.
  if (slotsBeforeDrop <= 0) return head === tail ? run.slots : head.slots;
  if (stepSeconds === 0) return slotsBeforeDrop;
  return Math.min(slotsBeforeDrop, Math.ceil((measures.holdSeconds - set.countedSeconds) / stepSeconds));
}

/** The new first run has no run before it to count with. */
function unlinkHead(set: OpenSetDraft): void {
  const head = set.runs[0];
  if (head === undefined || head.linkSeconds === 0) return;
  set.countedSeconds -= head.linkSeconds;
  set.runs[0] = { ...head, linkSeconds: 0 };
}

function lastSlotOf(run: BelowRun, slotSeconds: number): UnixSeconds {
  return run.first + (run.slots - 1) * slotSeconds;
}
