/** Properties on the same paths: chance is the same, so that what differs is what was changed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompiledBook } from '../../src/actuary/compileBook.ts';
import { walkPaths } from '../../src/actuary/walkPaths.ts';
import { compiled, smallBook } from './books.ts';

const BOOK = { scores: [70, 70, 75, 80, 60], cover: 100 };
const correlated = { correlation: 0.3, hazardTimes: 2 };
const amount = fc.integer({ min: 1, max: 300 });
const shared = fc.record({
  slice: amount,
  sharedFund: amount,
  vault: amount,
  commitments: amount,
  treasury: amount,
});

const shortYears = (book: CompiledBook, seed: number, years = 1) =>
  walkPaths({ book, seed, years }, { from: 0, count: 2_000 }).sums.shortfallYears;

test('more capital never makes a year short that was not', () => {
  const more = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(amount, more, shared, fc.nat(), (capital, added, layers, seed) => {
      const less = compiled(smallBook({ ...BOOK, capital, shared: layers }), correlated);
      const richer = compiled(smallBook({ ...BOOK, capital: capital + added, shared: layers }), correlated);
      expect(shortYears(richer, seed)).toBeLessThanOrEqual(shortYears(less, seed));
    }),
    { numRuns: 60 },
  );
});

test('and neither does one more layer, whichever', () => {
  const names = ['slice', 'sharedFund', 'vault', 'commitments', 'treasury'] as const;
  fc.assert(
    fc.property(amount, shared, fc.constantFrom(...names), fc.nat(), (capital, layers, without, seed) => {
      const with_ = compiled(smallBook({ ...BOOK, capital, shared: layers }), correlated);
      const less = compiled(smallBook({ ...BOOK, capital, shared: { ...layers, [without]: 0 } }), correlated);
      expect(shortYears(with_, seed)).toBeLessThanOrEqual(shortYears(less, seed));
    }),
    { numRuns: 60 },
  );
});

test('nothing is lost on the way: what is due is what layers paid and what was cut, over many years', () => {
  fc.assert(
    fc.property(amount, shared, fc.nat(), (capital, layers, seed) => {
      const book = compiled(smallBook({ ...BOOK, capital, shared: layers }), correlated);
      const { sums } = walkPaths({ book, seed, years: 20 }, { from: 0, count: 100 });
      const paid = sums.taken.reduce((sum, given) => sum + given, 0);
      expect(Math.abs(sums.due - paid - sums.haircut)).toBeLessThanOrEqual(1e-6 * Math.max(1, sums.due));
    }),
    { numRuns: 60 },
  );
});

test('an isolated pool whose capital covers all of its cover is never short, whatever happens for how long', () => {
  const book = compiled(smallBook({ scores: [100], cover: 100, capital: 100, payoutKind: 'TIERED' }), {
    correlation: 0.9,
    hazardTimes: 4,
  });
  const { sums } = walkPaths({ book, seed: 3, years: 200 }, { from: 0, count: 200 });
  expect(sums.lossYears).toBeGreaterThan(10_000);
  expect([sums.shortfallYears, sums.haircut]).toEqual([0, 0]);
});

test('underwriters without a loss earn the pool’s part of the premium over their capital, every year', () => {
  const book = compiled(smallBook({ scores: [60], cover: 100, capital: 200 }), {
    correlation: 0,
    hazardTimes: 0,
  });
  const { yearlyReturn, drawdown } = walkPaths({ book, seed: 1, years: 3 }, { from: 0, count: 1 });
  expect(yearlyReturn[0]).toBeCloseTo(((book.premium[0] ?? 0) * 0.8) / 200, 9);
  expect(drawdown[0]).toBe(0);
});
