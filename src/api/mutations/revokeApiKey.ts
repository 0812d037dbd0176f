/** Ends a key. */
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { refusedBy } from './refusedBy.ts';
import { signedIn } from './send.ts';

export const revokeApiKey: MutationResolvers['revokeApiKey'] = async (_parent, { input }, context) => {
  const { id } = signedIn(context);
  const apiKey = await context.services.auth.revokeApiKey(id, input.prefix);
  if (isRefusal(apiKey)) return { apiKey: null, ...refusedBy(context, 'revokeApiKey', apiKey) };
  return { apiKey, errors: [], replayed: false };
};
