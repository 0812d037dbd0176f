/** What the feeds mean for products, and what becomes of their incidents and of cover that has ended. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { type DecidedBooks, decidedUntilOf } from '../../market/product/decided.ts';
import { restsOn } from '../../market/product/restsOn.ts';
import type { BasketDocument, FeedProductDocument, ProductDocument } from '../../store/documents/cover.ts';
import { loadAll, loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import type { FeedView } from '../feed/stepFeed.ts';
import { driveIncidents } from '../incident/driveIncidents.ts';
import { inLanes } from '../inLanes.ts';
import { guarded } from '../send.ts';
import { releaseEnded } from './releaseEnded.ts';
import { judgeMembers, thawBasket } from './stepBasket.ts';
import { watchOrThaw } from './watchOrThaw.ts';

const isFeedProduct = (product: ProductDocument): product is FeedProductDocument => product.feedId !== null;
const isBasket = (product: ProductDocument): product is BasketDocument => product.feedId === null;

/** What pools want to know of products: until when each is decided, and which have an incident to pay. */
export interface ProductStates {
  decided: Map<string, UnixSeconds | null>;
  unpaid: Set<string>;
}

/** Baskets last: they look at what became of their members. */
export async function stepProducts(step: Step, views: ReadonlyMap<string, FeedView>): Promise<ProductStates> {
  const { database } = step;
  const before = await loadAll(database, 'products');
  const ruled = before.filter(isFeedProduct);
  const found = booksOf(before, views);
  const unpaid = new Set<string>();
  await inLanes(ruled, (product) =>
    guarded(step, product._id, () => stepProduct(step, product, views.get(product.feedId), found, unpaid)),
  );
  const products = before.some(isBasket) ? await loadAll(database, 'products') : before;
  const books = booksOf(products, views);
  await inLanes(products.filter(isBasket), (basket) =>
    guarded(step, basket._id, () => stepBasket(step, basket, books, unpaid)),
  );
  const decided = new Map(products.map((product) => [product._id, decidedUntilOf(restsOn(product), books)]));
  return { decided, unpaid };
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
  unpaid: Set<string>,
): Promise<void> {
  if (view !== undefined) await watchOrThaw(step, product, view);
  await driveAndRelease(step, product, books, unpaid);
}

async function stepBasket(
  step: Step,
  basket: BasketDocument,
  books: DecidedBooks,
  unpaid: Set<string>,
): Promise<void> {
  const isJudged = await judgeMembers(step, basket, books);
  if (!isJudged) await thawBasket(step, basket, books);
  const [current = basket] = isJudged ? await loadByIds(step.database, 'products', [basket._id]) : [];
  await driveAndRelease(step, current, books, unpaid);
}

async function driveAndRelease(
  step: Step,
  product: ProductDocument,
  books: DecidedBooks,
  unpaid: Set<string>,
): Promise<void> {
  // Until it is known otherwise: what fails in between leaves its pools unjudged.
  unpaid.add(product._id);
  const driven = await driveIncidents(step, product);
  step.report.incidentsUnpaid += driven.product.openIncidentIds.length;
  if (driven.product.openIncidentIds.length === 0) unpaid.delete(product._id);
  const decided = decidedUntilOf(restsOn(product), books);
  await releaseEnded(step, driven.product, decided, driven.incidents);
}
