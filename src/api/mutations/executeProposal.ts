/** Executes a proposal that is approved and waited for. Whoever is signed in may. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const executeProposal: MutationResolvers['executeProposal'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'executeProposal', input, { dryRun });
  const proposal = answer === null ? null : await context.loaders.proposal.load(answer.proposalId);
  return { proposal, parameterVersion: answer?.parameterVersion ?? null, ...rest };
};
