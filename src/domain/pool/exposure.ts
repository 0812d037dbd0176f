/** Cover of a pool by product and by correlation group: the figures that its limits are made of. */
import { maximum } from '../shared/rounding.ts';
import type { Amount, Wad } from '../shared/units.ts';

/** One product as a pool backs it. All products of one subject are in one group. */
export interface PoolProductBook {
  readonly productId: string;
  readonly group: string;
  /** Share of the pool's leveraged capital that the product may use, in WAD. */
  readonly weightWad: Wad;
  /** Highest payout ratio of the product's options, in WAD. */
  readonly highestRatioWad: Wad;
  /** Cover in force or to come, in units. */
  readonly cover: Amount;
}

/** What a pool backs, and how often its capital may be counted: 1 WAD for an isolated pool. */
export interface PoolBook {
  readonly leverageWad: Wad;
  readonly products: readonly PoolProductBook[];
}

/** Finds a product of a pool. Throws when the pool does not back it: callers check that first. */
export function productOf(book: PoolBook, productId: string): PoolProductBook {
  const product = book.products.find((candidate) => candidate.productId === productId);
  if (product === undefined) throw new Error(`the pool does not back ${productId}`);
  return product;
}

/** Sum of all cover. */
export function totalCover(products: readonly PoolProductBook[]): Amount {
  return products.reduce((sum, product) => sum + product.cover, 0n);
}

/** Cover by group; a group without cover is there with 0. */
export function coverByGroup(products: readonly PoolProductBook[]): Map<string, Amount> {
  const groups = new Map<string, Amount>();
  for (const { group, cover } of products) groups.set(group, (groups.get(group) ?? 0n) + cover);
  return groups;
}

/** The largest value, leaving one key out; 0 where there is no other. */
export function largestExcept(groups: ReadonlyMap<string, bigint>, left: string | null): bigint {
  let largest = 0n;
  for (const [group, value] of groups) if (group !== left) largest = maximum(largest, value);
  return largest;
}

/** The same book with more cover of one product: what it would be after a sale. */
export function withCover(book: PoolBook, productId: string, added: Amount): PoolBook {
  const products = book.products.map((product) =>
    product.productId === productId ? { ...product, cover: product.cover + added } : product,
  );
  return { ...book, products };
}
