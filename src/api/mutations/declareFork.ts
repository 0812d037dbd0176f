/** Declares which branch of a split chain counts. Role GOVERNOR. */
import type { DeclareForkInput, MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const declareFork: MutationResolvers['declareFork'] = async (_parent, { input, dryRun }, context) => {
  const { answer, ...rest } = await send(context, 'declareFork', declarationOf(input), { dryRun });
  const feed = answer === null || dryRun ? null : await context.loaders.feed.load(answer.feedId);
  return { feed, ...rest };
};

/** The declaration as the command takes it. */
export function declarationOf({ block, canonicalHash, ...declaration }: DeclareForkInput) {
  return { ...declaration, block: Number(block), canonicalHash: canonicalHash.toLowerCase() };
}
