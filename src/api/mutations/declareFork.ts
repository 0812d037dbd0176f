/** Declares which branch of a split chain counts. Role GOVERNOR. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const declareFork: MutationResolvers['declareFork'] = async (_parent, { input, dryRun }, context) => {
  const { block, canonicalHash } = input;
  const declaration = { ...input, block: Number(block), canonicalHash: canonicalHash.toLowerCase() };
  const { answer, ...rest } = await send(context, 'declareFork', declaration, { dryRun });
  const feed = answer === null || dryRun ? null : await context.loaders.feed.load(answer.feedId);
  return { feed, ...rest };
};
