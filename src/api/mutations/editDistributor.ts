/** Changes what a distributor asks of later sales. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { send } from './send.ts';

export const editDistributor: MutationResolvers['editDistributor'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { distributorId, name = null, commissionBps = null, active = null } = input;
  const command = { distributorId, name, commissionBps, active };
  const { answer, ...rest } = await send(context, 'editDistributor', command, { dryRun });
  const { distributor: load } = context.loaders;
  return { distributor: answer === null ? null : await must(load, distributorId), ...rest };
};
