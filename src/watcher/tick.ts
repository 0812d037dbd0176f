/** One complete step over all feeds, products and pools. Live and virtual time run the same one. */
import type { FeedFamily } from '../../oracles/adapter.ts';
import type { UnixSeconds } from '../domain/shared/units.ts';
import type { BreachRule } from '../domain/trigger/rule.ts';
import { type DecidedBooks, decidedUntilOf } from '../market/product/decided.ts';
import { restsOn } from '../market/product/restsOn.ts';
import { decodeDocument } from '../store/codec.ts';
import type { StateCollection, StateDocuments } from '../store/collections.ts';
import type { Database } from '../store/database.ts';
import type {
  BasketDocument,
  FeedDocument,
  FeedProductDocument,
  FeedStatus,
  ProductDocument,
} from '../store/documents/cover.ts';
import { loadSources, sourceDocumentId } from '../store/evidence/sources.ts';
import { loadByIds } from '../store/load.ts';
import { poolsLeft } from '../store/queries/poolsLeft.ts';
import type { Step } from './context.ts';
import { type FeedView, stepFeed } from './feed/stepFeed.ts';
import { resumeOverdue } from './feed/suspendSplit.ts';
import { closingTerms } from './feed/terms.ts';
import { driveIncidents } from './incident/driveIncidents.ts';
import { inLanes } from './inLanes.ts';
import { stepPool } from './pool/stepPool.ts';
import { releaseEnded } from './product/releaseEnded.ts';
import { renewDue } from './product/renewDue.ts';
import { judgeMembers, thawBasket } from './product/stepBasket.ts';
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
  await guarded(step, 'renewals', () => renewDue(step));
}

async function stepFeeds(
  step: Step,
  adapters: (family: string) => FeedFamily | null,
): Promise<Map<string, FeedView>> {
  const { database } = step;
  await resumeOverdue(step, await loadAll(database, 'feeds', { status: 'SUSPENDED' }));
  const [feeds, products, sources] = await Promise.all([
    loadAll(database, 'feeds', { status: { $in: [...READ] } }),
    loadAll(database, 'products'),
    loadSources(database),
  ]);
  const views = new Map<string, FeedView>();
  await inLanes(feeds, (feed) =>
    guarded(step, feed._id, async () => {
      const terms = closingTerms(feed, rulesOf(feed, products), adapters);
      const view = await stepFeed(step, feed, sources, terms);
      if (view !== null) views.set(feed._id, view);
    }),
  );
  await step.memory.sources.keepOnly(new Set(feeds.flatMap(sourceIdsOf)));
  return views;
}

function rulesOf({ _id }: FeedDocument, products: readonly ProductDocument[]): BreachRule[] {
  return products.flatMap((product) => (product.feedId === _id ? [product.rule] : []));
}

function sourceIdsOf({ _id, sources }: FeedDocument): string[] {
  return sources.map(({ sourceId }) => sourceDocumentId(_id, sourceId));
}

const isFeedProduct = (product: ProductDocument): product is FeedProductDocument => product.feedId !== null;
const isBasket = (product: ProductDocument): product is BasketDocument => product.feedId === null;

/** Baskets last: they look at what became of their members. Says until when each product is decided. */
async function stepProducts(
  step: Step,
  views: ReadonlyMap<string, FeedView>,
): Promise<Map<string, UnixSeconds | null>> {
  const { database } = step;
  const before = await loadAll(database, 'products');
  const ruled = before.filter(isFeedProduct);
  const found = booksOf(before, views);
  await inLanes(ruled, (product) =>
    guarded(step, product._id, () => stepProduct(step, product, views.get(product.feedId), found)),
  );
  const products = before.some(isBasket) ? await loadAll(database, 'products') : before;
  const books = booksOf(products, views);
  await inLanes(products.filter(isBasket), (basket) =>
    guarded(step, basket._id, () => stepBasket(step, basket, books)),
  );
  return new Map(products.map((product) => [product._id, decidedUntilOf(restsOn(product), books)]));
}

/** A feed that could not be stepped is left out: what rests on it is not decided in this step. */
function booksOf(products: readonly ProductDocument[], views: ReadonlyMap<string, FeedView>): DecidedBooks {
  const byId = new Map(products.map((product) => [product._id, product]));
  return { product: (id) => byId.get(id), feed: (id) => views.get(id) };
}

/** A product whose feed could not be stepped still has its incidents driven: what is decided is paid. */
async function stepProduct(
  step: Step,
  product: FeedProductDocument,
  view: FeedView | undefined,
  books: DecidedBooks,
): Promise<void> {
  if (view !== undefined) await watchOrThaw(step, product, view);
  await driveAndRelease(step, product, books);
}

async function stepBasket(step: Step, basket: BasketDocument, books: DecidedBooks): Promise<void> {
  const isJudged = await judgeMembers(step, basket, books);
  if (!isJudged) await thawBasket(step, basket, books);
  const [current = basket] = isJudged ? await loadByIds(step.database, 'products', [basket._id]) : [];
  await driveAndRelease(step, current, books);
}

async function driveAndRelease(step: Step, product: ProductDocument, books: DecidedBooks): Promise<void> {
  const driven = await driveIncidents(step, product);
  step.report.incidentsUnpaid += driven.product.openIncidentIds.length;
  const decided = decidedUntilOf(restsOn(product), books);
  await releaseEnded(step, driven.product, decided, driven.incidents);
}

async function stepPools(step: Step, decided: ReadonlyMap<string, UnixSeconds | null>): Promise<void> {
  const [pools, left] = await Promise.all([loadAll(step.database, 'pools'), poolsLeft(step.database)]);
  await inLanes(pools, (pool) =>
    guarded(step, pool._id, () => stepPool(step, pool, decided, left.has(pool._id))),
  );
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
