/** Puts a product on watch for a day. Role GUARDIAN. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const raiseAlert: MutationResolvers['raiseAlert'] = async (_parent, { input, dryRun }, context) => {
  const { answer, ...rest } = await send(context, 'raiseAlert', input, { dryRun });
  const product = answer === null || dryRun ? null : await context.loaders.product.load(answer.productId);
  return { product, until: answer?.until ?? null, ...rest };
};
