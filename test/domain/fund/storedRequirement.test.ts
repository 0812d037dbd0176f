import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StoredRequirement, updateRequirement } from '../../../src/domain/fund/storedRequirement.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/fund/requirement.json' with { type: 'json' };

const START = 1_751_371_403;

describe('updateRequirement', () => {
  test.each(vectors.rows)('$stored towards $desired after $elapsed s is $becomes', (row) => {
    const before = { stored: BigInt(row.stored), updatedAt: START };
    const after = updateRequirement(before, BigInt(row.desired), START + row.elapsed);
    expect(after.stored).toBe(BigInt(row.becomes));
    // Where a peer lowers it too, it does by a fraction of a unit more.
    if (row.theirs !== null && after.updatedAt !== START)
      expect(after.stored - BigInt(row.theirs)).toBeLessThanOrEqual(1n);
  });

  test('begins at what is desired', () => {
    expect(updateRequirement(null, 7n, START)).toEqual({ stored: 7n, updatedAt: START });
  });

  test('counts the time from the last update that was one', () => {
    const first = updateRequirement({ stored: 10_000n, updatedAt: START }, 0n, START + HOUR_SECONDS - 1);
    expect(first.updatedAt).toBe(START);
    expect(updateRequirement(first, 0n, START + HOUR_SECONDS).stored).toBe(9_980n);
  });

  test('never is less than desired, and falls by no more than a hundredth a time and a twentieth a day', () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 2 * DAY_SECONDS }), desired: fc.bigInt(0n, 10n ** 12n) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), steps, (stored, list) => {
        let state: StoredRequirement = { stored, updatedAt: START };
        let at = START;
        let [top, since] = [stored, START];
        for (const { wait, desired } of list) {
          at += wait;
          const next = updateRequirement(state, desired, at);
          expect(next.stored).toBeGreaterThanOrEqual(desired);
          expect(next.stored * 100n).toBeGreaterThanOrEqual(state.stored * 99n);
          if (next.stored > state.stored) [top, since] = [next.stored, at];
          const days = BigInt(at - since);
          const least = top * (20n * BigInt(DAY_SECONDS) - days);
          expect(next.stored * 20n * BigInt(DAY_SECONDS)).toBeGreaterThanOrEqual(least);
          state = next;
        }
      }),
    );
  });

  test('gets down to what is desired when it is asked every hour', () => {
    let state: StoredRequirement = { stored: 10_000_000n, updatedAt: START };
    let hours = 0;
    while (state.stored > 5_000_000n) {
      hours += 1;
      state = updateRequirement(state, 5_000_000n, START + hours * HOUR_SECONDS);
    }
    // 5 % a day: ln 2 / 0.05 is 13.9 days.
    expect(Math.floor(hours / 24)).toBe(13);
  });
});
