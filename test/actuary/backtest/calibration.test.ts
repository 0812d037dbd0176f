import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrationOf } from '../../../src/actuary/backtest/calibration.ts';
import { type Forecast, forecast } from '../../../src/actuary/backtest/forecast.ts';
import { DEFAULT_RULES } from '../../../src/cli/actuary/liveBook.ts';

const said = (score: number, predicted: number, fired: boolean): Forecast => ({
  ...{ score, predicted, fired, meant: fired },
});

test('the worked example: one half said of two, of which one fires', () => {
  const found = calibrationOf([said(10, 0.5, true), said(10, 0.5, false)], 1);
  expect(found).toMatchObject({ brier: 0.25, reliability: 0, resolution: 0, uncertainty: 0.25 });
  expect(found.bins[0]).toMatchObject({ count: 2, fired: 1, observed: 0.5 });
});

test('who is always right has nothing but resolution, and who is always wrong is told so', () => {
  const right = calibrationOf([said(10, 0, false), said(90, 1, true)], 1);
  expect(right).toMatchObject({ brier: 0, reliability: 0, resolution: 0.25, uncertainty: 0.25 });
  const wrong = calibrationOf([said(10, 0, true), said(90, 1, false)], 1);
  expect(wrong).toMatchObject({ brier: 1, reliability: 1 });
});

test("the parts sum to Brier's score, and scores of 100 are in the last bin", () => {
  const each = fc.record({
    score: fc.integer({ min: 0, max: 100 }),
    predicted: fc.double({ min: 0, max: 1, noNaN: true }),
    fired: fc.boolean(),
    meant: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(each, { minLength: 1, maxLength: 60 }), (forecasts) => {
      const found = calibrationOf(forecasts, 1);
      const { brier, reliability, resolution, uncertainty, withinBins } = found;
      expect(reliability - resolution + uncertainty + withinBins).toBeCloseTo(brier, 12);
      expect(Math.min(brier, reliability, resolution, uncertainty)).toBeGreaterThanOrEqual(0);
      expect(found.bins.reduce((sum, { count }) => sum + count, 0)).toBe(forecasts.length);
    }),
  );
});

test('what fires is what was meant to: no dip, noise or silence, and every break', () => {
  const forecasts = Array.from({ length: 40 }, (_, coin) => forecast(DEFAULT_RULES, coin, 3, 100));
  expect(calibrationOf(forecasts, 100)).toMatchObject({ falseAlarms: 0, missed: 0 });
  const fired = forecasts.filter((each) => each.fired).length;
  expect(fired).toBeGreaterThan(10);
  expect(fired).toBeLessThan(40);
  // Whoever trembles or is riskier by what is stated has a higher score, and is told a higher probability.
  const sorted = [...forecasts].sort((a, b) => a.score - b.score);
  expect(sorted.map(({ predicted }) => predicted)).toEqual(
    forecasts.map(({ predicted }) => predicted).sort((a, b) => a - b),
  );
});
