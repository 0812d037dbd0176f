/** Changes how a feed is observed, from now on. Its manager, or role OWNER. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { feedFault } from './feedFault.ts';
import { refusedBy } from './refusedBy.ts';
import { send, signedIn } from './send.ts';

export const editFeed: MutationResolvers['editFeed'] = async (_parent, { input, dryRun }, context) => {
  signedIn(context);
  const { feedId, quorum = null } = input;
  const fault = feedFault(input.sources, context.services.families);
  if (fault !== null) return { feed: null, ...refusedBy(context, 'editFeed', fault) };
  const sources = input.sources.map((source) => ({ ...source, marginSeconds: source.marginSeconds ?? null }));
  const { answer, ...rest } = await send(context, 'editFeed', { feedId, quorum, sources }, { dryRun });
  const feed = answer === null || dryRun ? null : await context.loaders.feed.load(answer.feedId);
  return { feed, ...rest };
};
