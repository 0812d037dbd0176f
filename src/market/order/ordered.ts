/** An order as it is sent: one of four things, each with what belongs to it and nothing else. */
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { OrderDocument, OrderSide } from '../../store/documents/orders.ts';

export interface SentOrder {
  side: OrderSide;
  policyId: string | null;
  positionId: string | null;
  poolId: string | null;
  productId: string | null;
  quantity: Amount | null;
  price: Amount | null;
  termSeconds: number | null;
  maxAnnualRateWad: Wad | null;
}

/** A policy as a whole: offered by its holder, or bid for. */
export interface OrderedPolicy {
  kind: 'POLICY';
  side: OrderSide;
  policyId: string;
  price: Amount;
}

/** Shares of a position that are offered. */
export interface OfferedShares {
  kind: 'OFFER';
  positionId: string;
  quantity: Amount;
  price: Amount;
}

/** Anybody's shares of a pool that are bid for. */
export interface WantedShares {
  kind: 'BID';
  poolId: string;
  quantity: Amount;
  price: Amount;
}

/** Cover at a rate: a limit order. */
export interface OrderedCover {
  kind: 'COVER';
  productId: string;
  quantity: Amount;
  termSeconds: number;
  maxAnnualRateWad: Wad;
}

export type Ordered = OrderedPolicy | OfferedShares | WantedShares | OrderedCover;

/** What of an order document follows from what is ordered. */
export type Target = Pick<
  OrderDocument,
  | 'kind'
  | 'policyId'
  | 'poolId'
  | 'positionId'
  | 'productId'
  | 'assetId'
  | 'quantity'
  | 'poolLosses'
  | 'price'
  | 'offered'
  | 'limit'
>;

/** What was sent, or null where it names no target, two, or what does not belong to it. */
export function orderedOf(sent: SentOrder): Ordered | null {
  const { side, policyId, positionId, poolId, productId } = sent;
  const { quantity, price, termSeconds, maxAnnualRateWad } = sent;
  if ([policyId, positionId, poolId, productId].filter((target) => target !== null).length !== 1) return null;
  if (productId !== null) {
    if (side === 'SELL' || quantity === null || price !== null) return null;
    if (termSeconds === null || maxAnnualRateWad === null) return null;
    return { kind: 'COVER', productId, quantity, termSeconds, maxAnnualRateWad };
  }
  if (price === null || termSeconds !== null || maxAnnualRateWad !== null) return null;
  if (policyId !== null) return quantity === null ? { kind: 'POLICY', side, policyId, price } : null;
  if (quantity === null || (positionId !== null) !== (side === 'SELL')) return null;
  if (positionId !== null) return { kind: 'OFFER', positionId, quantity, price };
  return poolId === null ? null : { kind: 'BID', poolId, quantity, price };
}
