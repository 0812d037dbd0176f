/**
 * Takes an offer or sells to a bid, in part or whole, at its price. The money is held and the shares are
 * locked until it is decided that no breach began before; then both change hands at once.
 */
import { z } from 'zod';
import { priceOfPart, tradeFee } from '../../domain/order/price.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { OrderDocument } from '../../store/documents/orders.ts';
import { cannotPay, outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput } from '../inputs.ts';
import { availableOf } from '../ledger/accounts.ts';
import { stepOutNeeds } from '../policy/askStepOut.ts';
import { freeSharesOf, positionIdOf } from '../pool/positions.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { endedRefusal, goneBecause, openQuantityOf, tradingRefusal } from './orders.ts';
import { leaveBySale, policyRefusal } from './policyTrades.ts';
import { type Deal, dealNeeds, makeTrade } from './trades.ts';

const input = z.strictObject({
  orderId: idInput,
  /** All of it where nothing is said. */
  quantity: amountInput.nullable(),
  /** Of an offer that is taken, and of a bid that is sold to. */
  maxPrice: amountInput.nullable(),
  minPrice: amountInput.nullable(),
});
type Input = z.infer<typeof input>;
interface Answer {
  orderId: string;
  tradeId: string;
  price: Amount;
  fee: Amount;
  assetId: string;
}

export const fillOrder: Command<Input, Answer> = {
  name: 'fillOrder',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: ({ orderId }, { principal, at }, world) => [
    need('orders', orderId),
    ...fillNeeds(world, orderId, principal.id, at),
  ],
  decide(world, { orderId, quantity: sent, maxPrice, minPrice }, context) {
    const { principal, at } = context;
    const draft = openDraft(world, at);
    const order = draft.get('orders', orderId);
    if (order === null) return refuse('NOT_FOUND', { id: orderId }, 'orderId');
    const forbidden = endedRefusal(order, at) ?? strangerRefusal(order, principal.id);
    if (forbidden !== null) return forbidden;
    const open = openQuantityOf(order);
    const quantity = sent ?? open;
    const price = priceOfPart(order, quantity < 0n ? 0n : quantity);
    const deal = { ...partiesOf(order, principal.id), quantity, price };
    const refusal =
      (order.kind === 'POLICY' ? policyRefusal(draft, order, deal) : shareRefusal(draft, order, deal)) ??
      priceRefusal(price, maxPrice, minPrice) ??
      (order.side === 'SELL' ? paymentRefusal(draft, deal) : null);
    if (refusal !== null) return refusal;
    const tradeId = makeTrade(draft, deal, order, context);
    if (order.kind === 'POLICY') leaveBySale(draft, deal, tradeId);
    return draft.done({
      orderId,
      tradeId,
      price,
      fee: tradeFee(price, draft.parameters.values.tradeFeeBps),
      assetId: order.assetId,
    });
  },
};

function partiesOf(
  { kind, policyId, poolId, assetId, side, accountId }: OrderDocument,
  fillerId: string,
): Omit<Deal, 'quantity' | 'price'> {
  if (kind === 'COVER') throw new Error('a limit order has no other side');
  const [sellerId, buyerId] = side === 'SELL' ? [accountId, fillerId] : [fillerId, accountId];
  return { kind, policyId, poolId, assetId, sellerId, buyerId };
}

function fillNeeds(world: World, orderId: string, fillerId: string, at: number): Need[] {
  const order = world.peek('orders', orderId);
  if (order == null || order.kind === 'COVER') return [];
  const pool = order.poolId === null ? [] : [need('pools', order.poolId)];
  const policy = order.policyId === null ? [] : stepOutNeeds(world, order.policyId, at);
  return [...pool, ...policy, ...dealNeeds(partiesOf(order, fillerId))];
}

/** Whoever trades with himself moves a price and nothing else. */
function strangerRefusal({ kind, accountId, status }: OrderDocument, fillerId: string): Refusal | null {
  if (kind === 'COVER') {
    const reason = 'A limit order is filled by itself, as soon as its rate is reached.';
    return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'orderId');
  }
  if (accountId !== fillerId) return null;
  const reason = 'It is your own order; somebody else may fill it.';
  return refuse('STATUS_FORBIDS', { status, reason, allowedActions: ['cancelOrder'] }, 'orderId');
}

function shareRefusal(
  draft: Draft,
  order: OrderDocument,
  { poolId, sellerId, quantity }: Deal,
): Refusal | null {
  const pool = draft.must('pools', poolId ?? '');
  const open = openQuantityOf(order);
  if (order.side === 'BUY' && goneBecause(order, { pool }, draft.at) !== null)
    return refuse('ORDER_CLOSED', { status: 'CLOSED', closedAt: draft.at }, 'orderId');
  const locked = tradingRefusal(pool, quantity);
  if (locked !== null) return locked;
  if (open === 0n) {
    const reason = 'All of it is being traded: that waits until the feeds of the pool have been read.';
    return refuse('STATUS_FORBIDS', { status: 'OPEN', reason, allowedActions: [] }, 'orderId');
  }
  const position = draft.get('positions', positionIdOf(pool._id, sellerId));
  const free = position === null ? 0n : freeSharesOf(position);
  return outOfRange(quantity, 'quantity', 1n, minimum(open, free));
}

function priceRefusal(price: Amount, maxPrice: Amount | null, minPrice: Amount | null): Refusal | null {
  if (maxPrice !== null && price > maxPrice)
    return refuse('PRICE_ABOVE_LIMIT', { premium: price, limit: maxPrice }, 'maxPrice');
  if (minPrice !== null && price < minPrice)
    return refuse('REFUND_BELOW_LIMIT', { actual: price, limit: minPrice }, 'minPrice');
  // A part so small that a bid pays nothing for it.
  return outOfRange(price, 'quantity');
}

function paymentRefusal(draft: Draft, { buyerId, assetId, price }: Deal): Refusal | null {
  return cannotPay(draft.balance(availableOf(buyerId), assetId), price, assetId, 'quantity');
}
