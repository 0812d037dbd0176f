import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AssetCover,
  coverIn,
  feedLimit,
  feedRoom,
  isSizeKnown,
  SUBJECT_SIZE_SECONDS_MAX,
  subjectLimit,
  wholeIn,
  withAsset,
  withCover,
} from '../../../src/domain/pool/marketLimits.ts';

const decimals = fc.integer({ min: 0, max: 18 });
const covers: fc.Arbitrary<AssetCover[]> = fc
  .array(fc.record({ decimals, amount: fc.bigInt({ min: 0n, max: 10n ** 28n }) }), { maxLength: 5 })
  .map((list) => list.map((cover, index) => ({ ...cover, assetId: `ast_${index}` })));

describe('cover in several assets', () => {
  test('counts a whole unit of each as one dollar, and a part of one upwards', () => {
    const mixed = [
      { assetId: 'six', decimals: 6, amount: 1_500_000n },
      { assetId: 'eighteen', decimals: 18, amount: 250_000_000_000_000_001n },
    ];
    expect(coverIn(mixed, 18)).toBe(1_750_000_000_000_000_001n);
    expect(coverIn(mixed, 6)).toBe(1_750_001n);
    expect(coverIn(mixed, 0)).toBe(2n);
    expect(coverIn([], 6)).toBe(0n);
  });

  test('is never counted smaller than it is, nor by a unit too much', () => {
    fc.assert(
      fc.property(covers, decimals, (list, shown) => {
        const exact = coverIn(list, 18);
        const scale = 10n ** BigInt(18 - shown);
        const counted = coverIn(list, shown) * scale;
        expect(counted - exact).toBeGreaterThanOrEqual(0n);
        expect(counted - exact).toBeLessThan(scale);
      }),
    );
  });

  test('selling the room of an asset stays within the limit, and less than two units of it are left unsold', () => {
    fc.assert(
      fc.property(covers, decimals, fc.bigInt({ min: 0n, max: 10n ** 28n }), (list, places, cost) => {
        const sums = withAsset(list, { assetId: 'sold', decimals: places });
        const room = feedRoom(wholeIn(cost, places), coverIn(sums, places));
        const limit = wholeIn(cost, 18) / 2n;
        const covered = (sold: bigint) => coverIn(withCover(sums, 'sold', sold), 18);
        if (room > 0n) expect(covered(room)).toBeLessThanOrEqual(limit);
        expect(covered(room + 2n)).toBeGreaterThan(limit);
      }),
    );
  });

  test('is never less than none, and never in an asset that is not counted', () => {
    const sums = withAsset([], { assetId: 'a', decimals: 6 });
    expect(withAsset(sums, { assetId: 'a', decimals: 6 })).toEqual(sums);
    expect(() => withCover(sums, 'a', -1n)).toThrow('cannot be added');
    expect(() => withCover(sums, 'b', 1n)).toThrow('cannot be added');
  });
});

test('limits are a tenth of a size and half of a cost, rounded down', () => {
  expect([subjectLimit(43_000_000_009n, 1_000n), feedLimit(107_500_001n, 5_000n)]).toEqual([
    4_300_000_000n,
    53_750_000n,
  ]);
});

test('a size is believed for seven days, to the second', () => {
  expect(isSizeKnown(1_000, 1_000 + SUBJECT_SIZE_SECONDS_MAX)).toBe(true);
  expect(isSizeKnown(1_000, 1_001 + SUBJECT_SIZE_SECONDS_MAX)).toBe(false);
});
