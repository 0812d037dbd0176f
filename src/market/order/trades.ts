/**
 * Trades: what is handed over, for how much, and that it is held until it is decided that no breach began
 * before. Shares that are given away go the same way, at a price of nothing.
 */
import { tradeFee } from '../../domain/order/price.ts';
import { transitionTrade } from '../../domain/order/states.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { OrderDocument, TradeDocument } from '../../store/documents/orders.ts';
import type { Context } from '../command.ts';
import { availableOf, balanceId, ordersOf } from '../ledger/accounts.ts';
import { emptyPosition, positionIdOf } from '../pool/positions.ts';
import { markOf, withReceived } from '../pool/results.ts';
import { payIn, reserveNeeds } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { closingNeeds, endOrder } from './orders.ts';

/** What changes hands, between whom and for how much. */
export type Deal = Pick<
  TradeDocument,
  'kind' | 'policyId' | 'poolId' | 'assetId' | 'sellerId' | 'buyerId' | 'quantity' | 'price'
>;

/** What making a trade writes beside its order. */
export function dealNeeds({
  kind,
  poolId,
  assetId,
  sellerId,
  buyerId,
}: Omit<Deal, 'quantity' | 'price'>): Need[] {
  const positions =
    kind === 'SHARES' && poolId !== null ? [need('positions', positionIdOf(poolId, sellerId))] : [];
  return [
    ...positions,
    need('balances', balanceId(availableOf(buyerId), assetId)),
    need('balances', balanceId(ordersOf(buyerId), assetId)),
  ];
}

/**
 * Makes a trade: locks the shares and holds the money. The shares are free, and the buyer of an offer can
 * pay; what a bid pays is held already. Returns the trade's id.
 */
export function makeTrade(
  draft: Draft,
  deal: Deal,
  order: OrderDocument | null,
  { id, at }: Context,
): string {
  const { kind, poolId, sellerId, buyerId, assetId, quantity, price } = deal;
  const _id = id('trd');
  if (kind === 'SHARES' && poolId !== null) lockShares(draft, poolId, sellerId, quantity);
  if (order?.side === 'SELL') draft.move(availableOf(buyerId), ordersOf(buyerId), assetId, price);
  if (order !== null) {
    const held = order.side === 'BUY' ? order.held - price : 0n;
    draft.put('orders', { ...order, held, pending: order.pending + quantity });
  }
  const fee = price === 0n ? 0n : tradeFee(price, draft.parameters.values.tradeFeeBps);
  const trade: TradeDocument = {
    _id,
    version: 0,
    orderId: order?._id ?? null,
    ...deal,
    accountIds: [sellerId, buyerId],
    fee,
    status: 'PENDING',
    madeAt: at,
    endedAt: null,
  };
  draft.create('trades', trade);
  emit(draft, trade, 'trade.requested');
  return _id;
}

function lockShares(draft: Draft, poolId: string, ownerId: string, shares: Amount): void {
  const position = draft.must('positions', positionIdOf(poolId, ownerId));
  draft.put('positions', { ...position, lockedShares: position.lockedShares + shares });
}

/** What ending a trade reads and writes, beside the pool of its shares, which is accrued. */
export function tradeNeeds(world: World, tradeId: string): Need[] {
  const trade = world.peek('trades', tradeId);
  if (trade == null) return [need('trades', tradeId)];
  const { orderId, assetId, sellerId, buyerId, poolId } = trade;
  const order = orderId === null ? null : world.peek('orders', orderId);
  const accounts = [ordersOf(buyerId), availableOf(buyerId), availableOf(sellerId)];
  return [
    need('trades', tradeId),
    ...(orderId === null ? [] : [need('orders', orderId)]),
    ...(order == null ? [] : closingNeeds(order)),
    ...accounts.map((account) => need('balances', balanceId(account, assetId))),
    ...reserveNeeds(reserveIdOf('SHARED_FUND', assetId), assetId),
    ...(poolId === null
      ? []
      : [sellerId, buyerId].map((owner) => need('positions', positionIdOf(poolId, owner)))),
  ];
}

