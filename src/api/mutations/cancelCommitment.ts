/** Takes a commitment back. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const cancelCommitment: MutationResolvers['cancelCommitment'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'cancelCommitment', input, { dryRun });
  if (answer === null) return { commitment: null, endsAt: null, ...rest };
  const commitment = await context.loaders.commitment.load(answer.commitmentId);
  return { commitment, endsAt: answer.endsAt, ...rest };
};
