import type { QuoteItem } from '../../market/queries/views.ts';
import type { QuoteItemInput } from '../generated/schema.generated.ts';

/** Items as they came in, in the shape that quotes and purchases take. */
export function quoteItems(items: readonly QuoteItemInput[]): QuoteItem[] {
  return items.map(({ productId, coverAmount, termSeconds, startAt }) => ({
    productId,
    coverAmount,
    termSeconds,
    startAt: startAt ?? null,
  }));
}
