/** Takes back what of an order is open, at any time: what is held for it is free at once. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { closingNeeds, endOrder } from './orders.ts';

const input = z.strictObject({ orderId: idInput });
type Input = z.infer<typeof input>;
interface Answer {
  orderId: string;
  /** What is not held any more. */
  released: Amount;
}

export const cancelOrder: Command<Input, Answer> = {
  name: 'cancelOrder',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs({ orderId }, _context, world) {
    const order = world.peek('orders', orderId);
    return [need('orders', orderId), ...(order == null ? [] : closingNeeds(order))];
  },
  decide(world, { orderId }, { principal, at }) {
    const draft = openDraft(world, at);
    const order = draft.get('orders', orderId);
    if (order === null || order.accountId !== principal.id)
      return refuse('NOT_FOUND', { id: orderId }, 'orderId');
    const { status, closedAt, expiresAt } = order;
    if (status !== 'OPEN') return refuse('ORDER_CLOSED', { status, closedAt: closedAt ?? at }, 'orderId');
    // Nobody waits for the watcher to get back what an order held whose time is over.
    const isOver = expiresAt <= at;
    endOrder(draft, order, isOver ? { event: 'TIME_OVER', endedAt: expiresAt } : { event: 'CANCELLED' });
    return draft.done({ orderId, released: order.held });
  },
};
