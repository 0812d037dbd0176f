import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalProbability, normalValue } from '../../src/actuary/normal.ts';

test.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.001, -3.090232306167813],
  [0.9999, 3.719016485455709],
  [1e-10, -6.361340902404056],
])('the value at %d is the one of the tables', (probability, value) => {
  expect(normalValue(probability)).toBeCloseTo(value, 12);
});

test('probability and value are each other’s inverse', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1 - 1e-9, noNaN: true }), (probability) => {
      const back = normalProbability(normalValue(probability));
      expect(Math.abs(back - probability)).toBeLessThanOrEqual(
        1e-13 + 1e-11 * Math.min(probability, 1 - probability),
      );
    }),
  );
});

test('both never fall, and end where they must', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (x, more) => {
        expect(normalProbability(x + more)).toBeGreaterThanOrEqual(normalProbability(x) - 1e-15);
      },
    ),
  );
  expect([normalProbability(-Infinity), normalProbability(Infinity), normalProbability(40)]).toEqual([
    0, 1, 1,
  ]);
  expect([normalValue(0), normalValue(1)]).toEqual([-Infinity, Infinity]);
});
