/** Ends a session. */
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { refusedBy } from './refusedBy.ts';

export const revokeSession: MutationResolvers['revokeSession'] = async (_parent, { input }, context) => {
  const accountId = await context.services.auth.revoke(input.refreshToken);
  if (isRefusal(accountId)) return { account: null, ...refusedBy(context, 'revokeSession', accountId) };
  return { account: await context.loaders.account.load(accountId), errors: [], replayed: false };
};
