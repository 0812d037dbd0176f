/** Gives shares of a pool or a vault to another account. */
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
  const { tradeId } = answer;
  const trade = dryRun || tradeId === null ? null : await must(context.loaders.trade, tradeId);
  return { position, trade, ...rest };
};
