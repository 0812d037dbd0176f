/** What an order is about: checked when it is placed. */
import { premiumAtRate } from '../../domain/order/price.ts';
import { termBounds, termFor } from '../../domain/policy/term.ts';
import { COVER_AMOUNT_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { OrderDocument, OrderSide } from '../../store/documents/orders.ts';
import { outOfRange } from '../amounts.ts';
import { freeSharesOf } from '../pool/positions.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { tradingRefusal } from './orders.ts';

interface SentTarget {
  side: OrderSide;
  positionId: string | null;
  poolId: string | null;
  productId: string | null;
  quantity: Amount;
  price: Amount | null;
  termSeconds: number | null;
  maxAnnualRateWad: Wad | null;
}

/** One of the three things that an order may be about, with what belongs to it. */
export type OrderedTarget =
  | { side: 'SELL'; positionId: string; poolId: null; productId: null; quantity: Amount; price: Amount }
  | { side: 'BUY'; positionId: null; poolId: string; productId: null; quantity: Amount; price: Amount }
  | LimitOrder;
interface LimitOrder {
  side: 'BUY';
  positionId: null;
  poolId: null;
  productId: string;
  quantity: Amount;
  price: null;
  termSeconds: number;
  maxAnnualRateWad: Wad;
}

/** True when what was sent names one target, and no more and no less than belongs to it. */
export function isComplete(sent: SentTarget): boolean {
  const { side, positionId, poolId, productId, price, termSeconds, maxAnnualRateWad } = sent;
  if ([positionId, poolId, productId].filter((target) => target !== null).length !== 1) return false;
  const isAtRate = termSeconds !== null && maxAnnualRateWad !== null && price === null;
  const isAtPrice = termSeconds === null && maxAnnualRateWad === null && price !== null;
  if (productId !== null) return side === 'BUY' && isAtRate;
  return isAtPrice && (positionId !== null) === (side === 'SELL');
}

/** What checking a target reads, and in what it is paid; null while that is not known. */
export function targetNeeds(world: World, sent: OrderedTarget): { needs: Need[]; assetId: string | null } {
  if (sent.productId !== null) {
    const needs = [need('products', sent.productId)];
    return { needs, assetId: world.peek('products', sent.productId)?.assetId ?? null };
  }
  const { positionId } = sent;
  const poolId = sent.poolId ?? world.peek('positions', positionId ?? '')?.poolId;
  const position = positionId === null ? [] : [need('positions', positionId)];
  const pool = poolId === undefined ? [] : [need('pools', poolId)];
  const assetId = poolId === undefined ? null : (world.peek('pools', poolId)?.assetId ?? null);
  return { needs: [...position, ...pool], assetId };
}

type Target = Pick<
  OrderDocument,
  'kind' | 'policyId' | 'poolId' | 'positionId' | 'productId' | 'assetId' | 'quantity' | 'price' | 'limit'
>;

/** What an order would be about, or why it is refused. */
export function targetOf(draft: Draft, sent: OrderedTarget, accountId: string): Target | Refusal {
  if (sent.productId !== null) return coverTarget(draft, sent);
  return sent.positionId === null
    ? bidTarget(draft, sent)
    : offerTarget(draft, sent, sent.positionId, accountId);
}

const SHARES = { kind: 'SHARES', policyId: null, productId: null, limit: null } as const;
type Priced = Extract<OrderedTarget, { price: Amount }>;

function offerTarget(
  draft: Draft,
  { quantity, price }: Priced,
  positionId: string,
  accountId: string,
): Target | Refusal {
  const position = draft.get('positions', positionId);
  if (position === null || position.accountId !== accountId)
    return refuse('NOT_FOUND', { id: positionId }, 'positionId');
  const pool = draft.must('pools', position.poolId);
  const refusal =
    outOfRange(quantity, 'quantity', 1n, freeSharesOf(position)) ??
    outOfRange(price, 'price') ??
    tradingRefusal(pool, quantity);
  const { _id: poolId, assetId } = pool;
  return refusal ?? { ...SHARES, positionId, poolId, assetId, quantity, price };
}

function bidTarget(draft: Draft, { poolId, quantity, price }: Priced): Target | Refusal {
  const pool = draft.get('pools', poolId ?? '');
  if (pool === null) return refuse('NOT_FOUND', { id: poolId ?? '' }, 'poolId');
  const refusal =
    outOfRange(quantity, 'quantity') ?? outOfRange(price, 'price') ?? tradingRefusal(pool, quantity);
  return refusal ?? { ...SHARES, positionId: null, poolId: pool._id, assetId: pool.assetId, quantity, price };
}

/** A limit order may be placed at any time: it buys only while the product is sold. */
function coverTarget(draft: Draft, { productId, quantity, ...limit }: LimitOrder): Target | Refusal {
  const product = draft.get('products', productId);
  if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
  const { waitingSeconds, termSecondsMax, assetId } = product;
  const { termSeconds, maxAnnualRateWad } = limit;
  const range = outOfRange(quantity, 'quantity', product.minCover, COVER_AMOUNT_MAX);
  if (range !== null) return range;
  const { at } = draft;
  const term = termFor({ now: at, startAt: at, termSeconds, waitingSeconds, termSecondsMax });
  if (typeof term === 'string') {
    const bounds = termBounds(waitingSeconds, termSecondsMax);
    return refuse('TERM_OUT_OF_RANGE', { ...bounds, sentSeconds: termSeconds }, 'termSeconds');
  }
  const price = premiumAtRate(quantity, maxAnnualRateWad, term.coveredSeconds);
  const refusal = outOfRange(price, 'maxAnnualRateWad');
  const target = { kind: 'COVER' as const, policyId: null, poolId: null, positionId: null };
  return (
    refusal ?? { ...target, productId, assetId, quantity, price, limit: { termSeconds, maxAnnualRateWad } }
  );
}
