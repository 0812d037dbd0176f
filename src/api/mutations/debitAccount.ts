/** Books money off an account. Role CASHIER. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const debitAccount: MutationResolvers['debitAccount'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'debitAccount', input, { dryRun });
  return { account: answer === null ? null : await context.loaders.account.load(answer.accountId), ...rest };
};
