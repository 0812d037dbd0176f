/** What the cover of a product rests on: the feeds, subjects and groups that it counts on. */
import type { CoverBasis, ProductDocument } from '../../store/documents/cover.ts';

/** A product of one feed rests on itself, a basket on each of its members. */
export function restsOn(product: ProductDocument): readonly CoverBasis[] {
  if (product.feedId === null) return product.members;
  const { _id: productId, subject, group, feedId } = product;
  return [{ productId, subject, group, feedId }];
}
