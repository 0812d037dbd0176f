import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaProbability, betaValue } from '../../../src/actuary/calibration/beta.ts';
import { gammaProbability, gammaValue, logGamma } from '../../../src/actuary/calibration/gamma.ts';

describe('the gamma distribution', () => {
  test('has factorials in it', () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n += 1) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 11);
      factorial *= n;
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(logGamma(0.25)).toBeCloseTo(Math.log(3.625609908221908), 12);
  });

  // Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.8: chi-squared with v degrees of
  // freedom is twice a gamma of shape v / 2.
  test.each([
    [1, 0.95, 3.84146],
    [2, 0.95, 5.99146],
    [5, 0.05, 1.145476],
    [10, 0.95, 18.307],
    [10, 0.005, 2.15585],
    [30, 0.95, 43.7729],
    [100, 0.05, 77.9295],
    [100, 0.995, 140.169],
  ])('of %d degrees of freedom is below the tabled value with probability %d', (degrees, part, value) => {
    expect(2 * gammaValue(degrees / 2, 1, part)).toBeCloseTo(value, value > 40 ? 3 : 4);
  });

  test('is the exponential one for shape 1, the sum of Poisson terms for whole shapes, on both sides', () => {
    for (const x of [1e-9, 0.1, 1, 1.9, 2.1, 10, 50]) {
      expect(gammaProbability(1, x)).toBeCloseTo(-Math.expm1(-x), 13);
      let [sum, term] = [0, Math.exp(-x)];
      for (let k = 0; k < 6; k += 1) {
        sum += term;
        term *= x / (k + 1);
      }
      expect(gammaProbability(6, x)).toBeCloseTo(1 - sum, 12);
    }
    expect(gammaProbability(3, 0)).toBe(0);
  });

  test('gives back the probability of the value at any probability', () => {
    const shapes = fc.double({ min: 0.1, max: 600, noNaN: true });
    fc.assert(
      fc.property(shapes, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (shape, part) => {
        expect(gammaProbability(shape, 3 * gammaValue(shape, 3, part))).toBeCloseTo(part, 9);
      }),
    );
  });
});

describe('the beta distribution', () => {
  test('is even for 1 and 1, and a polynomial for whole shapes', () => {
    for (const x of [0, 0.01, 0.3, 0.5, 0.9, 1]) {
      expect(betaProbability(1, 1, x)).toBeCloseTo(x, 13);
      expect(betaProbability(2, 2, x)).toBeCloseTo(3 * x ** 2 - 2 * x ** 3, 13);
      expect(betaProbability(1, 5, x)).toBeCloseTo(1 - (1 - x) ** 5, 13);
    }
  });

  // The same book, table 26.9: F with 4 and 10 degrees of freedom is above 3.48 one time in twenty.
  test('is the tabled one of F', () => {
    const value = betaValue(2, 5, 0.95);
    expect((value * 10) / ((1 - value) * 4)).toBeCloseTo(3.478, 3);
  });

  test('gives back the probability of the value at any probability', () => {
    const shapes = fc.double({ min: 0.7, max: 60, noNaN: true });
    fc.assert(
      fc.property(shapes, shapes, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, part) => {
        expect(betaProbability(a, b, betaValue(a, b, part))).toBeCloseTo(part, 7);
      }),
    );
  });
});
