/** One complete step over all feeds, products and pools. Live and virtual time run the same one. */
import type { FeedFamily } from '../../oracles/adapter.ts';
import type { UnixSeconds } from '../domain/shared/units.ts';
import { decidedUntilOf } from '../market/product/decided.ts';
import { decodeDocument } from '../store/codec.ts';
import type { StateCollection, StateDocuments } from '../store/collections.ts';
import type { Database } from '../store/database.ts';
import type { FeedDocument, FeedStatus, ProductDocument } from '../store/documents/cover.ts';
import { loadSources, sourceDocumentId } from '../store/evidence/sources.ts';
import type { Step } from './context.ts';
import { type FeedView, stepFeed } from './feed/stepFeed.ts';
import { closingTerms } from './feed/terms.ts';
import { driveIncidents } from './incident/driveIncidents.ts';
import { stepPool } from './pool/stepPool.ts';
import { releaseEnded } from './product/releaseEnded.ts';
import { watchOrThaw } from './product/watchOrThaw.ts';
import { guarded } from './send.ts';

/** Feeds that are read. One that is not approved yet decides nothing, one that is suspended no more. */
const READ: readonly FeedStatus[] = ['SANDBOX', 'LIVE', 'DEGRADED'];

/**
 * Feeds first, then what they mean for products and incidents, then
 * pools: each looks at what the former left.
 */
export async function tick(step: Step, adapters: (family: string) => FeedFamily | null): Promise<void> {
  const views = await stepFeeds(step, adapters);
  const decided = await stepProducts(step, views);
  await stepPools(step, decided);
}

async function stepFeeds(
  step: Step,
  adapters: (family: string) => FeedFamily | null,
): Promise<Map<string, FeedView>> {
  const { database } = step;
  const [feeds, products, sources] = await Promise.all([
    loadAll(database, 'feeds', { status: { $in: [...READ] } }),
    loadAll(database, 'products'),
    loadSources(database),
  ]);
  const views = new Map<string, FeedView>();
  await Promise.all(
    feeds.map((feed) =>
      guarded(step, feed._id, async () => {
        const rules = products.filter(({ feedId }) => feedId === feed._id).map(({ rule }) => rule);
        views.set(feed._id, await stepFeed(step, feed, sources, closingTerms(feed, rules, adapters)));
      }),
    ),
  );
  await step.memory.sources.keepOnly(new Set(feeds.flatMap(sourceIdsOf)));
  return views;
}

function sourceIdsOf({ _id, sources }: FeedDocument): string[] {
  return sources.map(({ sourceId }) => sourceDocumentId(_id, sourceId));
}

/** Says until when each product is decided: one whose feed could not be stepped is left out. */
async function stepProducts(
  step: Step,
  views: ReadonlyMap<string, FeedView>,
): Promise<Map<string, UnixSeconds | null>> {
  const products = await loadAll(step.database, 'products');
  await Promise.all(
    products.map((product) =>
      guarded(step, product._id, () => stepProduct(step, product, views.get(product.feedId))),
    ),
  );
  const decided = new Map<string, UnixSeconds | null>();
  for (const product of products) {
    const view = views.get(product.feedId);
    if (view !== undefined) decided.set(product._id, decidedUntilOf(product, view.watermark));
  }
  return decided;
}

/** A product whose feed could not be stepped still has its incidents driven: what is decided is paid. */
async function stepProduct(step: Step, product: ProductDocument, view: FeedView | undefined): Promise<void> {
  if (view !== undefined) await watchOrThaw(step, product, view);
  const driven = await driveIncidents(step, product);
  step.report.incidentsUnpaid += driven.product.openIncidentIds.length;
  if (view !== undefined) await releaseEnded(step, driven.product, view.watermark, driven.incidents);
}

async function stepPools(step: Step, decided: ReadonlyMap<string, UnixSeconds | null>): Promise<void> {
  const pools = await loadAll(step.database, 'pools');
  await Promise.all(pools.map((pool) => guarded(step, pool._id, () => stepPool(step, pool, decided))));
}

async function loadAll<Name extends StateCollection>(
  database: Database,
  collection: Name,
  filter: Record<string, unknown> = {},
): Promise<StateDocuments[Name][]> {
  const found = await database
    .collection(collection)
    .find(filter as never)
    .sort({ _id: 1 })
    .toArray();
  return found.map((document) => decodeDocument<StateDocuments[Name]>(document));
}
