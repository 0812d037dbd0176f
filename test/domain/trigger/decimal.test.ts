import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../../../src/domain/trigger/decimal.ts';

describe('decimals', () => {
  test.each([
    [0n, '0'],
    [1n, '0.000000000000000001'],
    [950_000_000_000_000_000n, '0.95'],
    [10n ** 18n, '1'],
    [12n * 10n ** 18n + 5n * 10n ** 17n, '12.5'],
  ])('%s is shown as %s, without trailing zeros', (value, text) => {
    expect(formatDecimal(value)).toBe(text);
  });

  test('read back what they show', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), (value) => parseDecimal(formatDecimal(value)) === value),
    );
  });

  test('may have trailing zeros up to 18 places', () => {
    expect(parseDecimal('0.900000000000000000')).toBe(9n * 10n ** 17n);
  });

  test.each([
    '',
    '.5',
    '5.',
    '-1',
    '+1',
    '1e3',
    '0x10',
    ' 1',
    '1 ',
    '1,5',
    '1.2.3',
    'NaN',
    '١',
    `0.${'1'.repeat(19)}`,
  ])('%j is none', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});
