/** Simulated figures beside those that can be worked out, each within its confidence interval at a fixed seed. */
import { expect, test } from 'vitest';
import { normalProbability, normalValue } from '../../src/actuary/normal.ts';
import { walkPaths } from '../../src/actuary/walkPaths.ts';
import { compiled, smallBook } from './books.ts';

const PATHS = 200_000;
/** Standard errors that a figure may be off: once in some ten thousand seeds. */
const ERRORS = 4;

function expectNear(seen: number, probability: number, tries: number): void {
  expect(Math.abs(seen / tries - probability)).toBeLessThan(
    ERRORS * Math.sqrt((probability * (1 - probability)) / tries),
  );
}

test('one product, one year: it fires as often as its hazard says, and its loss ratio is that of the price', () => {
  const book = compiled(smallBook({ scores: [60], cover: 100, capital: 1_000 }));
  const { sums } = walkPaths({ book, seed: 11, years: 1 }, { from: 0, count: PATHS });
  expectNear(sums.lossYears, 0.04, PATHS);
  expect(sums.due).toBeCloseTo(sums.lossYears * 100, 6);
  expect(sums.due / sums.premium).toBeCloseTo((sums.lossYears / PATHS) * (100 / (book.premium[0] ?? 0)), 9);
});

test('one product over ten years: at least one event as the binomial says, which Poisson comes near to', () => {
  const book = compiled(smallBook({ scores: [60], cover: 1, capital: 1_000_000 }));
  const { drawdown } = walkPaths({ book, seed: 12, years: 10 }, { from: 0, count: PATHS });
  const hit = drawdown.filter((fall) => fall > 0).length;
  const atLeastOne = 1 - 0.96 ** 10;
  expectNear(hit, atLeastOne, PATHS);
  expect(Math.abs(atLeastOne - (1 - Math.exp(-0.4)))).toBeLessThan(0.006);
});

test('ten alike without correlation: more than the capital is asked for as the binomial tail says', () => {
  // 10 % each, 100 of each against 250 of capital: short where three or more fire.
  const book = compiled(smallBook({ scores: Array(10).fill(80), cover: 100, capital: 250 }));
  const { sums } = walkPaths({ book, seed: 13, years: 1 }, { from: 0, count: PATHS });
  const term = [1, 10, 45].reduce((sum, ways, fired) => sum + ways * 0.1 ** fired * 0.9 ** (10 - fired), 0);
  expectNear(sums.shortfallYears, 1 - term, PATHS);
});

test('two layers: what each pays on average, and the haircut, are the binomial expectations', () => {
  // 100 of capital and 150 of a fund of which half may be taken: 75; four products of 100.
  const shared = { sharedFund: 150 };
  const book = compiled(smallBook({ scores: Array(4).fill(80), cover: 100, capital: 100, shared }));
  const { sums } = walkPaths({ book, seed: 14, years: 1 }, { from: 0, count: PATHS });
  const chances = [1, 4, 6, 4, 1].map((ways, fired) => ways * 0.1 ** fired * 0.9 ** (4 - fired));
  const near = (seen: number, of: (loss: number) => number) => {
    const mean = chances.reduce((sum, chance, fired) => sum + chance * of(fired * 100), 0);
    const square = chances.reduce((sum, chance, fired) => sum + chance * of(fired * 100) ** 2, 0);
    expect(Math.abs(seen / PATHS - mean)).toBeLessThan(ERRORS * Math.sqrt((square - mean * mean) / PATHS));
  };
  near(sums.taken[0] ?? 0, (loss) => Math.min(loss, 100));
  near(sums.taken[3] ?? 0, (loss) => Math.min(Math.max(0, loss - 100), 75));
  near(sums.haircut, (loss) => Math.max(0, loss - 175));
});

test('two groups with a correlation: both fire as often as the integral over the factor says', () => {
  const correlation = 0.3;
  const book = compiled(smallBook({ scores: [80, 80], cover: 100, capital: 150 }), {
    correlation,
    hazardTimes: 1,
  });
  const { sums } = walkPaths({ book, seed: 15, years: 1 }, { from: 0, count: PATHS });
  const step = 0.001;
  let both = 0;
  for (let factor = -8; factor < 8; factor += step) {
    const level = (normalValue(0.1) - Math.sqrt(correlation) * factor) / Math.sqrt(1 - correlation);
    const density = Math.exp(-(factor ** 2) / 2) / Math.sqrt(2 * Math.PI);
    both += normalProbability(level) ** 2 * density * step;
  }
  // More than apart: 1 %.
  expect(both).toBeGreaterThan(0.018);
  expectNear(sums.shortfallYears, both, PATHS);
});

test('products of one group fall together, the likelier one first', () => {
  const alone = compiled(smallBook({ scores: [80, 60], groups: ['a', 'a'], cover: 100, capital: 150 }));
  const { sums } = walkPaths({ book: alone, seed: 16, years: 1 }, { from: 0, count: PATHS });
  expectNear(sums.lossYears, 0.1, PATHS);
  expectNear(sums.shortfallYears, 0.04, PATHS);
});
