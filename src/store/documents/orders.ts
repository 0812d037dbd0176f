/** Orders of the secondary market, limit orders for cover, and the trades that come of them. */
import type { OrderSide } from '../../domain/order/price.ts';
import type { OrderStatus, TradeStatus } from '../../domain/order/states.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';

export type { OrderSide, OrderStatus, TradeStatus };

/** A policy as a whole, shares of a pool, or cover to be bought once its rate is low enough. */
export type OrderKind = 'POLICY' | 'SHARES' | 'COVER';

/** Why an order was closed by itself. */
export type OrderClosing = 'POLICY_ENDED' | 'POLICY_CHANGED' | 'POLICY_MOVED' | 'SHARES_GONE' | 'POOL_LOST';

export interface OrderDocument {
  _id: string;
  version: number;
  accountId: string;
  side: OrderSide;
  kind: OrderKind;
  /** The policy that is sold or bid for. */
  policyId: string | null;
  /** The pool whose shares are sold or bid for. */
  poolId: string | null;
  /** Whose shares are sold; null for a bid, which takes anybody's. */
  positionId: string | null;
  /** The product of the policy, or of which cover is to be bought. */
  productId: string | null;
  assetId: string;
  /** Shares, or cover; 1 for a policy. */
  quantity: Amount;
  /** What of it was traded, with effect. */
  filled: Amount;
  /** What of it is being traded: it waits until it is decided that no breach began before. */
  pending: Amount;
  /** Of the whole quantity; of a limit order the most that is paid. */
  price: Amount;
  /** What the policy could still pay, and until when, as the price was named for it. */
  offered: { coverRemaining: Amount; coverUntil: UnixSeconds } | null;
  /** Of a bid for shares: what incidents had taken from the pool as the price was named. */
  poolLosses: Amount | null;
  /** Of a limit order alone. */
  limit: { termSeconds: number; maxAnnualRateWad: Wad } | null;
  /** What the ledger holds for the part that is open, beside what it holds for trades; 0 for a sale. */
  held: Amount;
  status: OrderStatus;
  closedBecause: OrderClosing | null;
  placedAt: UnixSeconds;
  expiresAt: UnixSeconds;
  closedAt: UnixSeconds | null;
  /** The policy that a limit order bought, or null. */
  boughtPolicyId: string | null;
}

/**
 * A sale, or a gift of shares, made at a time. It takes effect once it is decided that no breach began
 * before; until then the buyer's money is held and the seller's shares are locked. Else it is void.
 */
export interface TradeDocument {
  _id: string;
  version: number;
  /** Null where shares were given. */
  orderId: string | null;
  kind: Exclude<OrderKind, 'COVER'>;
  policyId: string | null;
  poolId: string | null;
  assetId: string;
  sellerId: string;
  buyerId: string;
  /** Both of them: the index of what is mine. */
  accountIds: [string, string];
  /** Shares; 1 for a policy. */
  quantity: Amount;
  /** What the buyer pays; 0 for a gift. */
  price: Amount;
  /** What of it the insurance fund gets. */
  fee: Amount;
  status: TradeStatus;
  madeAt: UnixSeconds;
  /** When it took effect or was void, or null. */
  endedAt: UnixSeconds | null;
}
