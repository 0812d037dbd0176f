import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../../src/domain/shared/canonical.ts';

describe('the canonical text of a value', () => {
  test('is the same whatever the order of the members', () => {
    expect(canonical({ b: 1n, a: { d: [true, null], c: 'x' } })).toBe(
      '{"a":{"c":"x","d":[true,null]},"b":"1n"}',
    );
    expect(canonical({ a: { c: 'x', d: [true, null] }, b: 1n })).toBe(
      canonical({ b: 1n, a: { d: [true, null], c: 'x' } }),
    );
  });

  test('leaves out members that are undefined', () => {
    expect(canonical({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  test('writes every string as JSON does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (units) => {
        const text = String.fromCharCode(...units);
        expect(canonical(text)).toBe(JSON.stringify(text));
      }),
    );
  });

  test.each(['"', '\\', '\u0000', '\u001f', '\u007f', '\ud800', 'x\udfff', '\u{1f600}', '\u2028'])(
    'writes %j as JSON does',
    (text) => {
      expect(canonical(text)).toBe(JSON.stringify(text));
      expect(canonical({ [text]: text })).toBe(JSON.stringify({ [text]: text }));
    },
  );

  test('stands for one value only: it reads back as what it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 0])('refuses %s', (value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });
});
