/** Changes what may change of a product. Role OWNER. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const editProduct: MutationResolvers['editProduct'] = async (_parent, { input, dryRun }, context) => {
  const { answer, ...sent } = await send(context, 'editProduct', input, { dryRun });
  const product = answer === null || dryRun ? null : await context.loaders.product.load(answer.productId);
  return { product, ...sent };
};
