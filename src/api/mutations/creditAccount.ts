/** Books money onto an account. Role CASHIER. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const creditAccount: MutationResolvers['creditAccount'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'creditAccount', input, { dryRun });
  return { account: answer === null ? null : await context.loaders.account.load(answer.accountId), ...rest };
};
