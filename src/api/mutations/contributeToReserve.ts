/** Gives money to a fund. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { money } from '../render/money.ts';
import { send } from './send.ts';

export const contributeToReserve: MutationResolvers['contributeToReserve'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'contributeToReserve', input, { dryRun });
  if (answer === null) return { reserve: null, amount: null, ...rest };
  const reserve = dryRun ? null : await context.loaders.reserve.load(answer.reserveId);
  return { reserve, amount: money(answer.amount, answer.assetId), ...rest };
};
