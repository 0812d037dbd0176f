import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EVERYTHING,
  type Pauses,
  pauseLeft,
  pauseOf,
  withoutPause,
  withPause,
} from '../../../src/domain/governance/pause.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';

const AT = 1_700_000_000;

describe('a pause', () => {
  test('stands until its end, for what it names alone', () => {
    const pauses = withPause({}, 'pool_1', AT + HOUR_SECONDS, AT);
    expect(pauseOf(pauses, ['pool_1'], AT + HOUR_SECONDS - 1)).toEqual({
      since: AT,
      until: AT + HOUR_SECONDS,
    });
    expect(pauseOf(pauses, ['pool_1'], AT + HOUR_SECONDS)).toBeNull();
    expect(pauseOf(pauses, ['pool_2', 'prd_1'], AT)).toBeNull();
    expect(pauseOf(withPause(pauses, EVERYTHING, AT + 9, AT), ['pool_2'], AT)).toEqual({
      since: AT,
      until: AT + 9,
    });
  });

  test('leaves what is left of 72 hours in 30 days', () => {
    const day = withPause({}, 'pool_1', AT + DAY_SECONDS, AT);
    expect(pauseLeft(day, 'pool_1', AT)).toBe(2 * DAY_SECONDS);
    expect(pauseLeft(day, 'pool_2', AT)).toBe(3 * DAY_SECONDS);
    expect(pauseLeft(day, 'pool_1', AT + 31 * DAY_SECONDS)).toBe(3 * DAY_SECONDS);
    expect(withPause(day, 'pool_2', AT + 40 * DAY_SECONDS, AT + 39 * DAY_SECONDS)).not.toHaveProperty(
      'pool_1',
    );
  });

  test('that is resumed ends then, and gives back what it had left', () => {
    const day = withPause({}, 'pool_1', AT + DAY_SECONDS, AT);
    const resumed = withoutPause(day, 'pool_1', AT + HOUR_SECONDS);
    expect(pauseOf(resumed, ['pool_1'], AT + HOUR_SECONDS)).toBeNull();
    expect(pauseLeft(resumed, 'pool_1', AT + HOUR_SECONDS)).toBe(3 * DAY_SECONDS - HOUR_SECONDS);
  });

  test('never stands for more than three days of any thirty, however often it is asked for', () => {
    const asks = fc.array(
      fc.record({ after: fc.nat(20 * DAY_SECONDS), seconds: fc.integer({ min: 1, max: 3 * DAY_SECONDS }) }),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(asks, (list) => {
        let pauses: Pauses = {};
        let now = AT;
        const spans: { since: number; until: number }[] = [];
        for (const { after, seconds } of list) {
          now += after;
          const from = Math.max(now, ...(pauses.pool_1 ?? []).map(({ until }) => until));
          const granted = Math.min(seconds, pauseLeft(pauses, 'pool_1', now));
          if (granted === 0) continue;
          pauses = withPause(pauses, 'pool_1', from + granted, now);
          spans.push({ since: from, until: from + granted });
        }
        for (const { until } of spans) {
          const begin = until - 30 * DAY_SECONDS;
          const stood = spans.reduce(
            (sum, span) => sum + Math.max(0, Math.min(span.until, until) - Math.max(span.since, begin)),
            0,
          );
          expect(stood).toBeLessThanOrEqual(3 * DAY_SECONDS);
        }
      }),
    );
  });
});
