/**
 * Capital that cover holds in place: it may neither be sold twice nor leave (docs/mechanics.md section 1).
 */
import { maximum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD } from '../shared/units.ts';
import { coverByGroup, largestExcept, type PoolBook, totalCover } from './exposure.ts';

/** `max(ceil(total cover / L), largest group cover)`. Example: cover 60 and 40 in two groups at L 2: 60. */
export function lockedCapital(book: PoolBook): Amount {
  // Up: a unit too much is locked rather than one too few.
  const leveraged = mulDivUp(totalCover(book.products), WAD, book.leverageWad);
  return maximum(leveraged, largestExcept(coverByGroup(book.products), null));
}

/**
 * Live locking, from watch to payment: cover of every affected product counts in full and summed, plus
 * `locked` of the others. Never less than `lockedCapital`. Example: cover 60 and 40 at L 2, both watched:
 * 100.
 */
export function lockedCapitalLive(book: PoolBook, affectedProductIds: ReadonlySet<string>): Amount {
  const affected = book.products.filter((product) => affectedProductIds.has(product.productId));
  const others = book.products.filter((product) => !affectedProductIds.has(product.productId));
  return totalCover(affected) + lockedCapital({ ...book, products: others });
}
