/** How much cover a pool may carry for one product (docs/mechanics.md section 1). */
import { maximum, minimum, mulDivDown } from '../shared/rounding.ts';
import { type Amount, WAD } from '../shared/units.ts';
import { coverByGroup, largestExcept, type PoolBook, productOf, totalCover } from './exposure.ts';

/** Which bound of the limit is the tightest. */
export type LimitName = 'PRODUCT_WEIGHT' | 'GROUP' | 'LEVERAGE' | 'TWO_LARGEST_GROUPS';

/** What a limit follows from. */
export interface LimitInputs {
  readonly book: PoolBook;
  readonly productId: string;
  /** F: A less the value of queued shares. */
  readonly freeCapital: Amount;
  /** R - F: slice, own fund and the pool's part of shared layers (`backing`). */
  readonly backing: Amount;
}

export interface ProductLimit {
  /** Most cover of the product that the pool may carry, in units; at least 0. */
  readonly limit: Amount;
  /** `max(0, limit - cover(product))`. */
  readonly capacity: Amount;
  readonly binding: LimitName;
}

/**
 * `min(F*L*weight, F - rest of its group, F*L - all other cover, R - rest of its group - largest other
 * group)`. With two or more groups no product weighs, and no group may hold, more than F/2, so that a pool
 * can always pay its two largest. Nothing here depends on the product's own cover: that keeps the price
 * split-proof.
 *
 * Example: isolated pool with F 1000 and cover 300: limit 1000, capacity 700, all bounds equal, so the first
 * is named.
 */
export function productLimit({ book, productId, freeCapital, backing }: LimitInputs): ProductLimit {
  const product = productOf(book, productId);
  const groups = coverByGroup(book.products);
  const restOfGroup = (groups.get(product.group) ?? 0n) - product.cover;
  const otherCover = totalCover(book.products) - product.cover;
  const largestOther = largestExcept(groups, product.group);
  // Down, each: a pool never sells a unit that its capital does not carry.
  const groupCap = groups.size > 1 ? mulDivDown(freeCapital, 1n, 2n) : freeCapital;
  const weighted = mulDivDown(freeCapital * book.leverageWad, product.weightWad, WAD * WAD);
  const bounds: readonly [LimitName, Amount][] = [
    ['PRODUCT_WEIGHT', groups.size > 1 ? minimum(weighted, groupCap) : weighted],
    ['GROUP', groupCap - restOfGroup],
    ['LEVERAGE', mulDivDown(freeCapital, book.leverageWad, WAD) - otherCover],
    ['TWO_LARGEST_GROUPS', freeCapital + backing - restOfGroup - largestOther],
  ];
  const [binding, smallest] = bounds.reduce((least, bound) => (bound[1] < least[1] ? bound : least));
  const limit = maximum(0n, smallest);
  return { limit, capacity: maximum(0n, limit - product.cover), binding };
}
