/** One line of an order: checked against its product, and priced anew or at the price that a token holds. */
import { type Term, termBounds, termFor } from '../../domain/policy/term.ts';
import { quoteStands } from '../../domain/pricing/quoteGuard.ts';
import { COVER_AMOUNT_MAX, START_AHEAD_SECONDS_MAX } from '../../domain/shared/limits.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PolicyDistribution } from '../../store/documents/policies.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { outOfRange } from '../amounts.ts';
import { soldCoverRefusal } from '../distribution/soldCover.ts';
import { restsOn } from '../product/restsOn.ts';
import type { Draft } from '../sequencer/draft.ts';
import { marketRoom } from './marketRoom.ts';
import { offersOf, type PricedOrder, type PricedPart, priceOrder } from './priceOrder.ts';
import { openPools } from './salesOpen.ts';

export interface OrderItem {
  productId: string;
  coverAmount: Amount;
  /** Waiting included. */
  termSeconds: number;
  /** When the term starts; at once where nothing is said. */
  startAt?: UnixSeconds | null | undefined;
  /** The parts and prices that a token holds, or null. */
  held: PricedPart[] | null;
  /** SHA-256 of the file that tells how they were priced. */
  quoteFile?: string | null;
  /** Who sells it, and for which part of the premium. */
  distribution: PolicyDistribution | null;
  /** Cover that the policy has in each pool already; nothing for a new one. */
  carried?: ReadonlyMap<string, Amount>;
}

export interface PricedItem {
  refused: false;
  product: ProductDocument;
  coverAmount: Amount;
  term: Term;
  premium: Amount;
  parts: PricedPart[];
  distribution: PolicyDistribution | null;
  /** What the price was computed from; null where a token's was honoured: it was told with the quote. */
  order: PricedOrder | null;
  /** SHA-256 of the file that tells it, where a token's was honoured. */
  quoteFile: string | null;
}

/**
 * Prices a line. Needs the product, its feed,
 * its pools with all that accruing reads, and their products' feeds.
 */
export function priceItem(draft: Draft, item: OrderItem, path: string): PricedItem | Refusal {
  const { productId, coverAmount, distribution } = item;
  const product = draft.get('products', productId);
  if (product === null) return refuse('NOT_FOUND', { id: productId }, `${path}.productId`);
  const range = outOfRange(coverAmount, `${path}.coverAmount`, product.minCover, COVER_AMOUNT_MAX);
  if (range !== null) return range;
  const beyond = soldCoverRefusal(draft, distribution, product.assetId, coverAmount);
  if (beyond !== null) return beyond;
  const term = termOf(draft, product, item, path);
  if (isRefusal(term)) return term;
  const pools = openPools(draft, product);
  if (isRefusal(pools)) return pools;
  if (item.held !== null && holds(draft, product, pools, item.held)) {
    const premium = item.held.reduce((sum, part) => sum + part.premium, 0n);
    return {
      refused: false,
      product,
      coverAmount,
      term,
      premium,
      parts: item.held,
      distribution,
      order: null,
      quoteFile: item.quoteFile ?? null,
    };
  }
  const commissionBps = distribution?.commissionBps ?? 0;
  const line = { coverAmount, coveredSeconds: term.coveredSeconds, commissionBps };
  const order = priceOrder(draft, product, pools, line, item.carried);
  if (order.refused) return order;
  const { premium, parts } = order;
  return {
    refused: false,
    product,
    coverAmount,
    term,
    premium,
    parts,
    distribution,
    order,
    quoteFile: null,
  };
}

/** The term of a line. One whose start has passed since it was quoted starts now, and covers as long. */
function termOf(draft: Draft, product: ProductDocument, item: OrderItem, path: string): Term | Refusal {
  const { waitingSeconds, termSecondsMax } = product;
  const asked = item.startAt ?? draft.at;
  const startAt = item.held === null ? asked : Math.max(asked, draft.at);
  const term = termFor({
    now: draft.at,
    startAt,
    termSeconds: item.termSeconds,
    waitingSeconds,
    termSecondsMax,
  });
  if (term === 'TERM') {
    const bounds = termBounds(waitingSeconds, termSecondsMax);
    return refuse('TERM_OUT_OF_RANGE', { ...bounds, sentSeconds: item.termSeconds }, `${path}.termSeconds`);
  }
  if (term === 'START') {
    const bounds = {
      minimumSeconds: 0,
      maximumSeconds: START_AHEAD_SECONDS_MAX,
      sentSeconds: startAt - draft.at,
    };
    return refuse('TERM_OUT_OF_RANGE', bounds, `${path}.startAt`);
  }
  return term;
}

/** True while a token's price stands in every pool that it allocated to, and each can still take its part. */
function holds(
  draft: Draft,
  product: ProductDocument,
  pools: readonly PoolDocument[],
  held: readonly PricedPart[],
): boolean {
  const market = marketRoom(draft, restsOn(product), product.sandbox, product.assetId);
  const cover = held.reduce((sum, { coverAmount }) => sum + coverAmount, 0n);
  if (market !== null && cover > market.room) return false;
  const offers = new Map(offersOf(draft, product, pools).offers.map((offer) => [offer.poolId, offer]));
  const quoted = held.map((part) => ({ part, offer: offers.get(part.poolId) }));
  return quoted.every(({ part, offer }) => {
    if (offer === undefined || offer.room < part.coverAmount) return false;
    const { quotedCover, quotedLimit } = part;
    return quoteStands([{ quotedCover, quotedLimit, coverNow: offer.cover, limitNow: offer.limit }]);
  });
}
