/** Ends an order whose time is over, or whose policy or shares are not there any more. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { closingNeeds, endOrder, goneBecause } from './orders.ts';

const input = z.strictObject({ orderId: idInput });
type Input = z.infer<typeof input>;

export const closeOrder: Command<Input, { orderId: string }> = {
  name: 'closeOrder',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ orderId }) => orderId,
  needs: ({ orderId }, _context, world) => [need('orders', orderId), ...targetNeeds(world, orderId)],
  decide(world, { orderId }, { at }) {
    const draft = openDraft(world, at);
    const order = draft.get('orders', orderId);
    if (order === null) return refuse('NOT_FOUND', { id: orderId }, 'orderId');
    const { status, expiresAt, positionId, policyId, poolId } = order;
    if (status !== 'OPEN')
      return refuse('ORDER_CLOSED', { status, closedAt: order.closedAt ?? at }, 'orderId');
    const position = positionId === null ? null : draft.get('positions', positionId);
    const policy = policyId === null ? null : draft.get('policies', policyId);
    const pool = poolId === null ? null : draft.get('pools', poolId);
    const because = goneBecause(order, { position, policy, pool }, at);
    // What ended first cannot always be told; that its time is over can.
    if (expiresAt <= at) endOrder(draft, order, { event: 'TIME_OVER', endedAt: expiresAt });
    else if (because !== null) endOrder(draft, order, { event: 'TARGET_GONE', because });
    else {
      const reason = 'It stands until its time is over, or what it is about is gone.';
      return refuse('STATUS_FORBIDS', { status, reason, allowedActions: ['cancelOrder'] });
    }
    return draft.done({ orderId });
  },
};

function targetNeeds(world: World, orderId: string): Need[] {
  const order = world.peek('orders', orderId);
  if (order == null) return [];
  const { positionId, policyId, poolId } = order;
  return [
    ...closingNeeds(order),
    ...(positionId === null ? [] : [need('positions', positionId)]),
    ...(policyId === null ? [] : [need('policies', policyId)]),
    ...(poolId === null ? [] : [need('pools', poolId)]),
  ];
}
