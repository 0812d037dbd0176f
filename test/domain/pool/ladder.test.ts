import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deadlineOf,
  isCalledOn,
  isOpen,
  judgeLadder,
  type LadderState,
  missingCapital,
  resumeCall,
  stopCall,
  takesRenewals,
} from '../../../src/domain/pool/ladder.ts';
import type { PoolStanding } from '../../../src/domain/pool/requirement.ts';
import type { PoolStatus } from '../../../src/domain/pool/states.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';

const NOW = 1_000_000;
const OPEN: LadderState = { status: 'OPEN', topUpCall: null };

/** A pool of one product at L 1: what it has of 100 required, and what its cover locks. */
const has = (resources: bigint, locked = 0n): PoolStanding => ({
  assets: resources,
  locked,
  resources,
  requirement: 100n,
});

const calledAt = (status: PoolStatus, since: number | null, secondsLeft: number | null): LadderState => ({
  status,
  topUpCall: { madeAt: NOW, secondsLeft, runningSince: since },
});
const judged = (state: LadderState, standing: PoolStanding, at = NOW) =>
  judgeLadder(state, standing, at, false);

describe('the ladder', () => {
  test.each([
    ['at required', has(100n), 'OPEN', []],
    ['under required', has(99n), 'NO_GROWTH', ['FELL_UNDER_REQUIRED']],
    ['with less than its cover locks', has(100n, 101n), 'NO_GROWTH', ['FELL_UNDER_REQUIRED']],
    ['at the minimum', has(70n), 'NO_GROWTH', ['FELL_UNDER_REQUIRED']],
    ['under the minimum', has(69n), 'RECAPITALISING', ['FELL_UNDER_MINIMUM', 'AUCTION_OPENED']],
  ] as const)('takes an open pool %s where it stands', (_name, standing, status, events) => {
    const judgement = judged(OPEN, standing);
    expect(judgement.status).toBe(status);
    expect(judgement.steps.map(({ event }) => event)).toEqual(events);
  });

  test('calls for seven days, and for 72 hours under the minimum', () => {
    expect(deadlineOf(judged(OPEN, has(99n)).topUpCall as never)).toBe(NOW + 7 * DAY_SECONDS);
    expect(deadlineOf(judged(OPEN, has(69n)).topUpCall as never)).toBe(NOW + 3 * DAY_SECONDS);
  });

  test('stops a pool whose call is missed, not a second earlier, and leaves it there above the minimum', () => {
    const called = judged(OPEN, has(99n));
    expect(judged(called, has(99n), NOW + 7 * DAY_SECONDS - 1).status).toBe('NO_GROWTH');
    const missed = judged(called, has(99n), NOW + 7 * DAY_SECONDS);
    expect(missed).toMatchObject({ status: 'STOPPED', topUpCall: { madeAt: NOW, secondsLeft: null } });
    expect(judged(missed, has(99n), NOW + 99 * DAY_SECONDS).status).toBe('STOPPED');
  });

  test('runs a pool off that is not refilled, and only stops one that is refilled to the minimum', () => {
    const refilling = judged(OPEN, has(69n));
    const late = NOW + 3 * DAY_SECONDS;
    expect(judged(refilling, has(69n), late - 1).status).toBe('RECAPITALISING');
    expect(judged(refilling, has(69n), late)).toMatchObject({ status: 'RUN_OFF', topUpCall: null });
    expect(judged(refilling, has(70n), late).status).toBe('STOPPED');
  });

  test('opens at required from every step but the last two, also when it is late, and ends the call', () => {
    for (const status of ['NO_GROWTH', 'STOPPED', 'RECAPITALISING'] as const) {
      const back = judged(calledAt(status, NOW, 1), has(100n), NOW + 2);
      expect(back).toMatchObject({ status: 'OPEN', topUpCall: null });
    }
    for (const status of ['RUN_OFF', 'WIPED'] as const)
      expect(judged({ status, topUpCall: null }, has(500n)).status).toBe(status);
  });

  test('asks for what is missing to the greater of both promises', () => {
    expect(missingCapital(has(60n, 90n))).toBe(40n);
    expect(missingCapital(has(100n, 130n))).toBe(30n);
    expect(missingCapital(has(130n, 130n))).toBe(0n);
  });

  test('says of each status what it takes', () => {
    const all = ['OPEN', 'NO_GROWTH', 'STOPPED', 'RECAPITALISING', 'RUN_OFF', 'WIPED'] as const;
    expect(all.filter(isOpen)).toEqual(['OPEN']);
    expect(all.filter(takesRenewals)).toEqual(['OPEN', 'NO_GROWTH']);
    expect(all.filter(isCalledOn)).toEqual(['NO_GROWTH', 'STOPPED', 'RECAPITALISING']);
  });
});

