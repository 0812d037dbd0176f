/**
 * What changes would do, before anybody decides on them: they are made by the very code that makes them, on
 * documents that nobody keeps, and prices and books are read from those as they are always read.
 */
import type { BookPair } from '../../domain/book/ruin.ts';
import { PAGE_SIZE_MAX, PAYOUT_POLICIES_MAX, WHAT_IF_AHEAD_SECONDS_MAX } from '../../domain/shared/limits.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import { newestJournal } from '../../store/queries/journalPages.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import type { Context, Principal } from '../command.ts';
import { applyChanges, changesNeeds } from '../governance/applyChanges.ts';
import { openDraft } from '../sequencer/draft.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import type { World } from '../sequencer/world.ts';
import { bookNeeds } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import type { BeforeAfter, WhatIfAsked, WhatIfView } from './governancePort.ts';
import { poolViewsIn } from './poolViews.ts';
import { productViewsIn, saleNeeds } from './productViews.ts';
import { ruinNeeds, ruinPairs, ruinPoolIds, ruinRefusal } from './ruinBooks.ts';
import { aheadNeeds, isBeyondReach, passTime } from './timeAhead.ts';

const NOBODY: Principal = { id: 'system:what-if', roles: [], system: true };

/** What is known before chance is asked. */
interface Compared {
  view: WhatIfView;
  books: { assetIds: readonly string[]; pairs: readonly BookPair[] };
}

/** See the port. */
export async function whatIf(
  dependencies: QueryDependencies,
  asked: WhatIfAsked,
): Promise<WhatIfView | Refusal | null> {
  const { ruin = null } = asked;
  const unbounded = ruin === null ? null : ruinRefusal(ruin);
  if (unbounded !== null) return unbounded;
  const compared = await withSnapshot(dependencies.database, (view) => compareIn(view, dependencies, asked));
  if (isRefusal(compared) || ruin === null) return isRefusal(compared) ? compared : compared.view;
  const { assetIds, pairs } = compared.books;
  const found = pairs.length === 0 ? [] : await dependencies.simulateRuin(pairs, ruin);
  if (found === null) return null;
  const shown = found.map((figures, index) => ({ assetId: assetIds[index] ?? '', ...ruin, ...figures }));
  return { ...compared.view, ruin: shown };
}

/** On the documents of one moment. */
async function compareIn(
  view: Database,
  { now, quoteKey, sandbox }: QueryDependencies,
  { changes, productIds: asked = null, at: instant = null, ruin = null }: WhatIfAsked,
): Promise<Compared | Refusal> {
  const from = Math.max(now(), (await newestJournal(view)).time);
  const at = instant ?? from;
  const outside = instantRefusal(from, at);
  if (outside !== null) return outside;
  const span = { from, to: at };
  const productIds = asked ?? (await newestProducts(view));
  const bookIds = ruin === null ? [] : await ruinPoolIds(view, productIds);
  if (isRefusal(bookIds)) return bookIds;
  const context: Context = { principal: NOBODY, at, settings: { quoteKey, sandbox }, id: newIds() };
  const loaded = await loadWorld(view, (partial) => [
    ...changesNeeds(changes, context, partial),
    ...productIds.flatMap((id) => saleNeeds(partial, id, at)),
    ...poolIdsOf(partial, productIds).flatMap((id) => bookNeeds(partial, id, at)),
    ...ruinNeeds(partial, bookIds, at),
    ...(at > from
      ? besides(partial, productIds, bookIds).flatMap((id) => aheadNeeds(partial, id, span))
      : []),
  ]);
  const known = loaded.decided();
  const missing = productIds.findIndex((id) => known.get('products', id) === null);
  if (missing !== -1) return refuse('NOT_FOUND', { id: productIds[missing] ?? '' }, `productIds.${missing}`);
  const others = besides(known, productIds, bookIds);
  if (at > from && others.some((id) => isBeyondReach(known, id, span)))
    return refuse('LIMIT_REACHED', { limit: PAYOUT_POLICIES_MAX, used: PAYOUT_POLICIES_MAX }, 'at');
  const world = at > from ? passTime(known, others, span) : known;
  const draft = openDraft(world, at);
  const made = applyChanges(draft, changes, context, { proposalId: context.id('prp'), reason: 'what if' });
  if (made.refused) return made;
  const books = ruinPairs(world, draft.world, { poolIds: bookIds, at, useBps: ruin?.useBps ?? 0 });
  return { view: compare(world, draft.world, productIds, at), books };
}

/** What was is not computed anew: balances of then are not kept. */
function instantRefusal(from: UnixSeconds, at: UnixSeconds): Refusal | null {
  if (at < from) {
    const reason =
      'Books of the past are not kept: ask for now or later, and solvency(at:) for what was sealed.';
    return refuse('STATUS_FORBIDS', { status: 'PAST', reason, allowedActions: [] }, 'at');
  }
  const sentSeconds = at - from;
  if (sentSeconds <= WHAT_IF_AHEAD_SECONDS_MAX) return null;
  const range = { minimumSeconds: 0, maximumSeconds: WHAT_IF_AHEAD_SECONDS_MAX };
  return refuse('TERM_OUT_OF_RANGE', { ...range, sentSeconds }, 'at');
}

/** Products that were asked for, and those that share a pool or the simulated book with them. */
const besides = (world: World, productIds: readonly string[], bookIds: readonly string[]): string[] => {
  const poolIds = [...poolIdsOf(world, productIds), ...bookIds];
  const sharing = poolIds.flatMap((id) => world.peek('pools', id)?.products ?? []);
  return [...new Set([...productIds, ...sharing.map(({ productId }) => productId)])];
};

async function newestProducts(view: Database): Promise<string[]> {
  const found = await view
    .collection('products')
    .find({}, { projection: { _id: 1 } })
    .sort({ createdAt: -1, _id: -1 })
    .limit(PAGE_SIZE_MAX)
    .toArray();
  return found.map(({ _id }) => _id);
}

const poolIdsOf = (world: World, productIds: readonly string[]): string[] => [
  ...new Set(productIds.flatMap((id) => world.peek('products', id)?.poolIds ?? [])),
];

/** What is made is thrown away: its ids only have to differ from each other. */
function newIds(): Context['id'] {
  let count = 0;
  return (prefix) => `${prefix}_whatif${++count}`;
}

function compare(before: World, after: World, productIds: readonly string[], at: UnixSeconds): WhatIfView {
  const poolIds = poolIdsOf(before, productIds);
  const products = both(productViewsIn(before, productIds, at), productViewsIn(after, productIds, at));
  const pools = both(poolViewsIn(before, poolIds, at), poolViewsIn(after, poolIds, at));
  return {
    at,
    prices: products.map(({ id, of }) => ({
      productId: id,
      annualRateWad: of((view) => view.annualRateWad),
    })),
    pools: pools.map(({ id, of }) => ({
      poolId: id,
      capacity: of((view) => view.capacity),
      requirement: of((view) => view.requirement),
      adequacyWad: of((view) => view.adequacyWad),
    })),
    ruin: null,
  };
}

/** Each view with what became of it. */
function both<View>(before: ReadonlyMap<string, View>, after: ReadonlyMap<string, View>) {
  return [...before].map(([id, first]) => {
    const then = after.get(id);
    if (then === undefined) throw new Error(`${id} is gone after the changes`);
    return {
      id,
      of: <Value>(pick: (view: View) => Value): BeforeAfter<Value> => ({
        before: pick(first),
        after: pick(then),
      }),
    };
  });
}