/**
 * Lets a trade take effect: the price to the seller less the fee, the shares to the buyer's one position,
 * where they carry no cooldown and start none. Who is given a policy is written in the policy by whoever
 * calls.
 */
export function completeTrade(draft: Draft, trade: TradeDocument): void {
  const { assetId, sellerId, buyerId, price, fee, kind, poolId } = trade;
  draft.move(ordersOf(buyerId), availableOf(sellerId), assetId, price - fee);
  payIn(draft, ordersOf(buyerId), reserveIdOf('SHARED_FUND', assetId), 'FEE', fee);
  if (kind === 'SHARES' && poolId !== null) handOver(draft, poolId, trade);
  end(draft, trade, 'DECIDED');
  emit(draft, trade, 'trade.settled');
  if (trade.orderId === null) return;
  const order = draft.must('orders', trade.orderId);
  const filled = order.filled + trade.quantity;
  const next = { ...order, filled, pending: order.pending - trade.quantity };
  draft.put('orders', next);
  draft.emit({
    type: 'order.filled',
    node: order._id,
    also: [trade._id, ...trade.accountIds],
    eventTime: trade.madeAt,
    changes: { quantity: `${trade.quantity}`, price: `${price}`, fee: `${fee}`, filled: `${filled}` },
  });
  if (next.status === 'OPEN' && filled === next.quantity) endOrder(draft, next, { event: 'ALL_FILLED' });
}

function handOver(draft: Draft, poolId: string, { sellerId, buyerId, quantity }: TradeDocument): void {
  const mark = markOf(draft, draft.must('pools', poolId), draft.at);
  const from = draft.must('positions', positionIdOf(poolId, sellerId));
  const lockedShares = from.lockedShares - quantity;
  draft.put('positions', { ...withReceived(from, -quantity, mark), lockedShares });
  const to =
    draft.get('positions', positionIdOf(poolId, buyerId)) ?? emptyPosition(poolId, buyerId, draft.at);
  draft.put('positions', withReceived(to, quantity, mark));
}

/** Takes a trade back, as if it had not been made; an order that is open is open for it again. */
export function voidTrade(draft: Draft, trade: TradeDocument): void {
  const { assetId, sellerId, buyerId, price, quantity, kind, poolId } = trade;
  if (kind === 'SHARES' && poolId !== null) lockShares(draft, poolId, sellerId, -quantity);
  const order = trade.orderId === null ? null : draft.must('orders', trade.orderId);
  const isHeldOn = order !== null && order.side === 'BUY' && order.status === 'OPEN';
  if (!isHeldOn) draft.move(ordersOf(buyerId), availableOf(buyerId), assetId, price);
  if (order !== null) {
    const held = isHeldOn ? order.held + price : order.held;
    draft.put('orders', { ...order, held, pending: order.pending - quantity });
  }
  end(draft, trade, 'CAUGHT');
  emit(draft, trade, 'trade.voided');
}

function end(draft: Draft, trade: TradeDocument, event: 'DECIDED' | 'CAUGHT'): void {
  const status = transitionTrade(trade.status, event);
  if (status === null) throw new Error(`${trade._id} is ${trade.status}: ${event} cannot happen to it`);
  draft.put('trades', { ...trade, status, endedAt: draft.at });
}

function emit(draft: Draft, trade: TradeDocument, type: string): void {
  const { _id, orderId, policyId, poolId, accountIds, quantity, price, fee, madeAt } = trade;
  const target = poolId === null ? [policyId ?? ''] : accountIds.map((owner) => positionIdOf(poolId, owner));
  const also = [...(orderId === null ? [] : [orderId]), ...target, ...accountIds];
  const changes = { quantity: `${quantity}`, price: `${price}`, fee: `${fee}` };
  draft.emit({ type, node: _id, also, eventTime: madeAt, changes });
}
