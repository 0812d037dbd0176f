/** Two books through the same years: what differs in the answer comes of what differs in the books. */
import { describe, expect, test } from 'vitest';
import { compareRuin } from '../../src/actuary/compareRuin.ts';
import { prepareBook, reportBook } from '../../src/actuary/reportBook.ts';
import { walkAll } from '../../src/actuary/walkPaths.ts';
import type { BookDescription } from '../../src/domain/book/describedBook.ts';
import type { RuinFigures } from '../../src/domain/book/ruin.ts';
import { hazardTable } from '../../src/domain/pricing/hazard.ts';
import { WAD } from '../../src/domain/shared/units.ts';
import { smallBook, UNIT } from './books.ts';

const ASKED = { years: 2, paths: 4_000, seed: 7 };
/** Four groups over a capital that three of them at once go beyond. */
const bookOf = (...scores: number[]): BookDescription =>
  smallBook({ scores, cover: 50_000, capital: 100_000 });
const compared = (before: BookDescription, after: BookDescription) => {
  const [found] = compareRuin([{ before, after }], ASKED);
  return found as { before: RuinFigures; after: RuinFigures };
};

describe('ruin before and after', () => {
  test('is the same to the last digit where nothing differs, and for the same seed', () => {
    const { before, after } = compared(bookOf(60, 60, 60, 60), bookOf(60, 60, 60, 60));
    expect(before.shortfall.valueWad).toBeGreaterThan(0n);
    expect(after).toEqual(before);
    expect(compared(bookOf(60, 60, 60, 60), bookOf(60, 60, 60, 60)).before).toEqual(before);
  });

  test('is worse for a riskier score: more is due, more is cut, more capital is asked for', () => {
    const { before, after } = compared(bookOf(60, 60, 60, 60), bookOf(80, 60, 60, 60));
    expect(after.expectedPayout).toBeGreaterThan(before.expectedPayout);
    expect(after.shortfall.valueWad).toBeGreaterThan(before.shortfall.valueWad);
    expect(after.capital).toBeGreaterThanOrEqual(before.capital);
    expect(after.premium).toBeGreaterThan(before.premium);
    const [capital] = after.layers;
    expect(capital?.layer).toBe('CAPITAL');
    expect(capital?.exhaustedWad).toBeGreaterThan(before.layers[0]?.exhaustedWad ?? WAD);
  });

  test('is what the command line reports of the same book, to the digits that are shown', () => {
    const description = bookOf(80, 60);
    const prepared = prepareBook(description, { correlation: 0.24, hazardTimes: 1 });
    const walk = { book: prepared.book, seed: ASKED.seed, years: ASKED.years };
    const report = reportBook(prepared, walk, walkAll(walk, ASKED.paths));
    const { before } = compared(description, description);
    expect(Number(before.lossRatioWad) / 1e18).toBeCloseTo(report.lossRatio, 8);
    expect(Number(before.expectedPayout) / Number(UNIT)).toBeCloseTo(report.expectedPayout, 5);
    expect(Number(before.capital) / Number(UNIT)).toBeCloseTo(report.capital.requirement, 5);
    const { low, high } = report.shortfallProbability;
    expect([before.shortfall.lowWad, before.shortfall.highWad].map((wad) => Number(wad) / 1e18)).toEqual([
      expect.closeTo(low, 8),
      expect.closeTo(high, 8),
    ]);
  });

  test('draws what else happens alike on both sides, whoever joins: the new one is the first to be drawn', () => {
    const after = bookOf(60, 60, 60);
    const uncovered = ({ productId, ...rest }: (typeof after.pools)[number]['products'][number]) =>
      productId === 'p0' ? { productId, ...rest, cover: 0n } : { productId, ...rest };
    const pools = after.pools.map((pool) => ({ ...pool, products: pool.products.map(uncovered) }));
    // It cannot fire where its hazard is nothing: then the two others are all that there is on both sides.
    const never = hazardTable([0n, 0n, 0n, 0n, 0n, 0n]);
    const rules = { ...after.rules, hazards: { ...after.rules.hazards, BASKET: never } };
    const products = after.products.map((product) =>
      product.productId === 'p0' ? { ...product, peril: 'BASKET' as const } : product,
    );
    // One year: in the second one its premium has refilled some capital.
    const [found] = compareRuin(
      [{ before: { ...after, products, rules, pools }, after: { ...after, products, rules } }],
      { ...ASKED, years: 1 },
    );
    expect(found?.before?.expectedPayout).toBeGreaterThan(0n);
    expect(found?.after?.expectedPayout).toBe(found?.before?.expectedPayout);
    expect(found?.after?.capital).toBe(found?.before?.capital);
  });

  test('is null for a side without cover, or without capital, and the other side is there', () => {
    const covered = smallBook({ scores: [60], cover: 1_000, capital: 1_000 });
    const bare = smallBook({ scores: [60], cover: 0, capital: 1_000 });
    const { before, after } = compared(bare, covered);
    expect(before).toBeNull();
    expect(after.expectedPayout).toBeGreaterThan(0n);
    expect(compared(smallBook({ scores: [60], cover: 1_000, capital: 0 }), bare)).toEqual({
      before: null,
      after: null,
    });
  });
});
