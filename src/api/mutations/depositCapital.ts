/** Deposits capital into a pool or a vault. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { money } from '../render/money.ts';
import { assetIdOf } from '../resolvers/shareAsset.ts';
import { send } from './send.ts';

export const depositCapital: MutationResolvers['depositCapital'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { into, amount, minShares = null } = input;
  const { answer, ...rest } = await send(context, 'depositCapital', { into, amount, minShares }, { dryRun });
  if (answer === null) return { position: null, shares: null, amount: null, ...rest };
  const assetId = await assetIdOf(into, context.loaders);
  const position = dryRun ? null : await context.loaders.position.load(answer.positionId);
  return { position, shares: answer.shares, amount: money(answer.amount, assetId), ...rest };
};
