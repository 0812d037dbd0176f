import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise } from '../../../src/domain/feed/normalise.ts';
import vectors from '../../vectors/feed/normalised.json' with { type: 'json' };

test.each(vectors.cases)('puts a value on the common scale: $name', ({ raw, decimals, wad }) => {
  expect(normalise(BigInt(raw), decimals)).toBe(BigInt(wad));
});

test('gives 6, 8 and 18 decimals of one price the same value', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 12n), (millionths) => {
      const wad = millionths * 10n ** 12n;
      expect(normalise(millionths, 6)).toBe(wad);
      expect(normalise(millionths * 10n ** 2n, 8)).toBe(wad);
      expect(normalise(millionths * 10n ** 12n, 18)).toBe(wad);
    }),
  );
});

test('never makes a price lower than it was reported', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 40n), fc.integer({ min: 19, max: 36 }), (value, decimals) => {
      const scale = 10n ** BigInt(decimals - 18);
      const wad = normalise(value, decimals);
      expect(wad * scale).toBeGreaterThanOrEqual(value);
      expect((wad - 1n) * scale).toBeLessThan(value);
    }),
  );
});

test.each([-1, 37, 1.5, Number.NaN])('refuses %s decimals', (decimals) => {
  expect(() => normalise(1n, decimals)).toThrow(RangeError);
});
