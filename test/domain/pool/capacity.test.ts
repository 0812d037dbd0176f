import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { productLimit } from '../../../src/domain/pool/capacity.ts';
import type { PoolBook } from '../../../src/domain/pool/exposure.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/pool/limits.json' with { type: 'json' };

const thousandths = (value: number) => BigInt(value) * 10n ** 15n;

describe('productLimit', () => {
  test.each(vectors.cases)('$name', (row) => {
    const products = row.products.map(({ id, group, weight, cover }) => ({
      productId: id,
      group,
      weightWad: thousandths(weight),
      highestRatioWad: WAD,
      cover: BigInt(cover),
    }));
    const book: PoolBook = { leverageWad: thousandths(row.leverage), products };
    const freeCapital = BigInt(row.free);
    const answer = productLimit({ book, productId: row.product, freeCapital, backing: BigInt(row.backing) });
    expect(answer).toEqual({
      limit: BigInt(row.limit),
      capacity: BigInt(row.capacity),
      binding: row.binding,
    });
  });

  test('does not move with the product’s own sales, which keeps the price split-proof', () => {
    const amounts = fc.tuple(fc.bigInt(0n, 10_000n), fc.bigInt(0n, 10_000n), fc.bigInt(0n, 10_000n));
    fc.assert(
      fc.property(amounts, fc.bigInt(0n, 5_000n), fc.bigInt(1n, 4n), ([own, more, other], free, leverage) => {
        const limitAt = (cover: bigint) =>
          productLimit({
            book: {
              leverageWad: leverage * WAD,
              products: [
                { productId: 'a', group: 'g', weightWad: WAD / 2n, highestRatioWad: WAD, cover },
                { productId: 'b', group: 'g', weightWad: WAD / 4n, highestRatioWad: WAD, cover: other },
                { productId: 'c', group: 'h', weightWad: WAD / 4n, highestRatioWad: WAD, cover: other },
              ],
            },
            productId: 'a',
            freeCapital: free,
            backing: 0n,
          }).limit;
        expect(limitAt(own + more)).toBe(limitAt(own));
      }),
    );
  });

  test('needs eight equal groups for full leverage 4', () => {
    const free = 1_000n;
    const sell = (groups: number) => {
      let book: PoolBook = {
        leverageWad: 4n * WAD,
        products: Array.from({ length: groups }, (_, index) => ({
          productId: `p${index}`,
          group: `g${index}`,
          weightWad: WAD / BigInt(groups),
          highestRatioWad: WAD,
          cover: 0n,
        })),
      };
      for (const { productId } of book.products) {
        const { capacity } = productLimit({ book, productId, freeCapital: free, backing: 0n });
        const products = book.products.map((product) =>
          product.productId === productId ? { ...product, cover: capacity } : product,
        );
        book = { ...book, products };
      }
      return book.products.reduce((sum, { cover }) => sum + cover, 0n);
    };
    expect(sell(8)).toBe(4_000n);
    expect(sell(7)).toBe(3_500n);
    expect(sell(2)).toBe(1_000n);
  });

  test('refuses to judge a product that the pool does not back', () => {
    const book = { leverageWad: WAD, products: [] };
    expect(() => productLimit({ book, productId: 'x', freeCapital: 1n, backing: 0n })).toThrow(
      'does not back',
    );
  });
});
