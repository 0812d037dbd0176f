import fc from 'fast-check';
import { expect, test } from 'vitest';
import { depthBelief } from '../../../src/actuary/calibration/depthPosterior.ts';
import {
  factorAt,
  intensityOf,
  meanFactor,
  posteriorOf,
  yearlyProbability,
} from '../../../src/actuary/calibration/posterior.ts';
import { PRIOR_SHAPE, PRIOR_TABLES, priorIntensity } from '../../../src/actuary/calibration/prior.ts';

test('without events and exposure the prior stays: mean 1, nine times from end to end', () => {
  const prior = posteriorOf(PRIOR_SHAPE, [{ weight: 1, events: 0, expected: 0 }]);
  expect(meanFactor(prior)).toBe(1);
  const [low, high] = [factorAt(prior, 0.05), factorAt(prior, 0.95)];
  expect(high / low).toBeGreaterThan(8.9);
  expect(high / low).toBeLessThan(9.1);
});

test('events and exposure are added to it', () => {
  const [belief] = posteriorOf(2, [{ weight: 1, events: 5, expected: 0.5 }]);
  expect(belief).toEqual({ weight: 1, shape: 7, rate: 2.5 });
  expect(meanFactor([belief as never])).toBeCloseTo(2.8, 12);
  expect(yearlyProbability([belief as never], 0.0151)).toBeCloseTo(1 - (2.5 / 2.5151) ** 7, 12);
});

test('the probability of a year is that of the factor, averaged over all that it may be', () => {
  const beliefs = posteriorOf(2, [
    { weight: 0.3, events: 4, expected: 1 },
    { weight: 0.7, events: 1, expected: 6 },
  ]);
  const slices = 4_000;
  for (const intensity of [0.002, 0.05, 0.4]) {
    let sum = 0;
    for (let slice = 0; slice < slices; slice += 1)
      sum += -Math.expm1(-factorAt(beliefs, (slice + 0.5) / slices) * intensity) / slices;
    expect(yearlyProbability(beliefs, intensity)).toBeCloseTo(sum, 3);
  }
}, 20_000);

const evidence = fc.record({
  events: fc.integer({ min: 0, max: 300 }),
  expected: fc.double({ min: 0, max: 600, noNaN: true }),
});

test('more events never lower it, more exposure never raises it', () => {
  fc.assert(
    fc.property(evidence, fc.double({ min: 0, max: 0.5, noNaN: true }), ({ events, expected }, intensity) => {
      const at = (more: number, further: number) =>
        yearlyProbability(
          posteriorOf(PRIOR_SHAPE, [{ weight: 1, events: events + more, expected: expected + further }]),
          intensity,
        );
      expect(at(1, 0)).toBeGreaterThanOrEqual(at(0, 0));
      expect(at(0, 1)).toBeLessThanOrEqual(at(0, 0));
      expect(at(0, 0)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a prior table is read as prices are, and no score is less likely than a lower one', () => {
  expect(priorIntensity('DEPEG', 50)).toBeCloseTo(intensityOf(0.0275), 14);
  for (const table of ['DEPEG', 'CONTRACT'] as const) {
    PRIOR_TABLES[table].forEach((value, index) => {
      expect(-Math.expm1(-priorIntensity(table, index * 20))).toBeCloseTo(value, 14);
    });
    for (let score = 1; score <= 100; score += 1)
      expect(priorIntensity(table, score)).toBeGreaterThan(priorIntensity(table, score - 1));
  }
});

test('a point of the curve of depth lies between its prior and the lows, and its interval holds it', () => {
  expect(depthBelief(0.35, 2, 0.9, [0.9]).mean).toBeCloseTo(1.7 / 3, 12);
  expect(depthBelief(0.35, 2, 0.9, [0.901]).mean).toBeCloseTo(0.7 / 3, 12);
  expect(depthBelief(0.35, 2, 0.9, []).mean).toBe(0.35);
  const lows = fc.array(fc.double({ min: 0, max: 0.95, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), lows, (prior, values) => {
      const { mean, low, high, reached } = depthBelief(prior, 2, 0.8, values);
      const part = reached / values.length;
      expect(mean).toBeGreaterThanOrEqual(Math.min(prior, part) - 1e-12);
      expect(mean).toBeLessThanOrEqual(Math.max(prior, part) + 1e-12);
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(mean);
      // Where more of them count, it is likelier.
      expect(depthBelief(prior, 2, 0.9, values).mean).toBeGreaterThanOrEqual(mean);
    }),
  );
});
