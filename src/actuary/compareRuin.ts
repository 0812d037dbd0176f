/** What changes do to ruin: a book as it is and as it would be, through the same years. */
import type { BookDescription } from '../domain/book/describedBook.ts';
import type { BookPair, RuinAsked, RuinFigures, RuinFound } from '../domain/book/ruin.ts';
import { mulDivUp } from '../domain/shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../domain/shared/units.ts';
import type { LayerName } from './compileBook.ts';
import { coveredProducts } from './coveredProducts.ts';
import { STANDARD_CORRELATION } from './drawEvents.ts';
import { prepareBook, reportBook } from './reportBook.ts';
import type { RuinReport } from './ruinReport.ts';
import { walkAll } from './walkPaths.ts';

/** Digits that a frequency, and a whole unit of money, is an estimate to. */
const FREQUENCY_STEPS = 10 ** 9;
const UNIT_STEPS = 10 ** 6;

/**
 * Simulates both sides of each pair. A group that one side alone has is drawn on the other too, and fires
 * nothing there: what else happens in a path stays the same until something fires on one side only.
 */
export function compareRuin(pairs: readonly BookPair[], asked: RuinAsked): RuinFound[] {
  return pairs.map(({ before, after }) => {
    const groups = [...new Set([...groupsOf(before), ...groupsOf(after)])];
    return { before: figuresOf(before, groups, asked), after: figuresOf(after, groups, asked) };
  });
}

/** Those that are covered. */
const groupsOf = (book: BookDescription): string[] =>
  coveredProducts(book).map(({ product }) => product.group);

function figuresOf(
  description: BookDescription,
  groups: readonly string[],
  { years, paths, seed }: RuinAsked,
): RuinFigures | null {
  if (groupsOf(description).length === 0 || description.pools.every(({ capital }) => capital === 0n))
    return null;
  const assumptions = { correlation: STANDARD_CORRELATION, hazardTimes: 1, groups };
  const prepared = prepareBook(description, assumptions);
  const walk = { book: prepared.book, seed, years };
  return inUnits(reportBook(prepared, walk, walkAll(walk, paths)), description.unit);
}

function inUnits(report: RuinReport, unit: Amount): RuinFigures {
  const amount = (whole: number): Amount =>
    // Up: what may be lost is not shown a unit too small.
    mulDivUp(BigInt(Math.round(whole * UNIT_STEPS)), unit, BigInt(UNIT_STEPS));
  const { value, low, high } = report.shortfallProbability;
  return {
    lossRatioWad: wadOf(report.lossRatio),
    shortfall: { valueWad: wadOf(value), lowWad: wadOf(low), highWad: wadOf(high) },
    capital: amount(report.capital.requirement),
    expectedPayout: amount(report.expectedPayout),
    premium: amount(report.premium),
    layers: report.layers.flatMap(({ layer, hit, exhausted }) =>
      isLedgers(layer) ? [{ layer, hitWad: wadOf(hit), exhaustedWad: wadOf(exhausted) }] : [],
    ),
  };
}

/** What has to be granted counts nothing in a ledger's book. */
const isLedgers = (layer: LayerName): layer is RuinFigures['layers'][number]['layer'] =>
  layer !== 'COMMITMENTS' && layer !== 'TREASURY';

const wadOf = (value: number): Wad =>
  BigInt(Math.round(value * FREQUENCY_STEPS)) * (WAD / BigInt(FREQUENCY_STEPS));
