import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeastOf, leastScoreOf } from '../../../src/domain/basket/hazard.ts';
import { HAZARD_TABLES_DEFAULT, hazardAt, hazardTablesOf } from '../../../src/domain/pricing/hazard.ts';
import { minimum } from '../../../src/domain/shared/rounding.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const percent = (value: number): bigint => (BigInt(Math.round(value * 1_000)) * WAD) / 100_000n;
const probability = fc.bigInt(0n, WAD);
/** Members as they come, and how many of them it takes. */
const baskets = fc
  .array(probability, { minLength: 1, maxLength: 8 })
  .chain((hazards) =>
    fc.record({ hazards: fc.constant(hazards), k: fc.integer({ min: 1, max: hazards.length }) }),
  );

/** The probability of exactly which members, summed over all subsets of at least k: exact, over WAD^n. */
function independent(k: number, hazards: readonly bigint[]): bigint {
  let sum = 0n;
  for (let subset = 0; subset < 2 ** hazards.length; subset += 1) {
    const happens = hazards.map((_, index) => Math.floor(subset / 2 ** index) % 2 === 1);
    if (happens.filter(Boolean).length < k) continue;
    sum += hazards.reduce((product, hazard, index) => product * (happens[index] ? hazard : WAD - hazard), 1n);
  }
  return sum;
}

const kthLargest = (k: number, hazards: readonly bigint[]): bigint =>
  [...hazards].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))[k - 1] ?? 0n;

describe('the probability that at least k of several happen', () => {
  test('is 1.5 % of three at 1 % each, two of which it takes', () => {
    expect(atLeastOf(2, [percent(1), percent(1), percent(1)])).toBe(percent(1.5));
    // One that is nearly certain leaves it to the other two.
    expect(atLeastOf(2, [percent(90), percent(1), percent(1)])).toBe(percent(2));
    expect(atLeastOf(2, [percent(60), percent(60), percent(60)])).toBe(percent(90));
    expect(atLeastOf(2, [percent(90), percent(90), percent(90)])).toBe(WAD);
  });

  test('is never below what it is when they always fall together', () => {
    fc.assert(
      fc.property(baskets, ({ k, hazards }) => {
        expect(atLeastOf(k, hazards)).toBeGreaterThanOrEqual(kthLargest(k, hazards));
      }),
    );
  });

  test('is never below what it is when none has to do with another, and never above certainty', () => {
    fc.assert(
      fc.property(baskets, ({ k, hazards }) => {
        const bound = atLeastOf(k, hazards);
        expect(bound * WAD ** BigInt(hazards.length - 1) >= independent(k, hazards)).toBe(true);
        expect(bound).toBeLessThanOrEqual(WAD);
      }),
    );
  });

  test('never falls as a member becomes riskier, and never rises with how many it takes', () => {
    fc.assert(
      fc.property(baskets, fc.nat(), probability, ({ k, hazards }, place, other) => {
        const index = place % hazards.length;
        const higher = hazards.map((hazard, at) => (at === index && other > hazard ? other : hazard));
        expect(atLeastOf(k, higher)).toBeGreaterThanOrEqual(atLeastOf(k, hazards));
        if (k > 1) expect(atLeastOf(k, hazards)).toBeLessThanOrEqual(atLeastOf(k - 1, hazards));
      }),
    );
  });

  test('is the sum where one is enough, and the least where it takes all', () => {
    fc.assert(
      fc.property(fc.array(probability, { minLength: 1, maxLength: 10 }), (hazards) => {
        const sum = hazards.reduce((total, hazard) => total + hazard, 0n);
        expect(atLeastOf(1, hazards)).toBe(minimum(sum, WAD));
        expect(atLeastOf(hazards.length, hazards)).toBe(kthLargest(hazards.length, hazards));
      }),
    );
  });

  test('is reached: three at 1 % that only ever fall in pairs', () => {
    // Each of three pairs falls with 0.5 %: every member then with 1 %, and two of three with 1.5 %.
    const pair = percent(0.5);
    expect(atLeastOf(2, [pair * 2n, pair * 2n, pair * 2n])).toBe(pair * 3n);
  });

  test('rounds up by one unit', () => {
    expect(atLeastOf(2, [1n, 1n, 1n])).toBe(2n);
  });

  test.each([0, 4, 1.5, -1])('%d of three is a bug', (k) => {
    expect(() => atLeastOf(k, [1n, 2n, 3n])).toThrow(RangeError);
  });
});

describe('the score of a hazard', () => {
  const table = hazardTablesOf(HAZARD_TABLES_DEFAULT).BASKET;

  test('is the least whose hazard is as high; 100 where none is', () => {
    fc.assert(
      fc.property(probability, (hazardWad) => {
        const score = leastScoreOf(table, hazardWad);
        if (score < 100) expect(hazardAt(table, score)).toBeGreaterThanOrEqual(hazardWad);
        if (score > 0) expect(hazardAt(table, score - 1)).toBeLessThan(hazardWad);
      }),
    );
    expect([leastScoreOf(table, 0n), leastScoreOf(table, WAD)]).toEqual([0, 100]);
  });

  test('is that of the hazard of a score wherever the table rises', () => {
    for (let score = 0; score <= 100; score += 1)
      expect(leastScoreOf(table, hazardAt(table, score))).toBe(score);
  });
});
