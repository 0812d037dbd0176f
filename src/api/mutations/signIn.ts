/** Opens a session for the wallet that signed. Its first sign-in registers the account. */
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { Principal } from '../../market/command.ts';
import type { ApiContext } from '../context.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { refusedBy } from './refusedBy.ts';
import { send } from './send.ts';

const REGISTRAR: Principal = { id: 'system:api', roles: [], system: true };

export const signIn: MutationResolvers['signIn'] = async (_parent, { input }, context) => {
  const { auth } = context.services;
  const address = await auth.checkSignature(input.message, input.signature);
  if (isRefusal(address)) return { session: null, account: null, ...refusedBy(context, 'signIn', address) };
  const registered = await accountOf(context, address);
  if (registered.accountId === null) return { session: null, account: null, ...registered.refused };
  const account = await must(context.loaders.account, registered.accountId);
  return { session: await auth.openSession(account._id), account, errors: [], replayed: false };
};

/** The account of an address; a new one the first time. */
async function accountOf(context: ApiContext, address: string) {
  const known = await context.services.market.queries.accountByAddress(address);
  if (known !== null) return { accountId: known._id, refused: null };
  const options = { principal: REGISTRAR };
  const { answer, ...refused } = await send(context, 'registerAccount', { address, roles: [] }, options);
  return answer === null ? { accountId: null, refused } : { accountId: answer.accountId, refused: null };
}
