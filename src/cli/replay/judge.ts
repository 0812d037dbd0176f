/** The rule alone over a whole series. */
import type { UnixSeconds, Wad } from '../../domain/shared/units.ts';
import { advanceRule } from '../../domain/trigger/advance.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import type { BreachRule, Reading } from '../../domain/trigger/rule.ts';
import {
  initialRuleState,
  lastClosedSlot,
  type RuleState,
  settlingIncident,
} from '../../domain/trigger/state.ts';

/** A confirmed breach. */
export interface ReplayIncident {
  readonly breachStart: UnixSeconds;
  readonly confirmedAt: UnixSeconds;
  readonly settlementValue: Wad;
  readonly payoutRatio: Wad;
  /** A slot exists at or after the end of the settlement window: later readings change nothing. */
  readonly final: boolean;
}

export interface SlotCounts {
  readonly slots: number;
  readonly indeterminate: number;
}

/**
 * Judges the slots from the first reading to the last, batch after batch; hands over each incident in order.
 * Nothing is kept: a series of a million rows needs the memory of one batch.
 */
export async function judgeSeries(
  rule: BreachRule,
  batches: AsyncIterable<Reading[]>,
  onIncident: (incident: ReplayIncident) => void,
): Promise<SlotCounts> {
  let state: RuleState | null = null;
  // The newest settled incident is final only once a slot has reached the end of its window, which may lie
  // between two slots.
  let newest: Extract<RuleEvent, { type: 'SETTLED' }> | null = null;
  for await (const readings of batches) {
    const [first, last] = [readings[0], readings.at(-1)];
    if (first === undefined || last === undefined) continue;
    const step = advanceRule(rule, state ?? initialRuleState(rule, first.at), readings, last.at);
    state = step.state;
    for (const event of step.events) {
      if (event.type !== 'SETTLED') continue;
      if (newest !== null) onIncident({ ...newest, final: true });
      newest = event;
    }
  }
  if (state === null) return { slots: 0, indeterminate: 0 };
  const lastSlot = lastClosedSlot(rule, state) ?? 0;
  const settling = settlingIncident(rule, state);
  if (newest !== null) onIncident({ ...newest, final: newest.settlesAt <= lastSlot });
  if (settling !== null) onIncident({ ...settling, final: false });
  return { slots: state.slots, indeterminate: state.indeterminate };
}
