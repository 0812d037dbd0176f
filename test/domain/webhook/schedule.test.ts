import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DELIVERY_SECONDS_MAX } from '../../../src/domain/shared/limits.ts';
import { nextTryAt } from '../../../src/domain/webhook/schedule.ts';

/** When the tries of a delivery are that never arrives, in seconds from the first. */
function tries(chance: number): number[] {
  const found = [0];
  for (;;) {
    const now = found.at(-1) as number;
    const next = nextTryAt({ attempts: found.length, dueAt: 0, now }, chance);
    if (next === null) return found;
    found.push(next);
  }
}

test('waits four times as long from try to try, half a day at most, for three days', () => {
  expect(tries(50)).toEqual([
    0, 5, 25, 105, 425, 1_705, 6_825, 27_305, 70_505, 113_705, 156_905, 200_105, 243_305,
  ]);
});

test('whatever the chance, tries end after three days, and never come closer together than spread allows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99 }), (chance) => {
      const found = tries(chance);
      expect(found.at(-1)).toBeLessThanOrEqual(DELIVERY_SECONDS_MAX);
      expect(found.length).toBeGreaterThanOrEqual(12);
      expect(found.length).toBeLessThanOrEqual(16);
      for (const [index, at] of found.entries())
        if (index > 0) expect(at - (found[index - 1] as number)).toBeGreaterThanOrEqual(4);
    }),
  );
});

test('spreads those who failed together', () => {
  const at = (chance: number) => nextTryAt({ attempts: 5, dueAt: 0, now: 0 }, chance);
  expect([at(0), at(50), at(99)]).toEqual([1_024, 1_280, 1_523]);
});
