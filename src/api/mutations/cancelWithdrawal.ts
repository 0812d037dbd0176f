/** Takes a withdrawal back. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { assetIdOf } from '../resolvers/shareAsset.ts';
import { send } from './send.ts';

export const cancelWithdrawal: MutationResolvers['cancelWithdrawal'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'cancelWithdrawal', input, { dryRun });
  if (answer === null) return { withdrawal: null, forfeited: null, ...rest };
  const withdrawal = await must(context.loaders.withdrawal, input.withdrawalId);
  const assetId = await assetIdOf(withdrawal.poolId, context.loaders);
  return { withdrawal, forfeited: money(answer.forfeited, assetId), ...rest };
};
