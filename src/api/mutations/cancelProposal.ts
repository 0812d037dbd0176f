/** Takes a proposal back. Its proposer, or role GOVERNOR. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const cancelProposal: MutationResolvers['cancelProposal'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'cancelProposal', input, { dryRun });
  return {
    proposal: answer === null ? null : await context.loaders.proposal.load(answer.proposalId),
    ...rest,
  };
};
