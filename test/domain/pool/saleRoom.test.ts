import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PoolBook, withCover } from '../../../src/domain/pool/exposure.ts';
import { lockedCapital } from '../../../src/domain/pool/locked.ts';
import { brokenPromise, poolRequirement } from '../../../src/domain/pool/requirement.ts';
import { type SaleInputs, saleRoom } from '../../../src/domain/pool/saleRoom.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const isolated = (cover: bigint): PoolBook => ({
  leverageWad: WAD,
  products: [{ productId: 'a', group: 'g', weightWad: WAD, highestRatioWad: WAD, cover }],
});

const inputs = (changes: Partial<SaleInputs>): SaleInputs => ({
  book: isolated(0n),
  productId: 'a',
  freeCapital: 1_000n,
  backing: 0n,
  assets: 1_000n,
  resources: 1_000n,
  requirementFloor: 0n,
  policyCover: 0n,
  singlePolicyBps: 2_000,
  ...changes,
});

describe('saleRoom', () => {
  test('gives one policy at most a fifth of the limit, what it has already counted', () => {
    expect(saleRoom(inputs({}))).toMatchObject({ room: 200n, binding: 'SINGLE_POLICY' });
    expect(saleRoom(inputs({ policyCover: 150n }))).toMatchObject({ room: 50n, binding: 'SINGLE_POLICY' });
    expect(saleRoom(inputs({ policyCover: 200n }))).toMatchObject({ room: 0n, binding: 'SINGLE_POLICY' });
  });

  test('rounds the largest policy down', () => {
    expect(saleRoom(inputs({ freeCapital: 1_004n })).room).toBe(200n);
    expect(saleRoom(inputs({ freeCapital: 1_005n, assets: 1_005n })).room).toBe(201n);
  });

  test('sells the last unit of capacity and no more', () => {
    expect(saleRoom(inputs({ book: isolated(999n) }))).toMatchObject({ room: 1n, binding: 'PRODUCT_WEIGHT' });
    expect(saleRoom(inputs({ book: isolated(1_000n) }))).toMatchObject({ room: 0n });
  });

  test('sells nothing while the resources are under the floor of the requirement', () => {
    expect(saleRoom(inputs({ requirementFloor: 1_001n }))).toMatchObject({
      room: 0n,
      binding: 'REQUIREMENT',
    });
    expect(saleRoom(inputs({ requirementFloor: 1_000n })).room).toBe(200n);
  });

  test('still sells while two other groups take exactly all that is there', () => {
    const product = (productId: string, cover: bigint) => ({
      productId,
      group: productId,
      weightWad: WAD / 4n,
      highestRatioWad: WAD,
      cover,
    });
    const products = [product('a', 0n), product('b', 500n), product('c', 500n)];
    const book: PoolBook = { leverageWad: 4n * WAD, products };
    expect(saleRoom(inputs({ book, assets: 500n })).room).toBe(100n);
  });

  test('sells nothing while another group locks more than the pool has left', () => {
    const book: PoolBook = {
      leverageWad: 2n * WAD,
      products: [
        { productId: 'a', group: 'g', weightWad: WAD / 2n, highestRatioWad: WAD, cover: 0n },
        { productId: 'b', group: 'h', weightWad: WAD / 2n, highestRatioWad: WAD, cover: 600n },
      ],
    };
    const room = saleRoom(
      inputs({ book, freeCapital: 500n, assets: 500n, backing: 900n, resources: 1_400n }),
    );
    expect(room).toMatchObject({ room: 0n, binding: 'LOCKED_CAPITAL' });
  });
});

const productArbitrary = fc.record({
  group: fc.constantFrom('g', 'h', 'i'),
  cover: fc.bigInt(0n, 600n),
  ratio: fc.bigInt(0n, 7n),
});

/** A and the resources are drawn apart from F, so that each promise binds often. */
const saleArbitrary = fc
  .record({
    leverage: fc.bigInt(4n, 16n),
    products: fc.array(productArbitrary, { minLength: 1, maxLength: 6 }),
    freeCapital: fc.bigInt(0n, 2_000n),
    assets: fc.bigInt(0n, 2_000n),
    resources: fc.bigInt(0n, 2_000n),
    backing: fc.bigInt(0n, 500n),
    requirementFloor: fc.constantFrom(0n, 100n, 1_500n),
    singlePolicyBps: fc.constantFrom(2_000, 10_000),
  })
  .map(({ leverage, products, ...amounts }) => {
    const book: PoolBook = {
      leverageWad: (leverage * WAD) / 4n,
      products: products.map(({ group, cover, ratio }, index) => ({
        productId: index === 0 ? 'a' : `p${index}`,
        group,
        weightWad: WAD / BigInt(products.length),
        highestRatioWad: (WAD * ratio) / 7n,
        cover,
      })),
    };
    return inputs({ book, ...amounts });
  });

/** The promise that a sale of this size would break. */
function brokenBy(sale: SaleInputs, amount: bigint) {
  const book = withCover(sale.book, sale.productId, amount);
  return brokenPromise({
    assets: sale.assets,
    locked: lockedCapital(book),
    resources: sale.resources,
    requirement: poolRequirement(book.products, sale.requirementFloor),
  });
}

describe('every sale within the room', () => {
  test('keeps locked capital within A and adequacy at 1 or above', () => {
    fc.assert(
      fc.property(saleArbitrary, (sale) => {
        const { room } = saleRoom(sale);
        if (room > 0n) expect(brokenBy(sale, room)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  test('is as large as the promise that binds it allows: one unit more breaks it', () => {
    fc.assert(
      fc.property(saleArbitrary, (sale) => {
        const { room, binding } = saleRoom(sale);
        if (binding !== 'LOCKED_CAPITAL' && binding !== 'REQUIREMENT') return;
        expect(brokenBy(sale, room + 1n)).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  test('leaves a pool of two or more groups able to pay its two largest from its own capital', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 40 }), (picks) => {
        let book: PoolBook = {
          leverageWad: 4n * WAD,
          products: Array.from({ length: 8 }, (_, index) => ({
            productId: `p${index}`,
            group: `g${index}`,
            weightWad: WAD / 8n,
            highestRatioWad: WAD,
            cover: 0n,
          })),
        };
        for (const pick of picks) {
          const productId = `p${pick}`;
          book = withCover(book, productId, saleRoom(inputs({ book, productId })).room);
        }
        const largest = book.products.map(({ cover }) => cover).sort((a, b) => Number(b - a));
        expect((largest[0] ?? 0n) + (largest[1] ?? 0n)).toBeLessThanOrEqual(1_000n);
      }),
    );
  });
});
