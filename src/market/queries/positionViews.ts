/** What an underwriter's shares are worth, what of it may leave and what is at risk. */
import { cooldownEndsAt } from '../../domain/pool/freezeClock.ts';
import { exitRoom } from '../../domain/pool/requirement.ts';
import { assetsForShares, VIRTUAL_SHARES } from '../../domain/pool/shares.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { maximum, minimum, mulDivUp } from '../../domain/shared/rounding.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { PoolDocument, PositionDocument, WithdrawalDocument } from '../../store/documents/pools.ts';
import { findRows } from '../../store/queries/pages.ts';
import { loadCoverEnds } from '../../store/queries/poolHistory.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { pauseEnds, standingPause } from '../governance/pauses.ts';
import { missingOf } from '../pool/ladder.ts';
import { shareBookOf } from '../pool/poolBooks.ts';
import { freeSharesOf } from '../pool/positions.ts';
import { EXITS_REOPEN, freezingProduct, NO_EXITS } from '../pool/steppingOut.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { isVault } from '../vault/vaultId.ts';
import { bookNeeds, openBooks, type PoolBooks } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import { highestPayout } from './poolViews.ts';
import { vaultPositionNeeds, vaultPositionView } from './vaultViews.ts';
import type { PositionView } from './views.ts';

type Lock = PositionView['locked'][number];

/** What a position waits for, as far as it is known when that ends. */
interface Waits {
  /** Exits of it that have not been paid. */
  exits: readonly WithdrawalDocument[];
  /** By when the cover that was sold so far has ended. */
  coverEndsAt: UnixSeconds | null;
}

/** Positions on the books of their pools, accrued to now. */
export function positionViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, PositionView>> {
  const at = now();
  return withSnapshot(database, async (view) => {
    const world = await loadWorld(view, (partial) => ids.flatMap((id) => positionNeeds(partial, id, at)));
    const positions = ids.map((id) => world.get('positions', id)).filter((found) => found !== null);
    const [exits, coverEnds] = await Promise.all([
      waitingExits(view, positions),
      loadCoverEnds(view, [...new Set(positions.map(({ poolId }) => poolId))]),
    ]);
    const views = new Map<string, PositionView>();
    for (const position of positions) {
      const { _id, poolId } = position;
      const own = exits.filter(({ positionId }) => positionId === _id);
      if (isVault(poolId)) {
        views.set(_id, vaultPositionView(world, position, own, at));
        continue;
      }
      const books = openBooks(world, poolId, at);
      if (books === null) throw new Error(`${_id} names ${poolId}, which does not exist`);
      const waits = { exits: own, coverEndsAt: coverEnds.get(poolId) ?? null };
      views.set(_id, viewOf(world, position, books, waits, at));
    }
    return views;
  });
}

async function waitingExits(
  view: Database,
  positions: readonly PositionDocument[],
): Promise<WithdrawalDocument[]> {
  const leaving = positions.filter(({ queuedShares }) => queuedShares > 0n);
  if (leaving.length === 0) return [];
  const filter = {
    accountId: { $in: [...new Set(leaving.map(({ accountId }) => accountId))] },
    positionId: { $in: leaving.map(({ _id }) => _id) },
    status: { $in: ['QUEUED', 'PART_PAID'] },
  };
  return findRows(view, 'withdrawals', filter, { _id: 1 });
}

function positionNeeds(world: World, positionId: string, at: number): Need[] {
  const position = world.peek('positions', positionId);
  if (position === undefined || position === null) return [need('positions', positionId)];
  if (isVault(position.poolId))
    return [need('positions', positionId), ...vaultPositionNeeds(world, position.poolId, at)];
  const products = world.peek('pools', position.poolId)?.products ?? [];
  return [
    need('positions', positionId),
    ...bookNeeds(world, position.poolId, at),
    ...products.map(({ productId }) => need('products', productId)),
  ];
}

