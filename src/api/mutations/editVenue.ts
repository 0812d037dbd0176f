/** Changes a venue's name, keys or markets. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const editVenue: MutationResolvers['editVenue'] = async (_parent, { input, dryRun }, context) => {
  const { venueId, name = null, keys = null, markets = null } = input;
  const { answer, ...rest } = await send(context, 'editVenue', { venueId, name, keys, markets }, { dryRun });
  return { venue: answer === null ? null : await context.loaders.venue.load(answer.venueId), ...rest };
};
