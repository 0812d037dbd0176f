import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PoolBook } from '../../../src/domain/pool/exposure.ts';
import { lockedCapital, lockedCapitalLive } from '../../../src/domain/pool/locked.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const bookOf = (leverage: bigint, covers: readonly (readonly [string, bigint])[]): PoolBook => ({
  leverageWad: leverage * WAD,
  products: covers.map(([group, cover], index) => ({
    productId: `p${index}`,
    group,
    weightWad: WAD / BigInt(covers.length),
    highestRatioWad: WAD,
    cover,
  })),
});

describe('lockedCapital', () => {
  test('is the cover over the leverage, rounded up', () => {
    expect(
      lockedCapital(
        bookOf(2n, [
          ['g', 3n],
          ['h', 2n],
          ['i', 2n],
        ]),
      ),
    ).toBe(4n);
  });

  test('is at least the largest group', () => {
    expect(
      lockedCapital(
        bookOf(2n, [
          ['g', 40n],
          ['g', 20n],
          ['h', 40n],
        ]),
      ),
    ).toBe(60n);
  });

  test('is all cover in an isolated pool', () => {
    expect(
      lockedCapital(
        bookOf(1n, [
          ['g', 40n],
          ['g', 20n],
        ]),
      ),
    ).toBe(60n);
  });
});

describe('lockedCapitalLive', () => {
  test('counts every affected product in full and summed, the others as before', () => {
    const book = bookOf(2n, [
      ['g', 40n],
      ['h', 20n],
      ['i', 30n],
      ['j', 30n],
    ]);
    expect(lockedCapitalLive(book, new Set())).toBe(60n);
    expect(lockedCapitalLive(book, new Set(['p0']))).toBe(40n + 40n);
    expect(lockedCapitalLive(book, new Set(['p0', 'p1']))).toBe(60n + 30n);
    expect(lockedCapitalLive(book, new Set(['p0', 'p1', 'p2', 'p3']))).toBe(120n);
  });

  test('never locks less than before the watch', () => {
    const products = fc.array(fc.tuple(fc.constantFrom('g', 'h', 'i'), fc.bigInt(0n, 1_000n)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.bigInt(1n, 4n), products, fc.bigInt(0n, 63n), (leverage, covers, mask) => {
        const book = bookOf(leverage, covers);
        const affected = new Set(
          book.products.filter((_, index) => (mask >> BigInt(index)) & 1n).map(({ productId }) => productId),
        );
        expect(lockedCapitalLive(book, affected)).toBeGreaterThanOrEqual(lockedCapital(book));
      }),
    );
  });
});
