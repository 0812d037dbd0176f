/** Takes an order back. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { send } from './send.ts';

export const cancelOrder: MutationResolvers['cancelOrder'] = async (_parent, { input, dryRun }, context) => {
  const { answer, ...rest } = await send(context, 'cancelOrder', input, { dryRun });
  if (answer === null) return { order: null, released: null, ...rest };
  const order = await must(context.loaders.order, input.orderId);
  return { order, released: money(answer.released, order.assetId), ...rest };
};
