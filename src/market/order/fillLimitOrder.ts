/**
 * Buys the cover of a limit order, all or nothing, at the price that any purchase of this moment has, once
 * that is no more than the order holds. What is left of the held money comes back.
 */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { OrderDocument } from '../../store/documents/orders.ts';
import type { Command, Principal } from '../command.ts';
import { idInput } from '../inputs.ts';
import { availableOf, ordersOf } from '../ledger/accounts.ts';
import { lineNeeds } from '../policy/buyNeeds.ts';
import { priceItem } from '../policy/priceItem.ts';
import { sellPolicy } from '../policy/sellPolicy.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { closingNeeds, endedRefusal, endOrder } from './orders.ts';

const input = z.strictObject({ orderId: idInput });
type Input = z.infer<typeof input>;
interface Answer {
  orderId: string;
  policyId: string;
  premium: Amount;
}

export const fillLimitOrder: Command<Input, Answer> = {
  name: 'fillLimitOrder',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ orderId }) => orderId,
  needs({ orderId }, { at }, world) {
    const order = world.peek('orders', orderId);
    const line = order == null ? null : lineOf(order);
    if (order == null || line === null) return [need('orders', orderId)];
    const principal = buyerOf(order);
    return [need('orders', orderId), ...closingNeeds(order), ...lineNeeds(line, { principal, at }, world)];
  },
  decide(world, { orderId }, context) {
    const draft = openDraft(world, context.at);
    const order = draft.get('orders', orderId);
    const line = order === null ? null : lineOf(order);
    if (order === null || line === null) return refuse('NOT_FOUND', { id: orderId }, 'orderId');
    const ended = endedRefusal(order, context.at);
    if (ended !== null) return ended;
    const { accountId, assetId, held, quantity } = order;
    const priced = priceItem(draft, { ...line, distribution: null, held: null }, 'order');
    if (priced.refused) return priced;
    const { premium } = priced;
    if (premium > held) return refuse('PRICE_ABOVE_LIMIT', { premium, limit: held }, 'orderId');
    draft.move(ordersOf(accountId), availableOf(accountId), assetId, held);
    const policyId = sellPolicy(draft, priced, { ...context, principal: buyerOf(order) });
    const filled = { ...order, held: 0n, filled: quantity, boughtPolicyId: policyId };
    draft.put('orders', filled);
    draft.emit({
      type: 'order.filled',
      node: orderId,
      also: [accountId, policyId],
      changes: { quantity: `${quantity}`, price: `${premium}`, filled: `${quantity}` },
    });
    endOrder(draft, filled, { event: 'ALL_FILLED' });
    return draft.done({ orderId, policyId, premium });
  },
};

const buyerOf = ({ accountId }: OrderDocument): Principal => ({ id: accountId, roles: [], system: false });

/** What a limit order would buy, from the moment on at which it is filled. */
function lineOf({ kind, productId, limit, quantity }: OrderDocument) {
  if (kind !== 'COVER' || productId === null || limit === null) return null;
  return { productId, coverAmount: quantity, termSeconds: limit.termSeconds };
}
