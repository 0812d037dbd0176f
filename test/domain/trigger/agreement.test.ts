import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceRule } from '../../../src/domain/trigger/advance.ts';
import type { RuleEvent } from '../../../src/domain/trigger/events.ts';
import type { BreachRule, Reading } from '../../../src/domain/trigger/rule.ts';
import { ruleFault } from '../../../src/domain/trigger/rule.ts';
import {
  initialRuleState,
  openBreach,
  type RuleState,
  settlingIncident,
} from '../../../src/domain/trigger/state.ts';
import { rules, series } from './arbitraries.ts';
import { judgeSlotBySlot } from './bruteForce.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 400);

const lastAt = (readings: readonly Reading[]): number => readings.at(-1)?.at ?? 0;

function facts(rule: BreachRule, state: RuleState, events: RuleEvent[]) {
  const settling = settlingIncident(rule, state);
  return {
    slots: state.slots,
    indeterminate: state.indeterminate,
    events,
    openBreach: openBreach(state),
    recoveryAwaited: state.recoveryAwaited,
    settling: settling && {
      breachStart: settling.breachStart,
      confirmedAt: settling.confirmedAt,
      settlementValue: settling.settlementValue,
      payoutRatio: settling.payoutRatio,
    },
  };
}

describe('the breach rule on random series', () => {
  test('says at every end exactly what the text of the rule says, slot by slot', () => {
    fc.assert(
      fc.property(rules, series, fc.nat(30), fc.nat(30), (rule, readings, earlier, later) => {
        expect(ruleFault(rule)).toBeNull();
        const from = (readings[0]?.at ?? 0) - 10 + earlier;
        const through = lastAt(readings) + later;
        const { state, events } = advanceRule(rule, initialRuleState(rule, from), readings, through);
        expect(facts(rule, state, events)).toEqual(judgeSlotBySlot(rule, readings, from, through));
      }),
      { numRuns: RUNS },
    );
  });

  test('does not depend on how the readings and the slots are spread over calls', () => {
    const cuts = fc.array(fc.record({ readings: fc.nat(12), ahead: fc.nat(40) }), { maxLength: 60 });
    fc.assert(
      fc.property(rules, series, cuts, (rule, readings, batches) => {
        const from = readings[0]?.at ?? 0;
        const start = initialRuleState(rule, from);
        const whole = advanceRule(rule, start, readings, lastAt(readings));
        let state = start;
        const events: RuleEvent[] = [];
        let given = 0;
        let through = from - 1;
        for (const batch of [...batches, { readings: readings.length, ahead: 1_000 }]) {
          const next = readings.slice(given, given + batch.readings);
          given += next.length;
          const complete = given < readings.length ? (readings[given]?.at ?? 0) - 1 : lastAt(readings);
          through = Math.max(through, Math.min(complete, through + batch.ahead));
          const frozen = structuredClone(state);
          const step = advanceRule(rule, state, next, given === readings.length ? lastAt(readings) : through);
          expect(state).toEqual(frozen);
          state = step.state;
          events.push(...step.events);
        }
        expect(events).toEqual(whole.events);
        expect(state).toEqual(whole.state);
      }),
      { numRuns: RUNS },
    );
  });
});
