/**
 * The breach rule once more, written straight from docs/mechanics.md section 5 and in no hurry: every slot is
 * stored, every average is summed second by second, every set is built anew at every slot. It shares no code
 * with the rule it checks; only types.
 */
import type { RuleEvent } from '../../../src/domain/trigger/events.ts';
import type { BreachRule, PayoutShape, Reading } from '../../../src/domain/trigger/rule.ts';

interface Slot {
  at: number;
  twap: bigint | null;
  kind: 'BELOW' | 'IN_BAND' | 'RECOVERED' | 'INDETERMINATE';
  /** D(s) in seconds. */
  observed: number;
}

interface Incident {
  breachStart: number;
  confirmedAt: number;
  /** Last slot of the settlement window once it is over. */
  windowLast: number | null;
}

interface Judgement {
  slots: number;
  indeterminate: number;
  events: RuleEvent[];
  openBreach: { start: number; countedSeconds: number } | null;
  recoveryAwaited: boolean;
  settling: { breachStart: number; confirmedAt: number; settlementValue: bigint; payoutRatio: bigint } | null;
}

/** Judges the slots from the first at or after `from` to the last at or before `through`. */
export function judgeSlotBySlot(
  rule: BreachRule,
  readings: readonly Reading[],
  from: number,
  through: number,
): Judgement {
  const slots = closeSlots(rule, readings, from, through);
  const events: RuleEvent[] = [];
  const incidents: Incident[] = [];
  let lastRecovery: number | null = null;
  let wasOpen = false;
  let set: Slot[] = [];
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] as Slot;
    settle(rule, slots, k, incidents, events);
    const awaited = recoveryAwaited(incidents, lastRecovery);
    const recovered = recoveryCompletes(rule, slots, k);
    if (recovered) {
      lastRecovery = slot.at;
      if (awaited) events.push({ type: 'RECOVERED', slot: slot.at });
    }
    set = openSet(rule, slots, k, incidents, lastRecovery);
    if (wasOpen && set.length === 0) {
      events.push({ type: 'BREACH_ENDED', slot: slot.at, reason: recovered ? 'RECOVERED' : 'LOOKBACK' });
    }
    if (!wasOpen && set.length > 0) {
      events.push({ type: 'BREACH_STARTED', slot: slot.at, breachStart: startOf(slots, set) });
    }
    if (slot.kind === 'BELOW' && set.includes(slot) && counted(rule, slots, set) >= rule.holdSeconds) {
      const breachStart = startOf(slots, set);
      events.push({ type: 'CONFIRMED', slot: slot.at, breachStart, confirmedAt: slot.at });
      incidents.push({ breachStart, confirmedAt: slot.at, windowLast: null });
      set = [];
      settle(rule, slots, k, incidents, events);
    }
    wasOpen = set.length > 0;
  }
  const last = incidents.at(-1);
  const settling = last !== undefined && last.windowLast === null ? last : null;
  return {
    slots: slots.length,
    indeterminate: slots.filter((slot) => slot.kind === 'INDETERMINATE').length,
    events,
    openBreach:
      set.length > 0 ? { start: startOf(slots, set), countedSeconds: counted(rule, slots, set) } : null,
    recoveryAwaited: recoveryAwaited(incidents, lastRecovery),
    settling: settling && {
      breachStart: settling.breachStart,
      confirmedAt: settling.confirmedAt,
      ...worth(rule, slots, slots.length - 1, settling),
    },
  };
}

/** v_i holds on [t_i, min(t_{i+1}, t_i + maxGap)). */
function valueHolding(rule: BreachRule, readings: readonly Reading[], second: number): bigint | null {
  const reading = readings.findLast(({ at }) => at <= second);
  return reading !== undefined && second < reading.at + rule.maxGapSeconds ? reading.value : null;
}

/** TWAP(s): the mean on [s - W, s), rounded up; null if any of it is uncovered. W = 0: what holds at s. */
function average(rule: BreachRule, valueAt: (second: number) => bigint | null, at: number): bigint | null {
  if (rule.windowSeconds === 0) return valueAt(at);
  let sum = 0n;
  for (let second = at - rule.windowSeconds; second < at; second++) {
    const value = valueAt(second);
    if (value === null) return null;
    sum += value;
  }
  const window = BigInt(rule.windowSeconds);
  return sum % window === 0n ? sum / window : sum / window + 1n;
}

function closeSlots(rule: BreachRule, readings: readonly Reading[], from: number, through: number): Slot[] {
  const seconds = new Map<number, bigint | null>();
  const valueAt = (second: number): bigint | null => {
    if (!seconds.has(second)) seconds.set(second, valueHolding(rule, readings, second));
    return seconds.get(second) ?? null;
  };
  const slots: Slot[] = [];
  let observed = 0;
  for (let at = from; at <= through; at++) {
    if (at % rule.slotSeconds !== 0) continue;
    const twap = average(rule, valueAt, at);
    let kind: Slot['kind'] = 'IN_BAND';
    if (twap === null) kind = 'INDETERMINATE';
    else if (twap < rule.strike) kind = 'BELOW';
    else if (twap >= rule.recovery) kind = 'RECOVERED';
    if (twap !== null) observed += rule.slotSeconds;
    slots.push({ at, twap, kind, observed });
  }
  return slots;
}

