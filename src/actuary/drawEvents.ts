/**
 * What happens in a year: which products' conditions fire, and how much of the cover each pays.
 *
 * One factor moves all groups (Vasicek 1987, "Probability of loss on loan portfolio"; a Gaussian copula). The
 * condition of a group is a normal value `sqrt(rho) * Z + sqrt(1 - rho) * e`, and a product fires where that
 * lies below the normal value of its hazard. The products of one group have the same e: they fall together,
 * the likelier ones first, and as deep as each other.
 */
import type { CompiledBook } from './compileBook.ts';
import { normalProbability, normalValue } from './normal.ts';
import { nextFineUniform, nextUniform, type RandomState } from './random.ts';

/** Between groups, where nothing else is said: docs/actuary.md, assumption 2. */
export const STANDARD_CORRELATION = 0.24;

/** Products that fired in a year, and the part of the cover that each pays: the first `count` of both. */
export interface YearEvents {
  readonly product: Uint32Array;
  readonly ratio: Float64Array;
  count: number;
}

export const roomForEvents = ({ productCount }: CompiledBook): YearEvents => ({
  product: new Uint32Array(productCount),
  ratio: new Float64Array(productCount),
  count: 0,
});

/** Draws one year of a path: two words for the factor, one a group, and one more where a group fires. */
export function drawEvents(book: CompiledBook, state: RandomState, events: YearEvents): void {
  const { groupTop, correlation } = book;
  const own = 1 / Math.sqrt(1 - correlation);
  const pull = Math.sqrt(correlation) * normalValue(nextFineUniform(state));
  // Nothing is likelier than the likeliest: most groups are passed over without a second look.
  const likeliest = normalProbability((book.top - pull) * own);
  events.count = 0;
  for (let group = 0; group < groupTop.length; group += 1) {
    const chance = nextUniform(state);
    if (chance >= likeliest) continue;
    const top = groupTop[group] as number;
    if (chance >= normalProbability((top - pull) * own)) continue;
    const depth = nextUniform(state);
    const last = book.groupStart[group + 1] as number;
    for (let product = book.groupStart[group] as number; product < last; product += 1) {
      const level = book.productLevel[product] as number;
      if (level < top && chance >= normalProbability((level - pull) * own)) continue;
      events.product[events.count] = product;
      events.ratio[events.count] = ratioAt(book, product, depth);
      events.count += 1;
    }
  }
}

function ratioAt(
  { ladderStart, ladderUpTo, ladderRatio }: CompiledBook,
  product: number,
  depth: number,
): number {
  let rung = ladderStart[product] as number;
  const last = (ladderStart[product + 1] as number) - 1;
  while (rung < last && depth > (ladderUpTo[rung] as number)) rung += 1;
  return ladderRatio[rung] as number;
}
