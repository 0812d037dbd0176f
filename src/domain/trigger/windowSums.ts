/**
 * The moving average as a few straight lines.
 *
 * Between two moments where a reading enters or leaves the window, the window sum (average × width) changes
 * by the same amount from slot to slot. So a stretch of slots is one line, whatever its length, and nothing
 * here is done once per slot.
 */
import type { UnixSeconds } from '../shared/units.ts';
import type { RuleMeasures } from './measures.ts';
import type { Reading } from './rule.ts';

/** Slots in a row whose window sums lie on a line; `sum` is null where they are indeterminate. */
interface SumLine {
  readonly first: UnixSeconds;
  readonly slots: number;
  /** Window sum at the first slot, in WAD seconds. */
  readonly sum: bigint | null;
  /** What each further slot adds to it. */
  readonly slope: bigint;
}

/** The end of the time that reading `index` holds for. */
function holdsUntil(readings: readonly Reading[], index: number, maxGapSeconds: number): UnixSeconds {
  const end = (readings[index] as Reading).at + maxGapSeconds;
  return Math.min(end, readings[index + 1]?.at ?? end);
}

/**
 * Every slot from `firstSlot` to `lastSlot`, in order, as lines. The caller has given every reading at or
 * before `lastSlot` and, before `firstSlot`, those that {@link forgetReadings} keeps. Which line a slot is
 * on depends on the slot alone, not on where the call begins or ends.
 */
export function* sumLines(
  measures: RuleMeasures,
  readings: readonly Reading[],
  firstSlot: UnixSeconds,
  lastSlot: UnixSeconds,
): Generator<SumLine> {
  const { slotSeconds, maxGapSeconds, widthSeconds, offsetSeconds } = measures;
  const step = BigInt(slotSeconds);
  // integrals[i] = the integral of the value up to reading i, over covered time only.
  const integrals: bigint[] = [0n];
  let front = -1;
  let frontEnd = 0;
  let back = 0;
  let coveredFrom = 0;
  const integralAt = (index: number, time: UnixSeconds): bigint => {
    const { at, value } = readings[index] as Reading;
    return (integrals[index] as bigint) + value * BigInt(time - at);
  };
  let slot = firstSlot;
  while (slot <= lastSlot) {
    // The window of this slot is [end - width, end).
    const end = slot + offsetSeconds;
    for (let next = readings[front + 1]; next !== undefined && next.at < end; next = readings[front + 1]) {
      if (front >= 0) integrals.push(integralAt(front, frontEnd));
      if (front < 0 || next.at > frontEnd) coveredFrom = next.at;
      front += 1;
      frontEnd = holdsUntil(readings, front, maxGapSeconds);
    }
    let until: UnixSeconds;
    let sum: bigint | null = null;
    let slope = 0n;
    if (front < 0 || end > frontEnd) {
      until = readings[front + 1]?.at ?? lastSlot + offsetSeconds;
    } else if (end - widthSeconds < coveredFrom) {
      until = Math.min(frontEnd, coveredFrom + widthSeconds - 1);
    } else {
      while (holdsUntil(readings, back, maxGapSeconds) <= end - widthSeconds) back += 1;
      until = Math.min(frontEnd, holdsUntil(readings, back, maxGapSeconds) + widthSeconds - 1);
      sum = integralAt(front, end) - integralAt(back, end - widthSeconds);
      slope = ((readings[front] as Reading).value - (readings[back] as Reading).value) * step;
    }
    const slots = Math.floor((Math.min(until - offsetSeconds, lastSlot) - slot) / slotSeconds) + 1;
    yield { first: slot, slots, sum, slope };
    slot += slots * slotSeconds;
  }
}

/** The readings that a window of `nextSlot` or later can still touch, and always the newest. */
export function forgetReadings(
  measures: RuleMeasures,
  readings: readonly Reading[],
  nextSlot: UnixSeconds,
): readonly Reading[] {
  const windowStart = nextSlot + measures.offsetSeconds - measures.widthSeconds;
  let kept = 0;
  while (kept < readings.length - 1 && holdsUntil(readings, kept, measures.maxGapSeconds) <= windowStart) {
    kept += 1;
  }
  return kept === 0 ? readings : readings.slice(kept);
}
