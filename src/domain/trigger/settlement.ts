/** The settlement window of one incident: the lowest average decides what it pays. */
import { minimum, mulDivUp } from '../shared/rounding.ts';
import type { UnixSeconds, Wad } from '../shared/units.ts';
import type { RuleMeasures } from './measures.ts';
import { payoutRatio } from './payout.ts';
import type { BreachRule } from './rule.ts';
import { lastSum, type SlotRun } from './slotRuns.ts';

/** A confirmed breach whose settlement window is not over. Slots are counted after the confirmation. */
export interface SettlingIncident {
  readonly breachStart: UnixSeconds;
  readonly confirmedAt: UnixSeconds;
  readonly lowestSum: bigint;
  readonly slots: number;
  readonly determinate: number;
}

/** What an incident is worth on the slots seen so far. */
export interface SettlementResult {
  /** Lowest average since the breach start, rounded up. */
  readonly settlementValue: Wad;
  /** Share of the cover, rounded down. */
  readonly payoutRatio: Wad;
}

/** How many slots of this kind the window can take before it may close. It is not over. */
export function slotsUntilSettled(
  incident: SettlingIncident,
  kind: SlotRun['kind'],
  measures: RuleMeasures,
): number {
  const { slots, determinate } = incident;
  if (slots < measures.settlementSlots) return measures.settlementSlots - slots;
  const longest = measures.settlementSlotsMax - slots;
  // Half of all slots are determinate after `slots - 2 * determinate` more of them.
  return kind === 'INDETERMINATE' ? longest : Math.min(longest, slots - 2 * determinate);
}

/** An incident with the slots of one more run counted and their lowest sum taken. */
export function withSlots(incident: SettlingIncident, run: SlotRun): SettlingIncident {
  const slots = incident.slots + run.slots;
  if (run.kind === 'INDETERMINATE') return { ...incident, slots };
  const lowest = run.slope < 0n ? lastSum(run) : run.sum;
  const lowestSum = minimum(lowest, incident.lowestSum);
  return { ...incident, slots, determinate: incident.determinate + run.slots, lowestSum };
}

/** The window is over: it has its length, and half of it is determinate or it may not grow any more. */
export function isSettled({ slots, determinate }: SettlingIncident, measures: RuleMeasures): boolean {
  if (slots < measures.settlementSlots) return false;
  return 2 * determinate >= slots || slots >= measures.settlementSlotsMax;
}

/** When the window of a settled incident ended; of one that still settles, the earliest time it can end. */
export function settlementEnd(
  { confirmedAt, slots, determinate }: SettlingIncident,
  rule: BreachRule,
  measures: RuleMeasures,
): UnixSeconds {
  if (rule.payout.kind === 'BINARY') return confirmedAt;
  const half = 2 * determinate >= slots ? slots : slots + (slots - 2 * determinate);
  const last = Math.min(Math.max(measures.settlementSlots, half), measures.settlementSlotsMax);
  if (last === measures.settlementSlots) return confirmedAt + rule.settlementSeconds;
  return confirmedAt + last * measures.slotSeconds;
}

/** What an incident is worth on the slots that it has taken in so far. */
export function settlementResult(
  incident: SettlingIncident,
  rule: BreachRule,
  measures: RuleMeasures,
): SettlementResult {
  // Up: a price that is not exact counts as the higher one, which pays less.
  const settlementValue = mulDivUp(incident.lowestSum, 1n, BigInt(measures.widthSeconds));
  return { settlementValue, payoutRatio: payoutRatio(rule.payout, settlementValue) };
}
