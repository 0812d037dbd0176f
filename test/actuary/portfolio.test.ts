import { expect, test } from 'vitest';
import { builtInBook } from '../../src/actuary/builtInBooks.ts';
import { portfolioCapital, worstMean } from '../../src/actuary/portfolio.ts';
import { priceBook } from '../../src/actuary/priceBook.ts';
import { walkPaths } from '../../src/actuary/walkPaths.ts';
import { DEFAULT_RULES } from '../../src/cli/actuary/liveBook.ts';
import { compiled, smallBook } from './books.ts';

function capitalOf(description: ReturnType<typeof smallBook>, correlation: number, count = 100_000) {
  const hazardTimes = 1;
  const book = compiled(description, { correlation, hazardTimes });
  const { firstYearDue } = walkPaths({ book, seed: 21, years: 1 }, { from: 0, count });
  return portfolioCapital(
    { description, priced: priceBook(description), book, hazardTimes },
    21,
    firstYearDue,
  );
}

test('what products bring about adds up to what the book needs', () => {
  const found = capitalOf(builtInBook('ten', DEFAULT_RULES), 0.24);
  const sum = found.products.reduce((all, { marginal }) => all + marginal, 0);
  expect(sum).toBeCloseTo(found.expectedShortfall, 3);
  expect(found.expectedShortfall).toBeGreaterThanOrEqual(found.requirement);
  expect(found.diversification).toBeGreaterThan(1.5);
});

test('products that fall together save nothing; those apart save more the less they are correlated', () => {
  const scores = [80, 80, 80, 80];
  const together = capitalOf(
    smallBook({ scores, groups: ['a', 'a', 'a', 'a'], cover: 100, capital: 400 }),
    0,
  );
  expect(together.diversification).toBeCloseTo(1, 9);
  expect(together.requirement).toBe(400);
  const by = [0.9, 0.1, 0].map((correlation) =>
    capitalOf(smallBook({ scores, cover: 100, capital: 400 }), correlation),
  );
  const [high = 0, middle = 0, none = 0] = by.map(({ diversification }) => diversification);
  expect(high).toBeLessThan(middle);
  expect(middle).toBeLessThan(none);
});

test('four apart without correlation need what the binomial quantile says', () => {
  // 10 % each: three or more of four fire in 0.37 % of the years, two or more in 5.23 %.
  expect(capitalOf(smallBook({ scores: [80, 80, 80, 80], cover: 100, capital: 400 }), 0).requirement).toBe(
    200,
  );
});

test('alone, the worst years are filled by the deepest payouts first', () => {
  const certain = { ratios: [1], upTo: [1] };
  expect(worstMean(0.1, certain)).toBeCloseTo(1, 12);
  // A quarter of a percent in half of a percent of the years.
  expect(worstMean(0.0025, certain)).toBeCloseTo(0.5, 12);
  // 1 % with 4 % of it in full and 27 % half, and then a quarter of the cover for the rest of a half percent.
  expect(worstMean(0.01, { ratios: [0.25, 0.5, 1], upTo: [0.69, 0.96, 1] })).toBeCloseTo(
    (0.0004 + 0.5 * 0.0027 + 0.25 * 0.0019) / 0.005,
    12,
  );
});
