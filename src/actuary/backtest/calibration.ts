/**
 * How good forecasts were: Brier's score and its parts (Murphy, "A new vector partition of the probability
 * score", Journal of Applied Meteorology 12, 1973), by bins of the score.
 */
import { wilson } from '../statistics.ts';
import type { Forecast } from './forecast.ts';

export interface CalibrationBin {
  readonly fromScore: number;
  readonly toScore: number;
  readonly count: number;
  readonly predicted: number;
  readonly fired: number;
  readonly observed: number;
  /** Of the frequency, at 95 %. */
  readonly low: number;
  readonly high: number;
}

export interface Calibration {
  readonly hazardTimes: number;
  readonly count: number;
  readonly bins: readonly CalibrationBin[];
  /** The mean square of forecast less outcome: 0 is best. */
  readonly brier: number;
  /** What it would be for who says the frequency of all for each. */
  readonly brierConstant: number;
  /** How far bins are from what they said (0 is best), and from each other (more is better). */
  readonly reliability: number;
  readonly resolution: number;
  readonly uncertainty: number;
  /** What forecasts differ by within a bin: brier = reliability - resolution + uncertainty + this. */
  readonly withinBins: number;
  /** Conditions that fired without cause, and causes that fired nothing. */
  readonly falseAlarms: number;
  readonly missed: number;
}

const WIDTH = 20;
const BINS = 5;

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The table of some forecasts, of one at least. Example: says 0.5 of two, one fires: Brier 0.25. */
export function calibrationOf(forecasts: readonly Forecast[], hazardTimes: number): Calibration {
  const outcome = ({ fired }: Forecast): number => (fired ? 1 : 0);
  const bins = Array.from({ length: BINS }, (_, index) =>
    forecasts.filter(({ score }) => Math.min(BINS - 1, Math.floor(score / WIDTH)) === index),
  );
  const base = mean(forecasts.map(outcome));
  const weighted = (part: (predicted: number, observed: number) => number): number =>
    bins.reduce((sum, bin) => {
      const [predicted, observed] = [mean(bin.map((each) => each.predicted)), mean(bin.map(outcome))];
      return sum + (bin.length / forecasts.length) * part(predicted, observed);
    }, 0);
  const brier = mean(forecasts.map((each) => (each.predicted - outcome(each)) ** 2));
  const reliability = weighted((predicted, observed) => (predicted - observed) ** 2);
  const resolution = weighted((_, observed) => (observed - base) ** 2);
  const uncertainty = base * (1 - base);
  return {
    ...{ hazardTimes, count: forecasts.length, brier, brierConstant: uncertainty },
    bins: bins.map((bin, index) => binOf(bin, index)),
    ...{ reliability, resolution, uncertainty, withinBins: brier - reliability + resolution - uncertainty },
    falseAlarms: forecasts.filter(({ fired, meant }) => fired && !meant).length,
    missed: forecasts.filter(({ fired, meant }) => meant && !fired).length,
  };
}

function binOf(bin: readonly Forecast[], index: number): CalibrationBin {
  const fired = bin.filter((each) => each.fired).length;
  const interval = bin.length === 0 ? { low: 0, high: 1 } : wilson(fired, bin.length);
  return {
    ...{ fromScore: index * WIDTH, toScore: index === BINS - 1 ? 100 : index * WIDTH + WIDTH - 1 },
    ...{ count: bin.length, predicted: mean(bin.map(({ predicted }) => predicted)), fired },
    ...{ observed: bin.length === 0 ? 0 : fired / bin.length, ...interval },
  };
}
