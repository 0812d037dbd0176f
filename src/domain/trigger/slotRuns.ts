/** Slots in a row of one kind: what the fold consumes. */
import { mulDivDown } from '../shared/rounding.ts';
import type { UnixSeconds } from '../shared/units.ts';
import type { RuleMeasures } from './measures.ts';
import type { Reading } from './rule.ts';
import { sumLines } from './windowSums.ts';

export type SlotKind = 'BELOW' | 'IN_BAND' | 'RECOVERED' | 'INDETERMINATE';

export interface SlotRun {
  readonly kind: SlotKind;
  readonly first: UnixSeconds;
  readonly slots: number;
  /** Window sum at the first slot; 0 and meaningless where the run is indeterminate. */
  readonly sum: bigint;
  /** What each further slot adds to the sum. */
  readonly slope: bigint;
}

/** The slots from `firstSlot` to `lastSlot` in order, cut where the kind or the line of the sum changes. */
export function* slotRuns(
  measures: RuleMeasures,
  readings: readonly Reading[],
  firstSlot: UnixSeconds,
  lastSlot: UnixSeconds,
): Generator<SlotRun> {
  for (const { first, slots, sum, slope } of sumLines(measures, readings, firstSlot, lastSlot)) {
    if (sum === null) {
      yield { kind: 'INDETERMINATE', first, slots, sum: 0n, slope: 0n };
      continue;
    }
    let rest: SlotRun = { kind: kindOf(measures, sum), first, slots, sum, slope };
    for (;;) {
      const same = slotsOfSameKind(measures, rest);
      if (same >= rest.slots) break;
      yield { ...rest, slots: same };
      rest = withoutFirst(rest, same, measures);
      rest = { ...rest, kind: kindOf(measures, rest.sum) };
    }
    yield rest;
  }
}

/** The window sum of the last slot of a run. */
export function lastSum(run: SlotRun): bigint {
  return run.slots === 1 ? run.sum : run.sum + run.slope * BigInt(run.slots - 1);
}

/** What is left of a run after its first `slots` slots; empty when that is all of it. */
export function withoutFirst(run: SlotRun, slots: number, measures: RuleMeasures): SlotRun {
  return {
    kind: run.kind,
    first: run.first + slots * measures.slotSeconds,
    slots: run.slots - slots,
    sum: run.sum + run.slope * BigInt(slots),
    slope: run.slope,
  };
}

function kindOf(measures: RuleMeasures, sum: bigint): SlotKind {
  if (sum <= measures.belowSumMax) return 'BELOW';
  return sum <= measures.bandSumMax ? 'IN_BAND' : 'RECOVERED';
}

/** How many slots from the first one on have its kind, were the line to go on. */
function slotsOfSameKind(measures: RuleMeasures, run: SlotRun): number {
  const { belowSumMax, bandSumMax } = measures;
  const { kind, sum, slope } = run;
  if (slope === 0n || kind === kindOf(measures, lastSum(run))) return run.slots;
  // Down: the step that crosses the level is not of this kind any more; nobody gains by a cut.
  if (slope > 0n) {
    const ceiling = kind === 'BELOW' ? belowSumMax : bandSumMax;
    return Number(mulDivDown(1n, ceiling - sum, slope)) + 1;
  }
  const floor = kind === 'RECOVERED' ? bandSumMax + 1n : belowSumMax + 1n;
  return Number(mulDivDown(1n, sum - floor, -slope)) + 1;
}
