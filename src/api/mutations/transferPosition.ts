/** Gives shares of a pool to another account. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { send } from './send.ts';

export const transferPosition: MutationResolvers['transferPosition'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'transferPosition', input, { dryRun });
  if (answer === null) return { position: null, trade: null, ...rest };
  const position = await must(context.loaders.position, input.positionId);
  const trade = dryRun ? null : await must(context.loaders.trade, answer.tradeId);
  return { position, trade, ...rest };
};
