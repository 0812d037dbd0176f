import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestRemainder } from '../../../src/domain/waterfall/largestRemainder.ts';
import { proRataRun } from '../../../src/domain/waterfall/prorata.ts';
import { recoveryClaim, recoveryRepayment } from '../../../src/domain/waterfall/recovery.ts';
import vectors from '../../vectors/waterfall/shares.json' with { type: 'json' };

describe('recovery claims', () => {
  test('are what is due less what was paid', () => {
    expect(recoveryClaim(100n, 70n)).toBe(30n);
    expect(recoveryClaim(100n, 100n)).toBe(0n);
  });

  test('are repaid from what the fund has above its minimum, at most in full', () => {
    expect(recoveryRepayment(100n, 70n, 50n)).toEqual({ funded: 30n, claimed: 50n });
    expect(recoveryRepayment(100n, 100n, 50n).funded).toBe(0n);
    expect(recoveryRepayment(60n, 100n, 50n).funded).toBe(0n);
    expect(recoveryRepayment(900n, 100n, 50n).funded).toBe(50n);
  });

  test('end at exactly nothing however the money comes in', () => {
    const claims = fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(claims, fc.array(fc.bigInt(0n, 10n ** 9n), { maxLength: 10 }), (dues, inflows) => {
        let owed = dues;
        const sum = () => owed.reduce((all, claim) => all + claim, 0n);
        for (const inflow of [...inflows, sum()]) {
          const { parts } = proRataRun(recoveryRepayment(inflow, 0n, sum()), 0n, owed);
          owed = owed.map((claim, index) => recoveryClaim(claim, parts[index] ?? 0n));
          expect(owed.every((claim) => claim >= 0n)).toBe(true);
        }
        expect(sum()).toBe(0n);
      }),
    );
  });
});

describe('largestRemainder', () => {
  const weighted = (weights: readonly bigint[]) =>
    weights.map((weight, index) => ({ id: String(index).padStart(3, '0'), weight }));

  test.each(vectors.largestRemainder.rows)('divides $total by profits', ({ total, weights, parts }) => {
    expect(largestRemainder(BigInt(total), weighted(weights.map(BigInt)))).toEqual(parts.map(BigInt));
  });

  test('gives nothing where nothing weighs', () => {
    expect(largestRemainder(5n, weighted([0n, 0n]))).toEqual([0n, 0n]);
    expect(largestRemainder(5n, [])).toEqual([]);
  });

  test('breaks ties by id, not by position', () => {
    expect(
      largestRemainder(1n, [
        { id: 'b', weight: 1n },
        { id: 'a', weight: 1n },
      ]),
    ).toEqual([0n, 1n]);
  });

  test('sums exactly and leaves nobody more than one unit off', () => {
    const weights = fc.array(fc.bigInt(0n, 10n ** 18n), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 24n), weights, (amount, list) => {
        const sum = list.reduce((all, weight) => all + weight, 0n);
        if (sum === 0n) return;
        const parts = largestRemainder(amount, weighted(list));
        expect(parts.reduce((all, part) => all + part, 0n)).toBe(amount);
        for (const [index, weight] of list.entries()) {
          const exact = (amount * weight) / sum;
          const part = parts[index] ?? -1n;
          expect(part === exact || part === exact + 1n).toBe(true);
          if (weight === 0n) expect(part).toBe(0n);
        }
      }),
    );
  });
});
