import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { socialiseLoss } from '../../../src/domain/venue/socialise.ts';
import vectors from '../../vectors/waterfall/shares.json' with { type: 'json' };

const profitsOf = (amounts: readonly bigint[]) =>
  amounts.map((profit, index) => ({ account: `account${index}`, profit }));

describe('socialiseLoss', () => {
  test.each(vectors.largestRemainder.rows)('attack 31: takes $total of the profits to the cent', (row) => {
    const answer = socialiseLoss(BigInt(row.total), profitsOf(row.weights.map(BigInt)));
    expect(answer).toEqual({ haircuts: row.parts.map(BigInt), left: 0n });
  });

  test('takes at most all profits, nothing of who lost, and leaves the rest as a claim', () => {
    expect(socialiseLoss(100n, profitsOf([30n, -50n, 20n]))).toEqual({ haircuts: [30n, 0n, 20n], left: 50n });
    expect(socialiseLoss(100n, [])).toEqual({ haircuts: [], left: 100n });
  });

  test('attack 30: collects the loss exactly and never above a profit', () => {
    const profit = fc.oneof(fc.bigInt(-5n, 5n), fc.bigInt(-(10n ** 15n), 10n ** 20n));
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 21n), fc.array(profit, { maxLength: 15 }), (loss, amounts) => {
        const { haircuts, left } = socialiseLoss(loss, profitsOf(amounts));
        expect(haircuts.reduce((sum, part) => sum + part, left)).toBe(loss);
        const most = amounts.map((amount) => (amount > 0n ? amount : 0n));
        haircuts.forEach((part, index) => {
          expect(part >= 0n && part <= (most[index] ?? 0n)).toBe(true);
        });
        if (left > 0n) expect(haircuts).toEqual(most);
      }),
    );
  });
});
