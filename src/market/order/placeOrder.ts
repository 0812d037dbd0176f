/**
 * Offers a policy or shares of a pool, bids for them, or orders cover for when its rate has fallen. A bid and
 * a limit order hold the money that they may cost.
 */
import { z } from 'zod';
import { ORDER_SECONDS_MAX, ORDERS_PER_ACCOUNT_MAX } from '../../domain/shared/limits.ts';
import { isRefusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { cannotPay } from '../amounts.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput, secondsInput, wadInput } from '../inputs.ts';
import { availableOf, ordersOf } from '../ledger/accounts.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { orderedOf } from './ordered.ts';
import { closingNeeds } from './orders.ts';
import { assetIdOf, targetNeeds, targetOf } from './orderTarget.ts';

const input = z
  .strictObject({
    side: z.enum(['SELL', 'BUY']),
    /** One of these four. */
    policyId: idInput.nullable(),
    positionId: idInput.nullable(),
    poolId: idInput.nullable(),
    productId: idInput.nullable(),
    /** Shares, or cover; a policy is ordered as a whole. */
    quantity: amountInput.nullable(),
    /** Of the whole quantity. */
    price: amountInput.nullable(),
    /** Of a limit order, waiting included. */
    termSeconds: z.int().positive().nullable(),
    maxAnnualRateWad: wadInput.nullable(),
    expiresAt: secondsInput.nullable(),
  })
  .refine((sent) => orderedOf(sent) !== null, 'names one target and what belongs to it');
type Input = z.infer<typeof input>;
interface Answer {
  orderId: string;
  held: Amount;
  assetId: string;
}

export const placeOrder: Command<Input, Answer> = {
  name: 'placeOrder',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs(order, { principal, at }, world) {
    const ordered = orderedOf(order);
    if (ordered === null) return [];
    const assetId = assetIdOf(world, ordered);
    const own = assetId === undefined ? [] : closingNeeds({ accountId: principal.id, assetId });
    return [need('accounts', principal.id), ...targetNeeds(world, ordered, at), ...own];
  },
  decide(world, order, { principal, at, id }) {
    const draft = openDraft(world, at);
    const expiresAt = order.expiresAt ?? at + ORDER_SECONDS_MAX;
    if (expiresAt <= at || expiresAt > at + ORDER_SECONDS_MAX) {
      const bounds = { minimumSeconds: 1, maximumSeconds: ORDER_SECONDS_MAX, sentSeconds: expiresAt - at };
      return refuse('TERM_OUT_OF_RANGE', bounds, 'expiresAt');
    }
    const ordered = orderedOf(order);
    if (ordered === null) throw new Error('an order was taken that names no target');
    const target = targetOf(draft, world, ordered, principal.id);
    if (isRefusal(target)) return target;
    const { assetId, price } = target;
    const account = draft.must('accounts', principal.id);
    const used = account.openOrderCount ?? 0;
    if (used >= ORDERS_PER_ACCOUNT_MAX)
      return refuse('LIMIT_REACHED', { limit: ORDERS_PER_ACCOUNT_MAX, used });
    const held = order.side === 'BUY' ? price : 0n;
    const refusal = cannotPay(draft.balance(availableOf(principal.id), assetId), held, assetId, 'price');
    if (refusal !== null) return refusal;
    draft.move(availableOf(principal.id), ordersOf(principal.id), assetId, held);
    draft.put('accounts', { ...account, openOrderCount: used + 1 });
    const orderId = id('ord');
    draft.create('orders', {
      _id: orderId,
      version: 0,
      accountId: principal.id,
      side: order.side,
      ...target,
      filled: 0n,
      pending: 0n,
      held,
      status: 'OPEN',
      closedBecause: null,
      placedAt: at,
      expiresAt,
      closedAt: null,
      boughtPolicyId: null,
    });
    draft.emit({
      type: 'order.placed',
      node: orderId,
      also: [principal.id, ...[target.positionId ?? target.policyId].filter((about) => about !== null)],
      changes: { side: order.side, quantity: `${target.quantity}`, price: `${price}` },
    });
    return draft.done({ orderId, held, assetId });
  },
};
