import { describe, expect, test } from 'vitest';
import {
  POOL_TRANSITIONS,
  transitionPool,
  transitionWithdrawal,
  WITHDRAWAL_TRANSITIONS,
} from '../../../src/domain/pool/states.ts';

describe('pool states', () => {
  test('lead exactly where the table says', () => {
    for (const { from, event, to } of POOL_TRANSITIONS) expect(transitionPool(from, event)).toBe(to);
    const keys = POOL_TRANSITIONS.map(({ from, event }) => `${from} ${event}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('walk down the ladder and back to OPEN at required', () => {
    const down = ['FELL_UNDER_REQUIRED', 'TOP_UP_MISSED', 'AUCTION_OPENED'] as const;
    let state = transitionPool('OPEN', down[0]);
    for (const event of down.slice(1)) state = state && transitionPool(state, event);
    expect(state).toBe('RECAPITALISING');
    for (const from of ['NO_GROWTH', 'STOPPED', 'RECAPITALISING'] as const) {
      expect(transitionPool(from, 'REACHED_REQUIRED')).toBe('OPEN');
    }
  });

  test('never reopen a pool in run-off, and never leave WIPED', () => {
    expect(transitionPool('RUN_OFF', 'REACHED_REQUIRED')).toBeNull();
    expect(POOL_TRANSITIONS.filter(({ from }) => from === 'WIPED')).toEqual([]);
  });
});

describe('withdrawal states', () => {
  test('lead exactly where the table says', () => {
    for (const { from, event, to } of WITHDRAWAL_TRANSITIONS) {
      expect(transitionWithdrawal(from, event)).toBe(to);
    }
  });

  test('return a voided one to the queue, and end for good', () => {
    expect(transitionWithdrawal('QUEUED', 'VOIDED')).toBe('QUEUED');
    expect(transitionWithdrawal('PAID', 'CANCELLED')).toBeNull();
    expect(transitionWithdrawal('CANCELLED', 'PAID_IN_FULL')).toBeNull();
  });
});