function viewOf(
  world: World,
  position: PositionDocument,
  books: PoolBooks,
  waits: Waits,
  at: UnixSeconds,
): PositionView {
  const { pool, capital } = books;
  const { shares, queuedShares } = position;
  const value = assetsForShares(shares, { assets: capital, shares: pool.shares });
  const book = shareBookOf(pool, capital);
  const valueIfPaid = assetsForShares(shares, book);
  const unqueued = assetsForShares(shares - queuedShares, book);
  const free = assetsForShares(freeSharesOf(position), book);
  const withdrawableNow = minimum(free, roomForOne(books, at));
  const parts = {
    earmarked: value - valueIfPaid,
    queued: valueIfPaid - unqueued,
    traded: unqueued - free,
    held: free - withdrawableNow,
  };
  return {
    value,
    valueIfPaid,
    result: value + position.withdrawn - position.deposited - position.results.received,
    // Up: nobody's parts together are less than what is missing.
    topUpPart:
      pool.shares === 0n ? 0n : mulDivUp(missingOf(pool, capital, books.backing), shares, pool.shares),
    withdrawableNow,
    locked: locksOf(books, at, parts, waits),
    atRisk: pool.products.map((product) => ({
      productId: product.productId,
      amount: partOf(position, books, minimum(capital, highestPayout(product))),
      phase: world.get('products', product.productId)?.phase ?? 'SUSPENDED',
    })),
  };
}

/**
 * What one more exit could be paid after those that wait already: nothing while the pool is frozen or lets
 * nobody out.
 */
function roomForOne({ draft, pool, capital, backing }: PoolBooks, at: UnixSeconds): Amount {
  if (pool.status !== 'OPEN' || freezingProduct(pool, at) !== undefined) return 0n;
  if (standingPause(draft, [pool._id], at) !== null) return 0n;
  // Who waits gets what was recorded or what it is worth, whichever is less.
  const ahead = minimum(pool.queuedValue, assetsForShares(pool.queuedShares, shareBookOf(pool, capital)));
  return maximum(0n, exitRoom(standingOf(pool, capital, backing)) - ahead);
}

/** Why the rest stays: the parts sum to the value less what may be asked for now. */
function locksOf(
  { draft, pool }: PoolBooks,
  at: UnixSeconds,
  parts: { earmarked: Amount; queued: Amount; traded: Amount; held: Amount },
  { exits, coverEndsAt }: Waits,
): Lock[] {
  const locks: Lock[] = [
    {
      amount: parts.earmarked,
      until: null,
      by: pool.earmarks[0]?.productId ?? 'EARMARK',
      unlocksWhen: 'The breach has ended without an incident, or the incident has been allocated.',
    },
    {
      amount: parts.queued,
      until: cooldownsEnd(exits, pool, at),
      by: 'EXIT_QUEUE',
      unlocksWhen: 'The exit has been paid or taken back.',
    },
    {
      amount: parts.traded,
      until: null,
      by: 'TRADE',
      unlocksWhen: 'The trade has taken effect or is void.',
    },
    { amount: parts.held, ...holderOf(draft, pool, at, coverEndsAt) },
  ];
  return locks.filter(({ amount }) => amount > 0n);
}

/** When the last of these cooldowns ends; null where a freeze keeps one open, or one has ended already. */
function cooldownsEnd(
  exits: readonly WithdrawalDocument[],
  pool: PoolDocument,
  at: UnixSeconds,
): UnixSeconds | null {
  let last: UnixSeconds | null = null;
  for (const exit of exits) {
    const end = exit.maturedAt === null ? cooldownEndsAt(exit, pool, at) : null;
    if (end === null) return null;
    last = Math.max(last ?? end, end);
  }
  return last;
}

/** What holds capital that nobody has asked for. */
function holderOf(
  draft: PoolBooks['draft'],
  pool: PoolDocument,
  at: UnixSeconds,
  coverEndsAt: UnixSeconds | null,
): Omit<Lock, 'amount'> {
  if (pool.status !== 'OPEN') return { until: null, by: pool.status, unlocksWhen: NO_EXITS[pool.status] };
  const frozen = freezingProduct(pool, at);
  if (frozen !== undefined) return { until: pool.reopensAt, by: frozen.productId, unlocksWhen: EXITS_REOPEN };
  const paused = standingPause(draft, [pool._id], at);
  if (paused !== null) return { until: paused.until, by: 'PAUSE', unlocksWhen: pauseEnds(paused) };
  const room = 'Cover that the capital stands behind has ended, or more capital has come in.';
  const until = coverEndsAt !== null && coverEndsAt > at ? coverEndsAt : null;
  return { until, by: 'LOCKED_CAPITAL', unlocksWhen: room };
}

/** The position's part of a loss of its pool. */
function partOf({ shares }: PositionDocument, { pool }: PoolBooks, loss: Amount): Amount {
  // Up: what is at risk is never shown smaller than it is.
  return mulDivUp(loss, shares, pool.shares + VIRTUAL_SHARES);
}
