/** Registers who sells cover to others. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const registerDistributor: MutationResolvers['registerDistributor'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'registerDistributor', input, { dryRun });
  const found = answer === null || dryRun ? null : context.loaders.distributor.load(answer.distributorId);
  return { distributor: await found, ...rest };
};
