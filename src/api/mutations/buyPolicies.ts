/** Buys cover: by a quote's token, or by items with the most that they may cost. */
import { QUOTE_ITEMS_MAX } from '../../domain/shared/limits.ts';
import type { CommandInputs } from '../commandInputs.ts';
import type { ApiContext } from '../context.ts';
import { inputError } from '../errors.ts';
import type { BuyPoliciesInput, MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import type { MoneyModel } from '../render/models.ts';
import { money } from '../render/money.ts';
import { autoRenewOf } from './autoRenew.ts';
import { quoteItems } from './quoteItems.ts';
import { send } from './send.ts';

export const buyPolicies: MutationResolvers['buyPolicies'] = async (_parent, { input, dryRun }, context) => {
  const command = commandOf(input);
  const { answer, ...rest } = await send(context, 'buyPolicies', command, { dryRun });
  if (answer === null) return { policies: null, premium: null, ...rest };
  if (dryRun) return { policies: null, premium: await dryPremium(context, command, answer), ...rest };
  const { loaders } = context;
  const policies = await Promise.all(answer.policyIds.map((id) => must(loaders.policy, id)));
  const assetId = policies[0]?.assetId;
  return { policies, premium: assetId === undefined ? null : money(answer.premium, assetId), ...rest };
};

function commandOf({
  quoteToken = null,
  items = null,
  maxPremium = null,
  distributorCode = null,
  autoRenew,
}: BuyPoliciesInput) {
  if ((quoteToken === null) === (items === null))
    throw inputError('input', 'has either a quoteToken or items');
  if (items !== null && maxPremium === null) throw inputError('input.maxPremium', 'is required with items');
  if (items !== null && (items.length < 1 || items.length > QUOTE_ITEMS_MAX)) {
    throw inputError('input.items', `holds 1 to ${QUOTE_ITEMS_MAX}`);
  }
  return {
    quoteToken,
    items: items === null ? null : quoteItems(items),
    maxPremium,
    distributorCode,
    autoRenew: autoRenewOf(autoRenew),
  };
}

/** The price of a dry run. Nothing was bought, so the asset comes from the answer or from the first item. */
async function dryPremium(
  { loaders }: ApiContext,
  { items }: CommandInputs['buyPolicies'],
  { premium, assetId }: { premium: bigint; assetId?: string },
): Promise<MoneyModel | null> {
  const productId = items?.[0]?.productId;
  if (assetId !== undefined) return money(premium, assetId);
  return productId === undefined ? null : money(premium, (await must(loaders.product, productId)).assetId);
}
