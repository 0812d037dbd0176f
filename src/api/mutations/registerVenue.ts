/** Registers a venue with its keys and markets. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const registerVenue: MutationResolvers['registerVenue'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'registerVenue', input, { dryRun });
  const found = answer === null || dryRun ? null : context.loaders.venue.load(answer.venueId);
  return { venue: await found, ...rest };
};
