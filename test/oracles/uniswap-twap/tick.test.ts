import { describe, expect, test } from 'vitest';
import { meanTick, priceAtTick, sqrtRatioAtTick } from '../../../oracles/uniswap-twap/tick.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const same = { isBaseFirst: true, baseUnit: WAD, quoteUnit: WAD };

describe('the ratio at a tick', () => {
  test.each([
    // TickMath.MIN_SQRT_RATIO and MAX_SQRT_RATIO of @uniswap/v3-core.
    [-887_272, 4_295_128_739n],
    [887_272, 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342n],
    [0, 1n << 96n],
  ])('%i is the one of the pool', (tick, ratio) => {
    expect(sqrtRatioAtTick(tick)).toBe(ratio);
  });

  test.each(Array.from({ length: 20 }, (_, bit) => 2 ** bit).filter((tick) => tick <= 2 ** 13))(
    'of tick -%i squared is 1 / 1.0001^tick to 28 digits',
    (tick) => {
      // Exact: ratio² × 1.0001^tick against 2^192.
      const product = sqrtRatioAtTick(-tick) ** 2n * 10_001n ** BigInt(tick);
      const whole = (1n << 192n) * 10_000n ** BigInt(tick);
      const apart = product > whole ? product - whole : whole - product;
      expect(apart * 10n ** 27n < whole).toBe(true);
    },
  );

  test.each([887_273, -887_273, 0.5])('is none at %d', (tick) => {
    expect(() => sqrtRatioAtTick(tick)).toThrow(RangeError);
  });
});

describe('the mean tick', () => {
  test.each<[bigint, number, number]>([
    [7n, 2, 3],
    [-7n, 2, -4],
    [-8n, 2, -4],
    [-1n, 1_800, -1],
    [0n, 1_800, 0],
    [1_799n, 1_800, 0],
  ])('of %s over %i seconds is %i: toward minus infinity', (difference, seconds, tick) => {
    expect(meanTick(difference, seconds)).toBe(tick);
  });
});

describe('the price', () => {
  test('is turned around where the base is the second token', () => {
    expect(priceAtTick(0, same)).toBe(WAD);
    // The pool's own ratio is rounded up, and so is ours.
    expect(priceAtTick(1, same)).toBe(1_000_100_000_000_000_001n);
    expect(priceAtTick(-1, { ...same, isBaseFirst: false })).toBe(1_000_100_000_000_000_000n);
    expect(priceAtTick(1, { ...same, isBaseFirst: false })).toBe(999_900_009_999_000_100n);
  });

  test('is of whole tokens, whatever their decimals', () => {
    // 1.0001^-276324 is just above 10^-12: one token of 18 decimals for one of 6.
    const price = priceAtTick(-276_324, { isBaseFirst: true, baseUnit: WAD, quoteUnit: 1_000_000n });
    expect(price > (WAD * 9_999n) / 10_000n && price < (WAD * 10_001n) / 10_000n).toBe(true);
  });
});
