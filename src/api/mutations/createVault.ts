/** Opens a backstop vault. Role OWNER. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const createVault: MutationResolvers['createVault'] = async (_parent, { input, dryRun }, context) => {
  const { answer, ...rest } = await send(
    context,
    'createVault',
    { ...input, priceFeedId: input.priceFeedId ?? null },
    { dryRun },
  );
  const reserve = answer === null || dryRun ? null : await context.loaders.reserve.load(answer.reserveId);
  return { reserve, ...rest };
};
