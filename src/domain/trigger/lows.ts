/**
 * The lowest window sum since any slot of the open set, kept small.
 *
 * A breach may be confirmed with a start later than its first BELOW slot (old slots leave by lookback), so
 * one minimum is not enough. Kept are only the stretches that can still be the lowest from some start: each
 * begins higher than the one before it. A falling or level price leaves one entry, a rising line one too.
 */
import type { UnixSeconds } from '../shared/units.ts';
import type { RuleMeasures } from './measures.ts';
import { lastSum, type SlotRun } from './slotRuns.ts';

/** BELOW slots whose sums rise from `sum` at `first` by `slope` a slot; a single slot has `first = last`. */
export interface Low {
  readonly first: UnixSeconds;
  readonly last: UnixSeconds;
  readonly sum: bigint;
  readonly slope: bigint;
}

/** Adds a run that follows all entries. */
export function addLow(lows: Low[], run: SlotRun, measures: RuleMeasures): void {
  const last = run.first + (run.slots - 1) * measures.slotSeconds;
  const low: Low =
    run.slope > 0n
      ? { first: run.first, last, sum: run.sum, slope: run.slope }
      : { first: last, last, sum: lastSum(run), slope: 0n };
  let tail = lows.at(-1);
  while (tail !== undefined && tail.sum >= low.sum) {
    lows.pop();
    tail = lows.at(-1);
  }
  if (tail !== undefined && continues(tail, low, measures)) lows[lows.length - 1] = { ...tail, last };
  else lows.push(low);
}

/** Forgets the slots before `first`, itself not after the newest. The lowest sum is then `lows[0].sum`. */
export function dropLowsBefore(lows: Low[], first: UnixSeconds, measures: RuleMeasures): void {
  while (lows[0] !== undefined && lows[0].last < first) lows.shift();
  const head = lows[0];
  if (head !== undefined && head.first < first) {
    lows[0] = { ...head, first, sum: sumAt(head, first, measures) };
  }
  while (lows[1] !== undefined && (lows[0] as Low).sum >= lows[1].sum) lows.shift();
}

function continues(tail: Low, low: Low, measures: RuleMeasures): boolean {
  if (tail.slope !== low.slope || tail.last + measures.slotSeconds !== low.first) return false;
  return sumAt(tail, low.first, measures) === low.sum;
}

function sumAt(low: Low, slot: UnixSeconds, measures: RuleMeasures): bigint {
  return low.sum + low.slope * BigInt((slot - low.first) / measures.slotSeconds);
}
