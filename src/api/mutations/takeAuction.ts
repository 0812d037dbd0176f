/** Takes what an auction sells: shares of a pool, or what a vault holds. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { send } from './send.ts';

export const takeAuction: MutationResolvers['takeAuction'] = async (_parent, { input, dryRun }, context) => {
  const { auctionId, amount, maxPrice = null } = input;
  const { answer, ...rest } = await send(context, 'takeAuction', { auctionId, amount, maxPrice }, { dryRun });
  if (answer === null) return { auction: null, position: null, taken: null, paid: null, ...rest };
  const auction = await must(context.loaders.auction, auctionId);
  const { positionId } = answer;
  const isThere = !dryRun && positionId !== null;
  const position = isThere ? await must(context.loaders.position, positionId) : null;
  return { auction, position, taken: answer.taken, paid: money(answer.paid, answer.assetId), ...rest };
};
