/** What closing slots of a feed means for one product: for the ledger, and for whoever checks it later. */
import type { UnixSeconds } from '../shared/units.ts';
import { advanceRule } from './advance.ts';
import type { RuleEvent } from './events.ts';
import type { BreachRule, Reading } from './rule.ts';
import { lastClosedSlot, type RuleState } from './state.ts';

/**
 * Lets a rule judge the slots that a feed closes. A product that was created later than some of the readings
 * begins with its own first slot; see `advanceRule` for the rest.
 */
export function judgeSlots(
  rule: BreachRule,
  state: RuleState,
  readings: readonly Reading[],
  throughSlot: UnixSeconds,
): { state: RuleState; events: RuleEvent[] } {
  const from = lastClosedSlot(rule, state) ?? state.nextSlot - 1;
  const newer = readings.filter(({ at }) => at > from).map(({ at, value }) => ({ at, value }));
  return advanceRule(rule, state, newer, throughSlot);
}
