/** Goes on with a session. */
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { refusedBy } from './refusedBy.ts';

export const refreshSession: MutationResolvers['refreshSession'] = async (_parent, { input }, context) => {
  const session = await context.services.auth.refresh(input.refreshToken);
  if (isRefusal(session)) return { session: null, ...refusedBy(context, 'refreshSession', session) };
  return { session, errors: [], replayed: false };
};
