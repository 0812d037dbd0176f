import type { QuoteItemInput } from '../generated/schema.generated.ts';
import type { QuoteItem } from '../ports.ts';

/** Items as they came in, in the shape that quotes and purchases take. */
export function quoteItems(items: readonly QuoteItemInput[]): QuoteItem[] {
  return items.map(({ productId, coverAmount, termSeconds, startAt }) => ({
    productId,
    coverAmount,
    termSeconds,
    startAt: startAt ?? null,
  }));
}
