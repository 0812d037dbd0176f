/** What products offer just now: the offers that a purchase of this moment would be priced on. */
import { isBehind } from '../../domain/policy/earning.ts';
import { coverIn, subjectLimit } from '../../domain/pool/marketLimits.ts';
import type { Offer } from '../../domain/pricing/poolOffer.ts';
import { multiplierAt, type UtilisationCurve } from '../../domain/pricing/utilisation.ts';
import { isRefusal, type RefusalData } from '../../domain/shared/refusals.ts';
import { minimum, mulDivUp } from '../../domain/shared/rounding.ts';
import { type Amount, type UnixSeconds, WAD, type Wad } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import { marketRoom } from '../policy/marketRoom.ts';
import { offerOf } from '../policy/priceOrder.ts';
import { openPools } from '../policy/salesOpen.ts';
import { restsOn } from '../product/restsOn.ts';
import { coverNeeds, subjectIdOf } from '../product/subjects.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { bookNeeds, openBooks, productRoom, readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import type { ProductView } from './views.ts';

type SalesStop = RefusalData['SALES_STOPPED'];

/** Rates, room and the reason why nothing is sold, as of now. */
export async function productViews(
  { database, now }: Pick<QueryDependencies, 'database' | 'now'>,
  ids: readonly string[],
): Promise<Map<string, ProductView>> {
  const at = now();
  const world = await readWorld(database, (partial) => ids.flatMap((id) => saleNeeds(partial, id, at)));
  return productViewsIn(world, ids, at);
}

/** The same of documents that are at hand, with the parameters among them. */
export function productViewsIn(
  world: World,
  ids: readonly string[],
  at: UnixSeconds,
): Map<string, ProductView> {
  const draft = openDraft(world, at);
  const views = new Map<string, ProductView>();
  for (const id of ids) {
    const product = world.get('products', id);
    if (product !== null) views.set(id, viewOf(world, draft, product));
  }
  return views;
}

/** A product, its feed and the books of its pools. */
export function saleNeeds(world: World, productId: string, at: UnixSeconds): Need[] {
  const product = world.peek('products', productId);
  if (product === undefined || product === null) return [need('products', productId)];
  const books = product.poolIds.flatMap((poolId) => bookNeeds(world, poolId, at));
  return [need('products', productId), ...coverNeeds(restsOn(product), product.sandbox), ...books];
}

function viewOf(world: World, draft: Draft, product: ProductDocument): ProductView {
  const offers = product.poolIds.map((poolId) => offerIn(world, product, poolId, draft.at));
  const { stopped, openPoolIds } = salesOf(draft, product);
  const selling = offers.filter(({ poolId }) => openPoolIds.has(poolId));
  const sum = (parts: readonly Amount[]) => parts.reduce((total, part) => total + part, 0n);
  const market = marketRoom(draft, restsOn(product), product.sandbox, product.assetId);
  const cap = (room: Amount) => (market === null ? room : minimum(room, market.room));
  return {
    annualRateWad: nextRate(selling.length === 0 ? offers : selling, draft.parameters.curve),
    capacity: cap(sum(selling.map(({ capacity }) => capacity))),
    maxCover: cap(sum(selling.map(({ room }) => room))),
    activeCover: sum(offers.map(({ cover }) => cover)),
    ...tightestSubject(draft, product),
    salesStopped: stopped,
  };
}

/** Of the subjects that it rests on the one that leaves least room: of a basket any may be the tightest. */
function tightestSubject(
  draft: Draft,
  product: ProductDocument,
): Pick<ProductView, 'subjectSize' | 'subjectCap'> {
  const [first, ...others] = restsOn(product).map(({ subject }) => {
    const { size, activeCover } = draft.must('subjects', subjectIdOf(subject, product.sandbox));
    const limit = size === null ? null : subjectLimit(size.amount, draft.parameters.values.subjectCoverBps);
    return { subjectSize: size, subjectCap: { used: coverIn(activeCover, 0), limit } };
  });
  if (first === undefined) throw new Error(`${product._id} rests on nothing`);
  const roomOf = ({ subjectCap: { used, limit } }: typeof first) => (limit === null ? null : limit - used);
  return others.reduce((least, next) => {
    const [before, room] = [roomOf(least), roomOf(next)];
    return room !== null && (before === null || room < before) ? next : least;
  }, first);
}

interface CurrentOffer extends Offer {
  /** What the pool may sell to any number of policies; `room` is for one. */
  capacity: Amount;
}

function offerIn(world: World, product: ProductDocument, poolId: string, at: UnixSeconds): CurrentOffer {
  const books = openBooks(world, poolId, at);
  if (books === null) throw new Error(`${product._id} names ${poolId}, which does not exist`);
  return { ...offerOf(books.draft, product, books.pool), capacity: productRoom(books, product._id) };
}

/** The pools that sell, or why none does: the judgement of a purchase. */
function salesOf(
  draft: Draft,
  product: ProductDocument,
): { stopped: SalesStop | null; openPoolIds: Set<string> } {
  const lagging = laggingStop(draft, product);
  if (lagging !== null) return { stopped: lagging, openPoolIds: new Set() };
  const open = openPools(draft, product);
  if (!isRefusal(open)) return { stopped: null, openPoolIds: new Set(open.map(({ _id }) => _id)) };
  if (open.code !== 'SALES_STOPPED')
    throw new Error(`the sale of ${product._id} was refused as ${open.code}`);
  return { stopped: open.data, openPoolIds: new Set() };
}

/**
 * While a pool is far behind with its earning nothing is sold: a purchase would be told to come again
 * later.
 */
export function laggingStop(draft: Draft, product: ProductDocument): SalesStop | null {
  const lagging = product.poolIds.some((poolId) => isBehind(draft.must('pools', poolId).earning, draft.at));
  if (!lagging) return null;
  return { cause: 'POOL', since: null, endsWhen: 'Its pools have earned their premium up to now.' };
}

/** The lowest price of one more unit among offers, those with room first. */
function nextRate(offers: readonly Offer[], curve: UtilisationCurve): Wad {
  const roomy = offers.filter(({ room }) => room > 0n);
  const rates = (roomy.length === 0 ? offers : roomy).map(({ rateWad, cover, limit }) =>
    // Up: against the buyer.
    mulDivUp(rateWad, multiplierAt(cover, limit, curve), WAD),
  );
  return rates.reduce(minimum);
}
