/** Until when products are decided, from their documents and their feeds' watermarks. */
import { unresolvedStarts } from '../../domain/basket/state.ts';
import { decidedUntil } from '../../domain/policy/status.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { openBreach } from '../../domain/trigger/state.ts';
import type { CoverBasis, FeedDocument, ProductDocument } from '../../store/documents/cover.ts';

/** Documents as far as they are known. */
export interface DecidedBooks {
  product(id: string): ProductDocument | null | undefined;
  feed(id: string): Pick<FeedDocument, 'watermark'> | null | undefined;
}

/**
 * Until when cover is decided that rests on these products: the least of them, because a basket's incident
 * begins with a breach of one of its members. Null where nothing is decided, or not all of them are known.
 */
export function decidedUntilOf(basis: readonly CoverBasis[], books: DecidedBooks): UnixSeconds | null {
  let least: UnixSeconds | null = null;
  for (const { productId, feedId } of basis) {
    const product = books.product(productId);
    if (product == null || product.feedId === null) return null;
    const { lastDeterminate } = product.ruleState;
    const decided = decidedUntil(books.feed(feedId)?.watermark ?? null, lastDeterminate?.slot ?? null);
    if (decided === null) return null;
    least = least === null ? decided : Math.min(least, decided);
  }
  return least;
}

/**
 * Starts of breaches of a product that are known and of which it is not decided whether they become
 * incidents.
 */
export function undecidedStarts(product: ProductDocument): UnixSeconds[] {
  if (product.feedId === null) return unresolvedStarts(product.basketState);
  const breach = openBreach(product.ruleState);
  return breach === null ? [] : [breach.start];
}
