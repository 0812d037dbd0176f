import { describe, expect, test } from 'vitest';
import { advanceRule } from '../../../src/domain/trigger/advance.ts';
import type { RuleEvent } from '../../../src/domain/trigger/events.ts';
import type { BreachRule, PayoutShape } from '../../../src/domain/trigger/rule.ts';
import { initialRuleState } from '../../../src/domain/trigger/state.ts';
import corners from '../../vectors/trigger/corners.json' with { type: 'json' };
import { judgeSlotBySlot } from './bruteForce.ts';

/** Series that a wrong rule once got wrong, as short as they can be. */
const CASES = corners.map(({ promise, rule, readings, from, through }) => ({
  promise,
  from,
  through,
  rule: {
    ...rule,
    strike: BigInt(rule.strike),
    recovery: BigInt(rule.recovery),
    watch: BigInt(rule.watch),
    payout: payoutOf(rule.payout),
  } satisfies BreachRule,
  readings: readings.map(([at, value]) => ({ at: Number(at), value: BigInt(value ?? 0) })),
}));

function payoutOf(payout: { kind: string; tiers?: { threshold: string; ratio: string }[] }): PayoutShape {
  if (payout.tiers === undefined) return { kind: 'BINARY' };
  const tiers = payout.tiers.map(({ threshold, ratio }) => ({
    threshold: BigInt(threshold),
    ratio: BigInt(ratio),
  }));
  return { kind: 'TIERED', tiers };
}

describe('the breach rule in its corners', () => {
  test.each(CASES)('$promise', ({ rule, readings, from, through }) => {
    const start = initialRuleState(rule, from);
    const whole = advanceRule(rule, start, readings, through);
    expect(whole.events).toEqual(judgeSlotBySlot(rule, readings, from, through).events);

    let state = start;
    const events: RuleEvent[] = [];
    for (let second = Math.min(from, readings[0]?.at ?? from); second <= through; second++) {
      const step = advanceRule(
        rule,
        state,
        readings.filter(({ at }) => at === second),
        second,
      );
      state = step.state;
      events.push(...step.events);
    }
    expect(events).toEqual(whole.events);
    expect(state).toEqual(whole.state);
  });
});
