/**
 * Prices an order on the books of the moment, as a purchase would, and signs the price for whoever may use
 * it.
 */
import { hazardAt, hazardInterval } from '../../domain/pricing/hazard.ts';
import { annualRate } from '../../domain/pricing/premium.ts';
import { type QuotedLine, type QuoteHead, quoteFile } from '../../domain/pricing/quoteFile.ts';
import { marginalPerCover } from '../../domain/pricing/tailHazard.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { QUOTE_ITEMS_MAX, QUOTE_SECONDS } from '../../domain/shared/limits.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PolicyDistribution } from '../../store/documents/policies.ts';
import { newestJournal } from '../../store/queries/journalPages.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { sha256 } from '../../store/sha256.ts';
import { distributorIdOf } from '../distribution/commissionNeeds.ts';
import { distributionNeeds, distributionNow } from '../distribution/distribution.ts';
import { addSoldCover } from '../distribution/soldCover.ts';
import { addCover } from '../policy/changeCover.ts';
import { type PricedItem, priceItem } from '../policy/priceItem.ts';
import { quotedLine } from '../policy/quotedLine.ts';
import { type Quote, signQuote } from '../policy/quoteToken.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import type { QueryDependencies } from './dependencies.ts';
import { laggingStop, saleNeeds } from './productViews.ts';
import type { QuoteItem, QuoteView } from './views.ts';

/** A price for an order, or what a purchase of this moment would refuse. */
export async function quote(
  dependencies: QueryDependencies,
  items: readonly QuoteItem[],
  accountId: string | null,
  distributorCode: string | null = null,
): Promise<QuoteView | Refusal> {
  if (items.length < 1 || items.length > QUOTE_ITEMS_MAX) {
    return invalid(`A quote has 1 to ${QUOTE_ITEMS_MAX} items; this one has ${items.length}.`);
  }
  const { world, newest, at } = await withSnapshot(dependencies.database, async (view) => {
    const head = await newestJournal(view);
    // Time never goes back: the next batch's time is never before the last one's.
    const time = Math.max(dependencies.now(), head.time);
    const needs = items.map(({ productId }) => productId);
    const sellerId = distributorCode === null ? null : distributorIdOf(distributorCode);
    const loaded = await loadWorld(view, (partial) =>
      needs.flatMap((id) => [
        ...saleNeeds(partial, id, time),
        ...distributionNeeds(partial, sellerId, partial.peek('products', id)?.assetId, null, time),
      ]),
    );
    return { world: loaded, newest: head, at: time };
  });
  const draft = openDraft(world, at);
  const distribution = distributionNow(draft, distributorCode);
  if (isRefusal(distribution)) return distribution;
  const { version: parameterVersion, depth, correlationWad } = draft.parameters;
  const priced = priceAll(draft, items, distribution);
  if (isRefusal(priced)) return priced;
  const [first] = priced;
  if (first === undefined) throw new Error('an order of no items was priced');
  const { assetId } = first.product;
  const rules = { parameterVersion, depth, correlationWad };
  const head = { at, asOfSequence: newest.sequence, assetId, distribution, ...rules };
  const lines = priced.map((item, index) => quotedLine(item, (items[index] as QuoteItem).termSeconds, at));
  const file = fileOf(head, lines);
  const signed =
    accountId === null
      ? null
      : signFor(
          dependencies,
          items,
          priced,
          { accountId, distribution, parameterVersion, file: file.sha256 },
          at,
        );
  return {
    token: signed?.token ?? null,
    expiresAt: signed?.expiresAt ?? at + QUOTE_SECONDS,
    assetId,
    premium: priced.reduce((sum, { premium }) => sum + premium, 0n),
    parameterVersion,
    asOfSequence: newest.sequence,
    file,
    items: priced.map((item, index) => viewOf(item, lines[index] as QuotedLine)),
  };
}

/** Each item on the books that the ones before it leave, as they are sold. */
export function priceAll(
  draft: Draft,
  items: readonly QuoteItem[],
  distribution: PolicyDistribution | null,
): PricedItem[] | Refusal {
  const priced: PricedItem[] = [];
  for (const [index, item] of items.entries()) {
    const known = draft.get('products', item.productId);
    const lagging = known === null ? null : laggingStop(draft, known);
    if (lagging !== null) return refuse('SALES_STOPPED', lagging, `items.${index}.productId`);
    const one = priceItem(draft, { ...item, distribution, held: null }, `items.${index}`);
    if (one.refused) return one;
    const { product, parts } = one;
    if (priced.some((other) => other.product.assetId !== product.assetId)) {
      return invalid('All products of one purchase are paid for in one asset; buy the others apart.');
    }
    priced.push(one);
    // Nothing is priced on what the last one leaves.
    if (index === items.length - 1) break;
    for (const { poolId, coverAmount } of parts) addCover(draft, poolId, product._id, coverAmount);
    addSoldCover(draft, distribution, product.assetId, one.coverAmount);
  }
  return priced;
}

function signFor(
  { quoteKey }: QueryDependencies,
  items: readonly QuoteItem[],
  priced: readonly PricedItem[],
  of: Omit<Quote, 'quoteId' | 'items'>,
  at: UnixSeconds,
): { token: string; expiresAt: UnixSeconds } {
  const lines = priced.map(({ product, parts }, index) => {
    const { termSeconds, startAt } = items[index] as QuoteItem;
    const score = product.scored?.number ?? 0;
    return { productId: product._id, score, termSeconds, startAt: startAt ?? at, parts };
  });
  return signQuote(quoteKey, { ...of, items: lines }, at);
}

/** Its text, and the name that `sha256sum` gives it. */
function fileOf(head: QuoteHead, lines: readonly QuotedLine[]): QuoteView['file'] {
  const text = canonical(quoteFile(head, lines, sha256));
  return { text, sha256: sha256(text) };
}

function viewOf(item: PricedItem, { stated, priced }: QuotedLine): QuoteView['items'][number] {
  const { product, coverAmount, premium, term, parts } = item;
  const { hazardTable, tailTable, score, severityWad } = stated.risk;
  const hazardWad = hazardAt(hazardTable, score);
  return {
    productId: product._id,
    score: { value: product.score, snapshotHash: product.scored?.snapshotHash ?? null },
    hazard: { valueWad: hazardWad, ...hazardInterval(product.peril, hazardWad) },
    severityWad,
    marginalPerCoverWad: marginalPerCover(tailTable, score, severityWad),
    coverAmount,
    premium,
    annualRateWad: annualRate(premium, coverAmount, term.coveredSeconds),
    coverFrom: term.coverFrom,
    coverUntil: term.coverUntil,
    breakdown: priced.breakdown,
    stated,
    allocations: parts.map(({ poolId, coverAmount: part, premium: price }) => ({
      poolId,
      coverAmount: part,
      premium: price,
    })),
  };
}

function invalid(message: string): Refusal {
  return refuse('CONFIG_INVALID', { problems: [{ path: 'items', message }] });
}
