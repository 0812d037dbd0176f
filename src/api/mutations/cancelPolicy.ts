/** Asks for the end of a policy and the rest of its premium. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { send } from './send.ts';

export const cancelPolicy: MutationResolvers['cancelPolicy'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const minRefund = input.minRefund ?? null;
  const { answer, ...rest } = await send(context, 'cancelPolicy', { ...input, minRefund }, { dryRun });
  if (answer === null) return { policy: null, refunded: null, fee: null, ...rest };
  const policy = await must(context.loaders.policy, input.policyId);
  const { assetId } = policy;
  return { policy, refunded: money(answer.refunded, assetId), fee: money(answer.fee, assetId), ...rest };
};
