/** Gives a policy to another account. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { send } from './send.ts';

export const transferPolicy: MutationResolvers['transferPolicy'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'transferPolicy', input, { dryRun });
  return { policy: answer === null ? null : await must(context.loaders.policy, input.policyId), ...rest };
};
