/** Asks to take capital out. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { assetIdOf } from '../resolvers/shareAsset.ts';
import { send } from './send.ts';

export const requestWithdrawal: MutationResolvers['requestWithdrawal'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'requestWithdrawal', input, { dryRun });
  if (answer === null) return { withdrawal: null, value: null, ...rest };
  const { loaders } = context;
  const { poolId } = await must(loaders.position, input.positionId);
  const assetId = await assetIdOf(poolId, loaders);
  const withdrawal = dryRun ? null : await loaders.withdrawal.load(answer.withdrawalId);
  return { withdrawal, value: money(answer.value, assetId), ...rest };
};
