import fc from 'fast-check';
import mongoose from 'mongoose';
import { describe, expect, test } from 'vitest';
import { decodeDocument, decodeInteger, encodeDocument, encodeInteger } from '../../src/store/codec.ts';

const { Decimal128 } = mongoose.Types;
const LARGEST = 10n ** 34n - 1n;
const integers = fc.oneof(
  fc.bigInt({ min: -LARGEST, max: LARGEST }),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }),
);
const EDGES = [
  0n,
  1n,
  -1n,
  2n ** 63n,
  2n ** 64n - 1n,
  2n ** 64n,
  -(2n ** 64n),
  10n ** 33n,
  LARGEST,
  -LARGEST,
];

describe('amounts in BSON', () => {
  test.each(EDGES)('writes %s as the driver does, byte for byte', (value) => {
    expect([...encodeInteger(value).bytes]).toEqual([...Decimal128.fromString(`${value}`).bytes]);
  });

  test('writes every integer as the driver does and reads it back', () => {
    fc.assert(
      fc.property(integers, (value) => {
        const encoded = encodeInteger(value);
        expect(encoded.toString()).toBe(Decimal128.fromString(`${value}`).toString());
        expect(decodeInteger(encoded)).toBe(value);
      }),
    );
  });

  test.each([10n ** 34n, -(10n ** 34n), 2n ** 128n])('refuses %s, which has more than 34 digits', (value) => {
    expect(() => encodeInteger(value)).toThrow(RangeError);
  });

  test.each([
    ['1E+20', 10n ** 20n],
    ['1.5E+3', 1_500n],
    ['-12.000', -12n],
    ['0E-10', 0n],
    ['-0', 0n],
  ])('reads %s, which a server may have computed', (text, value) => {
    expect(decodeInteger(Decimal128.fromString(text))).toBe(value);
  });

  test.each(['0.5', '1.25E+1', 'NaN', 'Infinity'])('refuses %s, which is not a whole number', (text) => {
    expect(() => decodeInteger(Decimal128.fromString(text))).toThrow(RangeError);
  });
});

test('a document comes back as it was, without members that are undefined', () => {
  const document = {
    _id: 'x',
    amount: 7n,
    nested: { list: [1n, { deep: -2n }], none: null, since: new Date(0) },
    left: undefined,
  };
  const { left: _left, ...kept } = document;
  expect(decodeDocument(encodeDocument(document))).toEqual(kept);
});
