/** Sells policies: one or several products, all or nothing, at a held price or at today's below a limit. */
import { z } from 'zod';
import { QUOTE_ITEMS_MAX, QUOTE_TOKEN_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { cannotPay } from '../amounts.ts';
import type { Command, Context } from '../command.ts';
import { distributionNow, heldDistributionRefusal } from '../distribution/distribution.ts';
import { amountInput, distributorCodeInput, idInput, secondsInput, wadInput } from '../inputs.ts';
import { availableOf } from '../ledger/accounts.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { buyNeeds } from './buyNeeds.ts';
import { type OrderItem, type PricedItem, priceItem } from './priceItem.ts';
import { checkQuote, type Quote } from './quoteToken.ts';
import { sellPolicy } from './sellPolicy.ts';

const item = z.strictObject({
  productId: idInput,
  coverAmount: amountInput,
  termSeconds: z.int().positive(),
  startAt: secondsInput.nullable().optional(),
});
const input = z
  .strictObject({
    quoteToken: z.string().max(QUOTE_TOKEN_LENGTH_MAX).nullable().optional(),
    items: z.array(item).min(1).max(QUOTE_ITEMS_MAX).nullable().optional(),
    maxPremium: amountInput.nullable().optional(),
    /** Who sells it; with a token, the token says. */
    distributorCode: distributorCodeInput.nullable().optional(),
    /** Each policy goes on by itself at its end, at no higher a rate. */
    autoRenew: z.strictObject({ maxAnnualRateWad: wadInput }).nullable().optional(),
  })
  .refine(
    ({ quoteToken, items }) => (quoteToken == null) !== (items == null),
    'needs either a quoteToken or items',
  )
  .refine(
    ({ quoteToken, distributorCode }) => quoteToken == null || distributorCode == null,
    'has a distributorCode with items only: a token says who sold it',
  )
  .refine(({ items, maxPremium }) => items == null || maxPremium != null, 'needs a maxPremium with items');
type Input = z.infer<typeof input>;
interface Answer {
  policyIds: string[];
  premium: Amount;
  /** What the premium is paid in. */
  assetId: string | null;
}

export const buyPolicies: Command<Input, Answer> = {
  name: 'buyPolicies',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: buyNeeds,
  decide(world, order, context) {
    const draft = openDraft(world, context.at);
    const quote = order.quoteToken == null ? null : usableQuote(draft, order.quoteToken, context);
    if (isRefusal(quote)) return quote;
    const distribution = distributionNow(draft, quote === null ? (order.distributorCode ?? null) : null);
    if (isRefusal(distribution)) return distribution;
    const items: OrderItem[] =
      quote?.items ?? (order.items ?? []).map((line) => ({ ...line, distribution, held: null }));
    const limit = order.maxPremium ?? quote?.premium ?? 0n;
    const policyIds: string[] = [];
    let premium = 0n;
    let assetId: string | null = null;
    // Each line is priced on the books that the lines before it leave: an order split into lines gains
    // nothing.
    for (const [index, line] of items.entries()) {
      const priced = priceItem(draft, line, `items.${index}`);
      if (priced.refused) return priced;
      const refusal = checkPayment(draft, context, priced, premium, assetId, limit);
      if (refusal !== null) return refusal;
      assetId = priced.product.assetId;
      premium += priced.premium;
      policyIds.push(sellPolicy(draft, priced, context, order.autoRenew));
    }
    if (quote !== null) draft.put('spentQuotes', { _id: quote.quoteId, version: 0, policyIds });
    return draft.done({ policyIds, premium, assetId });
  },
};

type UsableQuote = { quoteId: string; items: OrderItem[]; premium: Amount };

function usableQuote(
  draft: Draft,
  token: string,
  { settings, principal, at }: Context,
): UsableQuote | Refusal {
  const quote: Quote | Refusal = checkQuote(settings.quoteKey, token, at);
  if (isRefusal(quote)) return quote;
  if (quote.accountId !== principal.id) return refuse('QUOTE_INVALID', { problem: 'ALTERED' }, 'quoteToken');
  if (draft.get('spentQuotes', quote.quoteId) !== null)
    return refuse('QUOTE_INVALID', { problem: 'SPENT' }, 'quoteToken');
  const suspended = heldDistributionRefusal(draft, quote.distribution);
  if (suspended !== null) return suspended;
  if (quote.parameterVersion !== draft.parameters.version) {
    return refuse('QUOTE_INVALID', { problem: 'PARAMETERS' }, 'quoteToken');
  }
  // Under another score it is another price.
  const isScoredAnew = ({ productId, score }: Quote['items'][number]) =>
    (draft.get('products', productId)?.scored?.number ?? 0) !== score;
  if (quote.items.some(isScoredAnew)) return refuse('QUOTE_INVALID', { problem: 'SCORE' }, 'quoteToken');
  const items = quote.items.map(({ productId, termSeconds, startAt, parts }) => ({
    productId,
    termSeconds,
    startAt,
    distribution: quote.distribution,
    coverAmount: parts.reduce((sum, part) => sum + part.coverAmount, 0n),
    held: parts,
    quoteFile: quote.file,
  }));
  const premium = quote.items.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.premium, 0n);
  return { quoteId: quote.quoteId, items, premium };
}

function checkPayment(
  draft: Draft,
  { principal }: Context,
  priced: PricedItem,
  before: Amount,
  assetId: string | null,
  limit: Amount,
): Refusal | null {
  const { product, premium } = priced;
  if (assetId !== null && assetId !== product.assetId) {
    const message = 'All products of one purchase are paid for in one asset; buy the others apart.';
    return refuse('CONFIG_INVALID', { problems: [{ path: 'items', message }] });
  }
  const total = before + premium;
  if (total > limit) return refuse('PRICE_ABOVE_LIMIT', { premium: total, limit }, 'maxPremium');
  return cannotPay(
    draft.balance(availableOf(principal.id), product.assetId),
    premium,
    product.assetId,
    'maxPremium',
  );
}
