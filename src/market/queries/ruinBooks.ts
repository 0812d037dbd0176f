/** The books that changes are simulated on: all pools of the assets that are shown, and not only those. */
import type { BookDescription } from '../../domain/book/describedBook.ts';
import type { BookPair } from '../../domain/book/ruin.ts';
import { reachOf } from '../../domain/policy/earning.ts';
import {
  RUIN_PATH_YEARS_MAX,
  RUIN_PATHS_MAX,
  RUIN_PATHS_MIN,
  RUIN_POOLS_MAX,
  RUIN_YEARS_MAX,
} from '../../domain/shared/limits.ts';
import { type Problem, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { BPS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { loadByIds } from '../../store/load.ts';
import { accruePool } from '../pool/accrue.ts';
import { bookOf } from '../risk/bookOf.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { bookNeeds } from './books.ts';
import type { RuinRequest } from './ruinPort.ts';
import { soldUpTo } from './soldUpTo.ts';

/** Every problem of a request at once, or null. */
export function ruinRefusal({ useBps, years, paths, seed }: RuinRequest): Refusal | null {
  const bounds: [string, number, number, number][] = [
    ['useBps', useBps, 0, Number(BPS)],
    ['years', years, 1, RUIN_YEARS_MAX],
    ['paths', paths, RUIN_PATHS_MIN, RUIN_PATHS_MAX],
    ['seed', seed, 0, Number.MAX_SAFE_INTEGER],
  ];
  const problems = bounds.flatMap(([path, value, least, most]): Problem[] =>
    Number.isSafeInteger(value) && value >= least && value <= most
      ? []
      : [{ path, message: `is a whole number from ${least} to ${most}` }],
  );
  if (problems.length === 0 && years * paths > RUIN_PATH_YEARS_MAX)
    problems.push({ path: 'paths', message: `times years is at most ${RUIN_PATH_YEARS_MAX}` });
  return problems.length === 0 ? null : refuse('CONFIG_INVALID', { problems }, 'ruin');
}

/** All pools of the assets of those that carry these products, without the sandbox's. */
export async function ruinPoolIds(
  view: Database,
  productIds: readonly string[],
): Promise<readonly string[] | Refusal> {
  const products = await loadByIds(view, 'products', productIds);
  const shown = await loadByIds(view, 'pools', [...new Set(products.flatMap(({ poolIds }) => poolIds))]);
  const assetIds = [...new Set(shown.filter(({ sandbox }) => !sandbox).map(({ assetId }) => assetId))];
  const found = await view
    .collection('pools')
    .find({ assetId: { $in: assetIds }, sandbox: false }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .limit(RUIN_POOLS_MAX + 1)
    .toArray();
  if (found.length > RUIN_POOLS_MAX)
    return refuse('LIMIT_REACHED', { limit: RUIN_POOLS_MAX, used: found.length }, 'ruin');
  return found.map(({ _id }) => _id);
}

/** What these pools' books read: the pools as they earn, and what they carry. */
export const ruinNeeds = (world: World, poolIds: readonly string[], at: UnixSeconds): Need[] =>
  poolIds.flatMap((id) => [
    ...bookNeeds(world, id, at),
    ...(world.peek('pools', id)?.products ?? []).map(({ productId }) => need('products', productId)),
  ]);

/** Which books are made of two worlds. */
interface RuinBooks extends Pick<RuinRequest, 'useBps'> {
  poolIds: readonly string[];
  at: UnixSeconds;
}

/** The books of each asset, as they are and as they would be. */
export function ruinPairs(
  before: World,
  after: World,
  books: RuinBooks,
): { assetIds: string[]; pairs: BookPair[] } {
  const [first, then] = [booksOf(before, books), booksOf(after, books)];
  const assetIds = [...first.keys()];
  const pairs = assetIds.map((id) => ({
    before: first.get(id) as BookDescription,
    // Pools keep their asset, whatever changes.
    after: then.get(id) as BookDescription,
  }));
  return { assetIds, pairs };
}

/** By asset, earned up to a time; a pool that is far behind is taken as it stands. */
function booksOf(world: World, { poolIds, at, useBps }: RuinBooks): Map<string, BookDescription> {
  const draft = openDraft(world, at);
  const accrued = poolIds.map((id) => {
    const pool = draft.must('pools', id);
    return reachOf(pool.earning, at) < at ? pool : accruePool(draft, id);
  });
  const pools = accrued.map((pool) => (useBps === 0 ? pool : soldUpTo(draft, pool, useBps)));
  const assetIds = new Set(pools.map(({ assetId }) => assetId));
  return new Map(
    [...assetIds].map((id) => [
      id,
      bookIn(
        draft,
        id,
        pools.filter(({ assetId }) => assetId === id),
      ),
    ]),
  );
}

function bookIn(draft: Draft, assetId: string, pools: readonly PoolDocument[]): BookDescription {
  const carried = new Set(pools.flatMap(({ products }) => products.map(({ productId }) => productId)));
  const products = [...carried].map((id) => draft.must('products', id));
  const asset = draft.must('assets', assetId);
  const { parameters, balance } = draft;
  return bookOf({ name: 'what if', asset, pools, products, parameters, balance });
}
