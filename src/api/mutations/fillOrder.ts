/** Takes an offer or sells to a bid. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { send } from './send.ts';

export const fillOrder: MutationResolvers['fillOrder'] = async (_parent, { input, dryRun }, context) => {
  const { orderId, quantity = null, maxPrice = null, minPrice = null } = input;
  const command = { orderId, quantity, maxPrice, minPrice };
  const { answer, ...rest } = await send(context, 'fillOrder', command, { dryRun });
  if (answer === null) return { order: null, trade: null, price: null, fee: null, ...rest };
  const { price, fee, assetId, tradeId } = answer;
  const order = await must(context.loaders.order, orderId);
  const trade = dryRun ? null : await must(context.loaders.trade, tradeId);
  return { order, trade, price: money(price, assetId), fee: money(fee, assetId), ...rest };
};
