/** A product of a ledger as it is offered now, and the history of its score. */
import { offerOf, riskOf, rulesOf } from '../../market/policy/priceOrder.ts';
import { openBooks } from '../../market/queries/books.ts';
import { saleNeeds } from '../../market/queries/productViews.ts';
import { openDraft } from '../../market/sequencer/draft.ts';
import { loadWorld } from '../../market/sequencer/loadWorld.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { ScoreDocument } from '../../store/documents/risk.ts';
import { loadAll, loadByIds } from '../../store/load.ts';
import { newestJournal } from '../../store/queries/journalPages.ts';
import type { Environment } from '../audit/openLedger.ts';
import { readLedger } from '../audit/readLedger.ts';
import { quoted, UsageError } from '../shared/output.ts';
import type { PricedProduct } from './priceCurve.ts';

/** A product with all the scores that it ever had, oldest first, as of the newest command. */
export interface ScoredProduct {
  readonly product: ProductDocument;
  readonly scores: readonly ScoreDocument[];
  readonly at: number;
}

/** Reads the offers of a product at one moment; UsageError where there is no such product. */
export const livePrice = (
  uri: string | undefined,
  productId: string,
  environment: Environment,
): Promise<PricedProduct> =>
  readLedger(uri, environment, async (view) => {
    const { time: at } = await newestJournal(view);
    const world = await loadWorld(view, (partial) => saleNeeds(partial, productId, at));
    const product = found(world.get('products', productId), productId);
    const offers = product.poolIds.flatMap((poolId) => {
      const books = openBooks(world, poolId, at);
      return books === null ? [] : [offerOf(books.draft, product, books.pool)];
    });
    if (offers.length === 0) throw new UsageError(`no pool backs ${quoted(productId)}`);
    const { parameters } = openDraft(world, at);
    return { name: product.name, risk: riskOf(product, parameters), rules: rulesOf(parameters), offers };
  });

/** Reads the scores of a product; UsageError where there is no such product. */
export const liveScores = (
  uri: string | undefined,
  productId: string,
  environment: Environment,
): Promise<ScoredProduct> =>
  readLedger(uri, environment, async (view) => {
    const [row] = await loadByIds(view, 'products', [productId]);
    const product = found(row ?? null, productId);
    const scores = await loadAll(view, 'scores', { productId });
    scores.sort((a, b) => a.number - b.number);
    return { product, scores, at: (await newestJournal(view)).time };
  });

function found(product: ProductDocument | null, productId: string): ProductDocument {
  if (product === null) throw new UsageError(`there is no product ${quoted(productId)}`);
  return product;
}
