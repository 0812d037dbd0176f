import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  POLICY_TRANSITIONS,
  type PolicyStatus,
  transitionPolicy,
} from '../../../src/domain/policy/states.ts';
import { decidedUntil, isReleased, policyStatus } from '../../../src/domain/policy/status.ts';
import { eventsOf } from '../../../src/domain/shared/transition.ts';

describe('policy states', () => {
  test('lead exactly where the table says', () => {
    for (const { from, event, to } of POLICY_TRANSITIONS) expect(transitionPolicy(from, event)).toBe(to);
    const keys = POLICY_TRANSITIONS.map(({ from, event }) => `${from} ${event}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('never leave an end state', () => {
    const ends: PolicyStatus[] = ['EXPIRED', 'PAID', 'CANCELLED', 'VOID'];
    expect(POLICY_TRANSITIONS.filter(({ from }) => ends.includes(from))).toEqual([]);
    expect(eventsOf(POLICY_TRANSITIONS, 'PAID')).toEqual([]);
  });

  test('let nobody cancel while an incident is settled or the end is in doubt', () => {
    expect(transitionPolicy('SETTLING', 'CANCELLED')).toBeNull();
    expect(transitionPolicy('PENDING_ORACLE', 'CANCELLED')).toBeNull();
    expect(eventsOf(POLICY_TRANSITIONS, 'WAITING')).toEqual(['COVER_BEGAN', 'CANCELLED', 'VOIDED']);
  });
});

describe('policyStatus', () => {
  const policy = { end: null, coverFrom: 100, coverUntil: 200, openBreachStarts: [] };

  test('follows the dates to the second', () => {
    expect(policyStatus(policy, 99)).toBe('WAITING');
    expect(policyStatus(policy, 100)).toBe('ACTIVE');
    expect(policyStatus(policy, 199)).toBe('ACTIVE');
    expect(policyStatus(policy, 200)).toBe('PENDING_ORACLE');
  });

  test('is SETTLING while an incident that began in the covered period is unpaid', () => {
    const at = (start: number) => policyStatus({ ...policy, openBreachStarts: [start] }, 150);
    expect([99, 100, 199, 200].map(at)).toEqual(['ACTIVE', 'SETTLING', 'SETTLING', 'ACTIVE']);
    expect(policyStatus({ ...policy, openBreachStarts: [199] }, 250)).toBe('SETTLING');
  });

  test('is the stored end, whatever else is true', () => {
    expect(policyStatus({ ...policy, end: 'PAID', openBreachStarts: [150] }, 150)).toBe('PAID');
  });

  test('only ever moves along the table', () => {
    const moves = new Set(POLICY_TRANSITIONS.map(({ from, to }) => `${from} ${to}`));
    const times = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(times, (sequence) => {
        const path = [...sequence].sort((a, b) => a - b).map((at) => policyStatus(policy, at));
        path.forEach((to, index) => {
          const from = path[index - 1];
          if (from === undefined || from === to) return;
          const through = from === 'WAITING' && to === 'PENDING_ORACLE';
          expect(through || moves.has(`${from} ${to}`)).toBe(true);
        });
      }),
    );
  });
});

describe('decidedUntil', () => {
  test('is the last determinate slot, however far the watermark is', () => {
    expect(decidedUntil(600, 240)).toBe(240);
    expect(decidedUntil(600, 600)).toBe(600);
  });

  test('is not known before both are', () => {
    expect(decidedUntil(null, null)).toBeNull();
    expect(decidedUntil(600, null)).toBeNull();
    expect(decidedUntil(null, 240)).toBeNull();
  });
});

describe('isReleased', () => {
  const facts = { coverUntil: 200, decided: 201, unresolvedBreachStarts: [] };

  test('waits until the product is decided past the end', () => {
    expect(isReleased({ ...facts, decided: null })).toBe(false);
    expect(isReleased({ ...facts, decided: 200 })).toBe(false);
    expect(isReleased(facts)).toBe(true);
  });

  test('waits for a breach or incident that began before the end, not for a later one', () => {
    expect(isReleased({ ...facts, unresolvedBreachStarts: [199] })).toBe(false);
    expect(isReleased({ ...facts, unresolvedBreachStarts: [200] })).toBe(true);
  });
});
