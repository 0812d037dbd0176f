import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimum } from '../../../src/domain/shared/rounding.ts';
import { divideByWeights, fundedOf, proRataPart, proRataRun } from '../../../src/domain/waterfall/prorata.ts';
import vectors from '../../vectors/waterfall/shares.json' with { type: 'json' };

const total = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

describe('proRataRun', () => {
  test.each(vectors.proRata.rows)('divides $funded over $claims', ({ funded, claims, parts }) => {
    const dues = claims.map(BigInt);
    const shared = { funded: BigInt(funded), claimed: total(dues) };
    expect(proRataRun(shared, 0n, dues).parts).toEqual(parts.map(BigInt));
    expect(divideByWeights(BigInt(funded), dues)).toEqual(parts.map(BigInt));
  });

  test('pays nothing over no claims', () => {
    expect(proRataPart({ funded: 5n, claimed: 0n }, 0n, 0n)).toBe(0n);
    expect(divideByWeights(5n, [])).toEqual([]);
  });
});

const claimsArbitrary = fc.array(fc.bigInt(0n, 10n ** 24n), { minLength: 1, maxLength: 40 });

describe('every division', () => {
  test('sums to what is there, is fair to within one unit and never pays above a claim', () => {
    fc.assert(
      fc.property(claimsArbitrary, fc.bigInt(0n, 100n), (claims, percent) => {
        const claimed = total(claims);
        const shared = { funded: (claimed * percent) / 100n, claimed };
        const { parts, after } = proRataRun(shared, 0n, claims);
        expect(after).toBe(claimed);
        expect(total(parts)).toBe(shared.funded);
        for (const [index, claim] of claims.entries()) {
          const part = parts[index] ?? -1n;
          expect(part).toBeLessThanOrEqual(claim);
          const error = part * claimed - shared.funded * claim;
          expect((error < 0n ? -error : error) < (claimed === 0n ? 1n : claimed)).toBe(true);
        }
      }),
    );
  });

  test('is the same in any chunks: each can be computed alone', () => {
    fc.assert(
      fc.property(claimsArbitrary, fc.bigInt(0n, 10n ** 24n), fc.array(fc.nat(10)), (claims, wish, sizes) => {
        const claimed = total(claims);
        const shared = { funded: minimum(wish, claimed), claimed };
        const atOnce = proRataRun(shared, 0n, claims).parts;
        const chunked: bigint[] = [];
        let before = 0n;
        for (const size of [...sizes, claims.length]) {
          const chunk = claims.slice(chunked.length, chunked.length + size);
          const { parts, after } = proRataRun(shared, before, chunk);
          chunked.push(...parts);
          before = after;
        }
        expect(chunked).toEqual(atOnce);
      }),
    );
  });
});

describe('fundedOf', () => {
  test('is what the layers gave', () => {
    expect(fundedOf(1_000n, 150n)).toEqual({ funded: 850n, claimed: 1_000n });
    expect(fundedOf(1_000n, 0n)).toEqual({ funded: 1_000n, claimed: 1_000n });
    expect(fundedOf(5n, 9n)).toEqual({ funded: 0n, claimed: 5n });
  });
});
