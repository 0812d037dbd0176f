/**
 * What capital a book asks for over a year, what of it each product brings about, and what is saved by not
 * all falling together.
 */
import type { BookDescription } from '../domain/book/describedBook.ts';
import type { Assumptions, CompiledBook } from './compileBook.ts';
import { type DepthLadder, depthLadder } from './depthLadder.ts';
import { drawEvents, roomForEvents } from './drawEvents.ts';
import { fraction } from './fraction.ts';
import { hazardOf, type PricedBook, severityIn } from './priceBook.ts';
import { streamOf } from './random.ts';
import { expectedShortfall, quantile, sumOf, tailCount } from './statistics.ts';

/** Once in two hundred years: the level of Solvency II (Directive 2009/138/EC, article 101). */
export const CAPITAL_LEVEL = 0.995;

export interface ProductCapital {
  readonly productId: string;
  readonly cover: number;
  /** What the price list holds: mean of a year over the cover. */
  readonly expectedLossRate: number;
  readonly premiumRate: number;
  /** Alone: the mean of its worst years. */
  readonly standAlone: number;
  /** What it brings to the mean of the book's worst years: these parts add up to that mean. */
  readonly marginal: number;
  /** What the price charges for capital, a year and of the cover, before the pool's share ... */
  readonly capitalRateInForce: number;
  /** ... and what it would with the marginal capital in place of the locked one. */
  readonly capitalRateMarginal: number;
}

export interface PortfolioCapital {
  readonly level: number;
  /** The payouts of a year that are exceeded with the probability `1 - level` ... */
  readonly requirement: number;
  /** ... and their mean beyond it. */
  readonly expectedShortfall: number;
  readonly standAloneSum: number;
  /** Sum of stand-alone over joint: 1 saves nothing. */
  readonly diversification: number;
  readonly products: readonly ProductCapital[];
}

/** A book in all its forms, with what the true hazard is over that of the table. */
interface SimulatedBook extends Pick<Assumptions, 'hazardTimes'> {
  readonly description: BookDescription;
  readonly priced: PricedBook;
  readonly book: CompiledBook;
}

/** Of the first years of a simulation: those with the worst losses are drawn again, product by product. */
export function portfolioCapital(
  simulated: SimulatedBook,
  seed: number,
  firstYearDue: Float64Array,
): PortfolioCapital {
  const { book } = simulated;
  const sorted = firstYearDue.slice().sort();
  const shares = worstShares(book, seed, firstYearDue);
  const products = book.productIds.map((productId, place) =>
    productCapital(simulated, productId, shares[place] ?? 0),
  );
  const joint = expectedShortfall(sorted, CAPITAL_LEVEL);
  const standAloneSum = products.reduce((sum, { standAlone }) => sum + standAlone, 0);
  return {
    level: CAPITAL_LEVEL,
    requirement: quantile(sorted, CAPITAL_LEVEL),
    expectedShortfall: joint,
    standAloneSum,
    diversification: joint === 0 ? 1 : standAloneSum / joint,
    products,
  };
}

/**
 * Each product's mean loss in the worst years (Euler's principle for expected shortfall: Tasche, "Capital
 * allocation to business units and sub-portfolios", 2007).
 */
function worstShares(book: CompiledBook, seed: number, firstYearDue: Float64Array): Float64Array {
  const paths = Uint32Array.from(firstYearDue.keys());
  // Ties by number: the same paths whoever asks.
  paths.sort((a, b) => (firstYearDue[b] as number) - (firstYearDue[a] as number) || a - b);
  const worst = paths.subarray(0, tailCount(paths.length, CAPITAL_LEVEL));
  const shares = new Float64Array(book.productCount);
  const events = roomForEvents(book);
  for (const path of worst) {
    drawEvents(book, streamOf(seed, path), events);
    for (let index = 0; index < events.count; index += 1) {
      const product = events.product[index] as number;
      const loss = coverAt(book, product) * (events.ratio[index] as number);
      shares[product] = (shares[product] as number) + loss / worst.length;
    }
  }
  return shares;
}

function coverAt({ exposureStart, exposureCover }: CompiledBook, product: number): number {
  return sumOf(exposureCover.subarray(exposureStart[product], exposureStart[product + 1]));
}

function productCapital(
  { description: { products, unit, rules }, priced, hazardTimes }: SimulatedBook,
  productId: string,
  marginal: number,
): ProductCapital {
  const index = products.findIndex((candidate) => candidate.productId === productId);
  const product = products[index] as BookDescription['products'][number];
  const own = priced.exposures.filter((exposure) => exposure.product === index);
  const sum = (of: (exposure: PricedBook['exposures'][number]) => number) =>
    own.reduce((all, exposure) => all + of(exposure), 0);
  const cover = sum((exposure) => Number(exposure.cover) / Number(unit));
  const [hazard, severity] = [fraction(hazardOf(rules, product)), fraction(severityIn(rules, product))];
  const costOfCapital = fraction(rules.rates.costOfCapitalWad);
  const locked = sum(
    (exposure) => (Number(exposure.cover) / Number(unit)) * fraction(exposure.capitalPerCoverWad),
  );
  const tail = worstMean(Math.min(1, hazard * hazardTimes), depthLadder(product.payout, rules.depth));
  return {
    productId,
    cover,
    expectedLossRate: hazard * severity,
    premiumRate: sum((exposure) => Number(exposure.premium) / Number(unit)) / cover,
    standAlone: cover * tail,
    marginal,
    capitalRateInForce: (costOfCapital * locked) / cover,
    capitalRateMarginal: (costOfCapital * marginal) / cover,
  };
}

/** The mean of the worst years of one product, of its cover, exactly: its deepest payouts fill them first. */
export function worstMean(hazard: number, ladder: DepthLadder): number {
  let [left, sum] = [1 - CAPITAL_LEVEL, 0];
  for (let rung = ladder.ratios.length - 1; rung >= 0 && left > 0; rung -= 1) {
    const weight = (ladder.upTo[rung] ?? 0) - (ladder.upTo[rung - 1] ?? 0);
    const used = Math.min(left, hazard * weight);
    sum += used * (ladder.ratios[rung] ?? 0);
    left -= used;
  }
  return sum / (1 - CAPITAL_LEVEL);
}
