/** Gives a policy, or a part of it, to another account. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { send } from './send.ts';

export const transferPolicy: MutationResolvers['transferPolicy'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const command = { ...input, coverAmount: input.coverAmount ?? null };
  const { answer, ...rest } = await send(context, 'transferPolicy', command, { dryRun });
  if (answer === null) return { policies: null, ...rest };
  const ids = dryRun ? [input.policyId] : answer.policyIds;
  return { policies: await Promise.all(ids.map((id) => must(context.loaders.policy, id))), ...rest };
};