const isDeterminate = (slot: Slot): boolean => slot.kind !== 'INDETERMINATE';

/** RECOVERED slots from some r to this one, no other determinate slot among them, no two too far apart. */
function recoveryCompletes(rule: BreachRule, slots: Slot[], k: number): boolean {
  const s = slots[k] as Slot;
  if (s.kind !== 'RECOVERED') return false;
  for (let j = k; j >= 0; j--) {
    const r = slots[j] as Slot;
    if (r.kind !== 'RECOVERED') continue;
    const among = slots.slice(j, k + 1).filter(isDeterminate);
    if (among.some((slot) => slot.kind !== 'RECOVERED')) return false;
    if (among.some((slot, i) => i > 0 && slot.at - (among[i - 1] as Slot).at > rule.maxGapSeconds))
      return false;
    if (s.observed - r.observed >= rule.recoveryHoldSeconds) return true;
  }
  return false;
}

function recoveryAwaited(incidents: Incident[], lastRecovery: number | null): boolean {
  const last = incidents.at(-1);
  return last !== undefined && (lastRecovery === null || lastRecovery < last.confirmedAt);
}

function openSet(
  rule: BreachRule,
  slots: Slot[],
  k: number,
  incidents: Incident[],
  lastRecovery: number | null,
): Slot[] {
  const s = slots[k] as Slot;
  const last = incidents.at(-1);
  if (recoveryAwaited(incidents, lastRecovery)) return [];
  if (last !== undefined && last.windowLast === null) return [];
  return slots.slice(0, k + 1).filter((b) => {
    if (b.kind !== 'BELOW') return false;
    if (lastRecovery !== null && b.at <= lastRecovery) return false;
    if (last !== undefined && b.at <= (last.windowLast ?? 0)) return false;
    return s.observed - b.observed < rule.lookbackSeconds;
  });
}

function counted(rule: BreachRule, slots: Slot[], set: Slot[]): number {
  const determinate = slots.filter(isDeterminate);
  let seconds = 0;
  for (let i = 1; i < determinate.length; i++) {
    const [a, b] = [determinate[i - 1] as Slot, determinate[i] as Slot];
    if (set.includes(a) && set.includes(b) && b.at - a.at <= rule.maxGapSeconds) seconds += b.at - a.at;
  }
  return seconds;
}

function startOf(slots: Slot[], set: Slot[]): number {
  const earliest = set[0] as Slot;
  const index = slots.indexOf(earliest);
  if (slots[index - 1]?.kind !== 'INDETERMINATE') return earliest.at;
  return slots.slice(0, index).findLast(isDeterminate)?.at ?? earliest.at;
}

/** Closes the settlement window at slot k when it is over there. */
function settle(
  rule: BreachRule,
  slots: Slot[],
  k: number,
  incidents: Incident[],
  events: RuleEvent[],
): void {
  const incident = incidents.at(-1);
  if (incident === undefined || incident.windowLast !== null) return;
  const { at } = slots[k] as Slot;
  const { breachStart, confirmedAt } = incident;
  const binary = rule.payout.kind === 'BINARY';
  const end = confirmedAt + (binary ? 0 : rule.settlementSeconds);
  const latestEnd = confirmedAt + (binary ? 0 : rule.settlementMaxSeconds);
  const since = slots.slice(0, k + 1).filter((slot) => slot.at > confirmedAt);
  const half = since.filter(isDeterminate).length * 2 >= since.length;
  if (at + rule.slotSeconds <= end) return;
  if (!half && at + rule.slotSeconds <= latestEnd) return;
  incident.windowLast = at;
  const settlesAt = Math.max(at, end);
  events.push({
    type: 'SETTLED',
    slot: at,
    breachStart,
    confirmedAt,
    settlesAt,
    ...worth(rule, slots, k, incident),
  });
}

function worth(
  rule: BreachRule,
  slots: Slot[],
  k: number,
  incident: Incident,
): { settlementValue: bigint; payoutRatio: bigint } {
  let lowest: bigint | null = null;
  for (const slot of slots.slice(0, k + 1)) {
    if (slot.at < incident.breachStart || slot.twap === null) continue;
    if (lowest === null || slot.twap < lowest) lowest = slot.twap;
  }
  if (lowest === null) throw new Error('an incident without a determinate slot');
  return { settlementValue: lowest, payoutRatio: ratioOf(rule.payout, lowest) };
}

function ratioOf(payout: PayoutShape, x: bigint): bigint {
  const one = 1_000_000_000_000_000_000n;
  if (payout.kind === 'BINARY') return one;
  if (payout.kind === 'LINEAR') {
    const ratio = ((payout.attach - x) * one) / (payout.attach - payout.exhaust);
    if (x >= payout.attach) return 0n;
    return ratio > one ? one : ratio;
  }
  let ratio = 0n;
  for (const tier of payout.tiers) if (x <= tier.threshold && tier.ratio > ratio) ratio = tier.ratio;
  return ratio;
}
