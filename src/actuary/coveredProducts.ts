/** The products of a book that have cover: those that can fire. */
import type { BookDescription, DescribedProduct } from '../domain/book/describedBook.ts';

/** Each with its place in the book, in the book's order. */
export function coveredProducts({
  products,
  pools,
}: BookDescription): { product: DescribedProduct; index: number }[] {
  const covered = new Set(
    pools.flatMap((pool) =>
      pool.products.filter(({ cover }) => cover > 0n).map(({ productId }) => productId),
    ),
  );
  return products
    .map((product, index) => ({ product, index }))
    .filter(({ product }) => covered.has(product.productId));
}