describe('the clock of a call', () => {
  const call = { madeAt: NOW, secondsLeft: 100, runningSince: NOW };

  test('stands still in a watch and goes on with what it had left', () => {
    const stopped = stopCall(call, NOW + 30);
    expect(deadlineOf(stopped)).toBeNull();
    expect(stopCall(stopped, NOW + 50)).toEqual(stopped);
    expect(deadlineOf(resumeCall(stopped, NOW + 500))).toBe(NOW + 570);
    expect(resumeCall(resumeCall(stopped, NOW + 500), NOW + 600)).toEqual(resumeCall(stopped, NOW + 500));
  });

  test('does not run out while it stands, and waits from the beginning where the pool is frozen', () => {
    const stopped = stopCall(call, NOW + 500);
    expect(judged({ status: 'NO_GROWTH', topUpCall: stopped }, has(99n), NOW + 900).steps).toEqual([]);
    const frozen = judgeLadder(OPEN, has(99n), NOW, true);
    expect(frozen.topUpCall).toEqual({ madeAt: NOW, secondsLeft: 7 * DAY_SECONDS, runningSince: null });
  });

  test('is nowhere where nothing follows', () => {
    const { topUpCall } = calledAt('STOPPED', null, null);
    expect(topUpCall && resumeCall(topUpCall, NOW)).toEqual(topUpCall);
  });
});

describe('for all books', () => {
  const ORDER: readonly PoolStatus[] = ['OPEN', 'NO_GROWTH', 'STOPPED', 'RECAPITALISING', 'RUN_OFF'];
  const amount = fc.bigInt(0n, 200n);
  const state = fc.oneof(
    fc.constant(OPEN),
    fc
      .tuple(fc.constantFrom('NO_GROWTH' as const, 'RECAPITALISING' as const), fc.nat(20))
      .map(([status, left]) => calledAt(status, NOW, left)),
    fc.constant(calledAt('STOPPED', null, null)),
  );
  const at = fc.integer({ min: NOW, max: NOW + 30 });

  test('a pool is OPEN exactly when both promises are kept, unless it runs off or is wiped', () => {
    fc.assert(
      fc.property(state, amount, amount, at, (before, resources, locked, time) => {
        const after = judged(before, has(resources, locked), time);
        expect(after.status === 'OPEN').toBe(resources >= 100n && locked <= resources);
        expect(after.topUpCall === null).toBe(!isCalledOn(after.status));
      }),
    );
  });

  test('more capital never leaves a pool lower', () => {
    fc.assert(
      fc.property(state, amount, amount, amount, at, (before, resources, more, locked, time) => {
        const poor = judged(before, has(resources, locked), time);
        const rich = judged(before, has(resources + more, locked), time);
        expect(ORDER.indexOf(rich.status)).toBeLessThanOrEqual(ORDER.indexOf(poor.status));
      }),
    );
  });

  test('judging again at the same time changes nothing', () => {
    fc.assert(
      fc.property(state, amount, amount, at, (before, resources, locked, time) => {
        const standing = has(resources, locked);
        const { status, topUpCall } = judged(before, standing, time);
        expect(judged({ status, topUpCall }, standing, time).steps).toEqual([]);
      }),
    );
  });
});
