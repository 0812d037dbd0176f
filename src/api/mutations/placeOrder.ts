/** Places an order. */
import { inputError } from '../errors.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { send } from './send.ts';

export const placeOrder: MutationResolvers['placeOrder'] = async (_parent, { input, dryRun }, context) => {
  const { side, policyId = null, positionId = null, poolId = null, productId = null, ...terms } = input;
  const { quantity = null, price = null, termSeconds = null, maxAnnualRate = null, expiresAt = null } = terms;
  if ([policyId, positionId, poolId, productId].filter((id) => id !== null).length !== 1) {
    throw inputError('input', 'has one of policyId, positionId, poolId and productId');
  }
  const isLimit = productId !== null;
  if (policyId === null && side !== (positionId === null ? 'BUY' : 'SELL'))
    throw inputError('input.side', positionId === null ? 'is BUY here' : 'is SELL with a positionId');
  if ((quantity === null) !== (policyId !== null))
    throw inputError('input.quantity', policyId === null ? 'is required' : 'is not sent with a policyId');
  if ((price === null) !== isLimit)
    throw inputError('input.price', isLimit ? 'is not sent with a productId' : 'is required');
  for (const [name, value] of Object.entries({ termSeconds, maxAnnualRate })) {
    if ((value !== null) !== isLimit)
      throw inputError(`input.${name}`, isLimit ? 'is required' : 'is sent with a productId alone');
  }
  const target = { side, policyId, positionId, poolId, productId, quantity, price };
  const limit = { termSeconds, maxAnnualRateWad: maxAnnualRate, expiresAt };
  const { answer, ...rest } = await send(context, 'placeOrder', { ...target, ...limit }, { dryRun });
  if (answer === null) return { order: null, held: null, ...rest };
  const order = dryRun ? null : await must(context.loaders.order, answer.orderId);
  return { order, held: money(answer.held, answer.assetId), ...rest };
};
