/** One complete step over all feeds, products and pools. Live and virtual time run the same one. */
import type { FeedFamily } from '../../oracles/adapter.ts';
import { REQUIREMENT_UPDATE_SECONDS } from '../domain/shared/limits.ts';
import { HOUR_SECONDS, type UnixSeconds } from '../domain/shared/units.ts';
import type { BreachRule } from '../domain/trigger/rule.ts';
import { balanceId, capitalOf, reserveOf } from '../market/ledger/accounts.ts';
import { GOVERNANCE_ID, parametersOf } from '../market/parameters.ts';
import { type DecidedBooks, decidedUntilOf } from '../market/product/decided.ts';
import { restsOn } from '../market/product/restsOn.ts';
import { backingOf, reserveBooks } from '../market/reserve/backing.ts';
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
import type { PoolDocument } from '../store/documents/pools.ts';
import type { ReserveDocument } from '../store/documents/reserves.ts';
import { loadSources, sourceDocumentId } from '../store/evidence/sources.ts';
import { loadByIds } from '../store/load.ts';
import { poolsLeft } from '../store/queries/poolsLeft.ts';
import type { Step } from './context.ts';
import { type FeedView, stepFeed } from './feed/stepFeed.ts';
import { resumeOverdue } from './feed/suspendSplit.ts';
import { closingTerms } from './feed/terms.ts';
import { driveIncidents } from './incident/driveIncidents.ts';
import { inLanes } from './inLanes.ts';
import { stepOrders } from './order/stepOrders.ts';
import { accrueCommission } from './pool/stepCommissions.ts';
import { stepCommitments } from './pool/stepCommitments.ts';
import { stepPoolExcess, stepSharedExcess } from './pool/stepExcess.ts';
import { stepPool } from './pool/stepPool.ts';
import { stepRecovery } from './pool/stepRecovery.ts';
import { stepVault } from './pool/stepVault.ts';
import { releaseEnded } from './product/releaseEnded.ts';
import { renewDue } from './product/renewDue.ts';
import { judgeMembers, thawBasket } from './product/stepBasket.ts';
import { watchOrThaw } from './product/watchOrThaw.ts';
import { sealDue } from './sealDue.ts';
import { guarded, send } from './send.ts';
import { stepVenues } from './venue/stepVenues.ts';

/** Feeds that are read. One that is not approved yet decides nothing, one that is suspended no more. */
const READ: readonly FeedStatus[] = ['SANDBOX', 'LIVE', 'DEGRADED'];

/**
 * Feeds first, then what they mean for products and incidents, then pools and vaults: each looks at what the
 * former left. Reserves are sized before, so that a step which ends early takes the same to its successor.
 */
export async function tick(step: Step, adapters: (family: string) => FeedFamily | null): Promise<void> {
  const views = await stepFeeds(step, adapters);
  await stepReserves(step);
  await stepCommitments(step);
  const products = await stepProducts(step, views);
  await stepPools(step, products);
  await stepVaults(step, products.decided);
  await stepOrders(step, products.decided);
  await stepVenues(step);
  await stepCommissions(step);
  await guarded(step, 'renewals', () => renewDue(step));
  await guarded(step, 'the snapshot', () => sealDue(step));
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

/** What pools want to know of products: until when each is decided, and which have an incident to pay. */
interface ProductStates {
  decided: Map<string, UnixSeconds | null>;
  unpaid: Set<string>;
}

/** Baskets last: they look at what became of their members. */
async function stepProducts(step: Step, views: ReadonlyMap<string, FeedView>): Promise<ProductStates> {
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

/** Hourly, and at once for what was never sized. */
async function stepReserves(step: Step): Promise<void> {
  const funds = await loadAll(step.database, 'reserves', { kind: 'SHARED_FUND' });
  const due = funds.filter(({ requirement }) => isRequirementDue(requirement, step.at));
  await inLanes(due, ({ ownerId: assetId }) =>
    guarded(step, assetId, async () => {
      await send(step, 'sizeReserves', { assetId, tick: step.at });
    }),
  );
}

const isRequirementDue = (requirement: ReserveDocument['requirement'], at: UnixSeconds): boolean =>
  requirement === null || at - requirement.updatedAt >= REQUIREMENT_UPDATE_SECONDS;

async function stepPools(step: Step, products: ProductStates): Promise<void> {
  const { database } = step;
  const [pools, left, [governance], reserves] = await Promise.all([
    loadAll(database, 'pools'),
    poolsLeft(database),
    loadByIds(database, 'governance', [GOVERNANCE_ID]),
    loadAll(database, 'reserves'),
  ]);
  const parameters = parametersOf(governance ?? null);
  const held = [...pools.map(capitalIdOf), ...reserves.map(fundsIdOf)];
  const balances = await loadByIds(database, 'balances', held);
  const amounts = new Map(balances.map(({ _id, amount }) => [_id, amount]));
  const books = reserveBooks(reserves, amounts, parameters);
  const isUnpaid = (productId: string) => products.unpaid.has(productId);
  const funds = { books, rules: parameters.funds, isUnpaid };
  await inLanes(pools, (pool) => {
    const surroundings = {
      ...products,
      rules: parameters.ladder,
      isLeft: left.has(pool._id),
      capital: amounts.get(capitalIdOf(pool)) ?? 0n,
      backing: backingOf(books, pool),
    };
    return guarded(step, pool._id, async () => {
      await stepPool(step, pool, surroundings);
      await stepRecovery(step, pool, { ...surroundings, books });
      await stepPoolExcess(step, pool, funds);
    });
  });
  const vaults = await loadAll(database, 'vaults');
  const shared = reserves.filter(({ kind }) => kind === 'SHARED_FUND');
  await inLanes(shared, (fund) =>
    guarded(step, fund._id, () => stepSharedExcess(step, fund, { ...funds, pools, vaults })),
  );
}

const capitalIdOf = ({ _id, assetId }: PoolDocument): string => balanceId(capitalOf(_id), assetId);

async function stepVaults(step: Step, decided: ProductStates['decided']): Promise<void> {
  const vaults = await loadAll(step.database, 'vaults');
  await inLanes(vaults, (vault) => guarded(step, vault._id, () => stepVault(step, vault, decided)));
}

const fundsIdOf = ({ _id, assetId }: ReserveDocument): string => balanceId(reserveOf(_id), assetId);

async function stepCommissions(step: Step): Promise<void> {
  const due = await loadAll(step.database, 'commissions', {
    'earning.accruedTo': { $lte: step.at - HOUR_SECONDS },
  });
  await inLanes(due, (commission) => guarded(step, commission._id, () => accrueCommission(step, commission)));
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
