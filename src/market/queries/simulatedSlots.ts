/** The slots of a simulated series to draw: few enough for a chart, whatever the length of the series. */
import { SIMULATION_SLOTS_MAX } from '../../domain/shared/limits.ts';
import { mulDivUp } from '../../domain/shared/rounding.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import {
  measuresOf,
  type RuleMeasures,
  slotAtOrAfter,
  slotAtOrBefore,
} from '../../domain/trigger/measures.ts';
import type { BreachRule, Reading } from '../../domain/trigger/rule.ts';
import { type SlotRun, slotRuns } from '../../domain/trigger/slotRuns.ts';
import type { SimulationView } from './views.ts';

type Slot = SimulationView['slots'][number];

/**
 * Those of `wanted` first, as far as half of the chart goes, the rest spread evenly from the first slot to
 * the last.
 */
export function simulatedSlots(
  rule: BreachRule,
  readings: readonly Reading[],
  wanted: readonly UnixSeconds[],
): Slot[] {
  const first = slotAtOrAfter(readings[0]?.at ?? 0, rule.slotSeconds);
  const last = slotAtOrBefore(readings.at(-1)?.at ?? 0, rule.slotSeconds);
  const measures = measuresOf(rule);
  const runs = [...slotRuns(measures, readings, first, last)];
  const kept = new Set(wanted.slice(0, SIMULATION_SLOTS_MAX / 2));
  const count = Math.floor((last - first) / rule.slotSeconds) + 1;
  for (const index of spread(count, SIMULATION_SLOTS_MAX - kept.size))
    kept.add(first + index * rule.slotSeconds);
  const times = [...kept].sort((a, b) => a - b);
  return runs.flatMap((run) => slotsIn(run, times, measures));
}

/** At most `most` of the indices 0 to `count - 1`, evenly, both ends among them. */
function spread(count: number, most: number): number[] {
  const shown = Math.min(count, most);
  if (shown <= 1) return shown === 1 ? [0] : [];
  return Array.from({ length: shown }, (_, index) => Math.floor((index * (count - 1)) / (shown - 1)));
}

function slotsIn(
  { kind, first, slots, sum, slope }: SlotRun,
  times: readonly number[],
  measures: RuleMeasures,
): Slot[] {
  const { slotSeconds, widthSeconds } = measures;
  const end = first + slots * slotSeconds;
  return times
    .filter((at) => at >= first && at < end)
    .map((at): Slot => {
      if (kind === 'INDETERMINATE') return { at, valueWad: null, state: kind };
      const windowSum = sum + slope * BigInt(Math.floor((at - first) / slotSeconds));
      // Up: as in every judgement of the rule, so that what is drawn is what counts.
      return { at, valueWad: mulDivUp(windowSum, 1n, BigInt(widthSeconds)), state: kind };
    });
}
