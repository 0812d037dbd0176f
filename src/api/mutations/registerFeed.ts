/** Registers a feed. Role OWNER. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const registerFeed: MutationResolvers['registerFeed'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const sources = input.sources.map((source) => ({ ...source, marginSeconds: source.marginSeconds ?? null }));
  const { costOfCorruption = null } = input;
  const command = { ...input, sources, costOfCorruption };
  const { answer, ...rest } = await send(context, 'registerFeed', command, { dryRun });
  const feed = answer === null || dryRun ? null : await context.loaders.feed.load(answer.feedId);
  return { feed, ...rest };
};
