import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaled } from '../../../oracles/web/exact.ts';

describe('exact numbers', () => {
  test.each<[string, number, bigint | null]>([
    ['0.1', 18, 10n ** 17n],
    ['0.99995', 4, 10_000n],
    ['0.99990', 4, 9_999n],
    ['-0.99995', 4, -10_000n],
    ['1e-8', 8, 1n],
    ['1e-9', 8, 1n],
    ['1E+2', 0, 100n],
    ['12e-1', 0, 2n],
    ['0e999', 18, 0n],
    ['1e77', 0, 10n ** 77n],
    ['1e78', 0, null],
    ['1.', 0, null],
    ['.5', 0, null],
    ['+1', 0, null],
    ['1e', 0, null],
  ])('%s with %d places is %s', (text, decimals, value) => {
    expect(scaled(text, decimals)).toBe(value);
  });

  test('a value is never smaller than what was said, and less than one unit larger', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 30n }),
        fc.nat(20),
        fc.nat(20),
        (digits, places, decimals) => {
          const text = `${digits}`.padStart(places + 1, '0');
          const decimal = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
          const value = scaled(decimal, decimals) as bigint;
          const exact = digits * 10n ** BigInt(decimals);
          const unit = 10n ** BigInt(places);
          expect(value * unit >= exact && (value - 1n) * unit < exact).toBe(true);
        },
      ),
    );
  });
});
