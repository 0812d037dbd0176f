/** A pool's books for people to see. */
import type { ParameterValues } from '../../domain/governance/parameters.ts';
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { totalCover } from '../../domain/pool/exposure.ts';
import { adequacyRatio } from '../../domain/pool/requirement.ts';
import { WHOLE_SHARE } from '../../domain/pool/results.ts';
import { VIRTUAL_ASSETS, VIRTUAL_SHARES } from '../../domain/pool/shares.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { utilisation } from '../../domain/pricing/utilisation.ts';
import { maximum, minimum, mulDivDown, mulDivUp } from '../../domain/shared/rounding.ts';
import { type Amount, type UnixSeconds, WAD, type Wad } from '../../domain/shared/units.ts';
import type { PoolProduct } from '../../store/documents/pools.ts';
import { marketRoom } from '../policy/marketRoom.ts';
import { unreleasedOf } from '../pool/income.ts';
import { missingOf } from '../pool/ladder.ts';
import { freeCapitalOf, shareBookOf } from '../pool/poolBooks.ts';
import { frozenRefusal } from '../pool/steppingIn.ts';
import type { World } from '../sequencer/world.ts';
import { layersBehindPools } from '../waterfall/poolLayers.ts';
import { bookNeeds, openBooks, type PoolBooks, productRoom, readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import type { PoolView } from './views.ts';

/** The books of pools, accrued to now. */
export async function poolViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, PoolView>> {
  const at = now();
  const world = await readWorld(database, (partial) => ids.flatMap((id) => bookNeeds(partial, id, at)));
  return poolViewsIn(world, ids, at);
}

/** The same of documents that are at hand, with the parameters among them. */
export function poolViewsIn(world: World, ids: readonly string[], at: UnixSeconds): Map<string, PoolView> {
  const views = new Map<string, PoolView>();
  for (const id of ids) {
    const books = openBooks(world, id, at);
    if (books !== null) views.set(id, viewOf(books));
  }
  return views;
}

function viewOf(books: PoolBooks): PoolView {
  const { pool, capital, unearned, backing } = books;
  const { locked, requirement, resources } = standingOf(pool, capital, backing);
  const activeCover = totalCover(pool.products);
  // Down: what a pool may carry is never shown a unit too high.
  const carries = mulDivDown(freeCapitalOf(pool, capital), pool.leverageWad, WAD);
  return {
    capital,
    unearned,
    unreleased: unreleasedOf(books.draft, pool),
    earmarked: earmarkedOf(pool),
    locked,
    activeCover,
    capacity: capacityOf(books, carries - activeCover),
    utilisationWad: activeCover === 0n ? 0n : utilisation(activeCover, carries),
    sharePriceWad: sharePrice(books),
    worstLoss: minimum(
      capital,
      pool.products.reduce((sum, product) => sum + highestPayout(product), 0n),
    ),
    requirement,
    resources,
    levels: levelsOf(books.draft.parameters.values),
    missing: missingOf(pool, capital, backing),
    adequacyWad: adequacyRatio(resources, requirement),
    // Up: the part that is leaving is never shown smaller than it is.
    queueShareWad: pool.shares === 0n ? 0n : mulDivUp(pool.queuedShares, WAD, pool.shares),
    layers: layersAfter(books),
  };
}

const levelsOf = ({ adequacyTargetWad, adequacyMinimumWad }: ParameterValues): PoolView['levels'] => ({
  targetWad: adequacyTargetWad,
  minimumWad: adequacyMinimumWad,
});
/** Those that an allocation would ask now, if the pool lost alone. */
function layersAfter({ draft, pool }: PoolBooks): PoolView['layers'] {
  return layersBehindPools(draft, [{ pool, capital: 0n }]).map(({ id, balance, caps }) => {
    const [cap = null] = Object.values(caps);
    return { reserveId: id, balance, cap };
  });
}

/** What all cover of a product costs at its highest payout. */
export function highestPayout({ cover, highestRatioWad }: PoolProduct): Amount {
  // Up: against the pool that is asked what it risks.
  return mulDivUp(cover, highestRatioWad, WAD);
}

/** The room of all products, which share the pool's leveraged capital; 0 while it sells nothing. */
function capacityOf(books: PoolBooks, uncovered: Amount): Amount {
  const { draft, pool, behind } = books;
  const closed = pool.status !== 'OPEN' || pool.queuePressure !== 'NONE';
  if (behind || closed || uncovered <= 0n || frozenRefusal(draft, pool) !== null) return 0n;
  return minimum(roomOfAll(books), uncovered);
}

/** Products that share a feed or a subject share its room: what one takes the next has no more. */
function roomOfAll({ draft, pool, capital }: PoolBooks): Amount {
  const taken = new Map<string, Amount>();
  let rooms = 0n;
  for (const { productId, restsOn } of pool.products) {
    const market = marketRoom(draft, restsOn, pool.sandbox, pool.assetId);
    const room = productRoom({ draft, pool, capital }, productId);
    const names = restsOn.flatMap(({ feedId, subject }) => [feedId, subject]);
    const before = names.reduce((most, name) => maximum(most, taken.get(name) ?? 0n), 0n);
    const left = market === null ? room : minimum(room, maximum(0n, market.room - before));
    for (const name of names) taken.set(name, (taken.get(name) ?? 0n) + left);
    rooms += left;
  }
  return rooms;
}

/** Units of the asset that a whole share is worth, in WAD: 1 in an empty pool. */
function sharePrice({ pool, capital }: PoolBooks): Wad {
  const { assets, shares } = shareBookOf(pool, capital);
  // Down: what a leaver would get at most.
  return mulDivDown(WHOLE_SHARE * WAD, assets + VIRTUAL_ASSETS, shares + VIRTUAL_SHARES);
}
