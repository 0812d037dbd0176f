/** Registers a feed: live by the owner, to try out or to wait by everybody. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { feedFault } from './feedFault.ts';
import { refusedBy } from './refusedBy.ts';
import { send, signedIn } from './send.ts';

export const registerFeed: MutationResolvers['registerFeed'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  signedIn(context);
  const fault = feedFault(input.sources, context.services.families);
  if (fault !== null) return { feed: null, ...refusedBy(context, 'registerFeed', fault) };
  const sources = input.sources.map((source) => ({ ...source, marginSeconds: source.marginSeconds ?? null }));
  const { costOfCorruption = null } = input;
  const command = { ...input, sources, costOfCorruption };
  const { answer, ...rest } = await send(context, 'registerFeed', command, { dryRun });
  const feed = answer === null || dryRun ? null : await context.loaders.feed.load(answer.feedId);
  return { feed, ...rest };
};
