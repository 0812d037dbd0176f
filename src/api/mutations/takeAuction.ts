/** Takes shares of a pool that is under its minimum. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { send } from './send.ts';

export const takeAuction: MutationResolvers['takeAuction'] = async (_parent, { input, dryRun }, context) => {
  const { auctionId, amount, maxPrice = null } = input;
  const { answer, ...rest } = await send(context, 'takeAuction', { auctionId, amount, maxPrice }, { dryRun });
  if (answer === null) return { auction: null, position: null, taken: null, paid: null, ...rest };
  const auction = await must(context.loaders.auction, auctionId);
  const position = dryRun ? null : await must(context.loaders.position, answer.positionId);
  return { auction, position, taken: answer.taken, paid: money(answer.paid, answer.assetId), ...rest };
};
