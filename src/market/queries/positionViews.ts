/** What an underwriter's shares are worth, what of it may leave and what is at risk. */
import { exitRoom } from '../../domain/pool/requirement.ts';
import { assetsForShares, VIRTUAL_SHARES } from '../../domain/pool/shares.ts';
import { maximum, minimum, mulDivUp } from '../../domain/shared/rounding.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { PositionDocument } from '../../store/documents/pools.ts';
import { shareBookOf, standingOf } from '../pool/poolBooks.ts';
import { EXITS_REOPEN, freezingProduct } from '../pool/steppingOut.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { bookNeeds, openBooks, type PoolBooks, readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import { highestPayout } from './poolViews.ts';
import type { PositionView } from './views.ts';

type Lock = PositionView['locked'][number];

/** Positions on the books of their pools, accrued to now. */
export async function positionViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, PositionView>> {
  const at = now();
  const world = await readWorld(database, (partial) => ids.flatMap((id) => positionNeeds(partial, id, at)));
  const views = new Map<string, PositionView>();
  for (const id of ids) {
    const position = world.get('positions', id);
    if (position === null) continue;
    const books = openBooks(world, position.poolId, at);
    if (books === null) throw new Error(`${id} names ${position.poolId}, which does not exist`);
    views.set(id, viewOf(world, position, books, at));
  }
  return views;
}

function positionNeeds(world: World, positionId: string, at: number): Need[] {
  const position = world.peek('positions', positionId);
  if (position === undefined || position === null) return [need('positions', positionId)];
  const products = world.peek('pools', position.poolId)?.products ?? [];
  return [
    need('positions', positionId),
    ...bookNeeds(world, position.poolId, at),
    ...products.map(({ productId }) => need('products', productId)),
  ];
}

function viewOf(world: World, position: PositionDocument, books: PoolBooks, at: UnixSeconds): PositionView {
  const { pool, capital } = books;
  const value = assetsForShares(position.shares, { assets: capital, shares: pool.shares });
  const book = shareBookOf(pool, capital);
  const valueIfPaid = assetsForShares(position.shares, book);
  const queued = valueIfPaid - assetsForShares(position.shares - position.queuedShares, book);
  const withdrawableNow = minimum(valueIfPaid - queued, roomForOne(books, at));
  return {
    value,
    valueIfPaid,
    withdrawableNow,
    locked: locksOf(books, at, {
      earmarked: value - valueIfPaid,
      queued,
      held: valueIfPaid - queued - withdrawableNow,
    }),
    atRisk: pool.products.map((product) => ({
      productId: product.productId,
      amount: partOf(position, books, minimum(capital, highestPayout(product))),
      phase: world.get('products', product.productId)?.phase ?? 'SUSPENDED',
    })),
  };
}

/** What one more exit could be paid after those that wait already: nothing while the pool is frozen. */
function roomForOne({ pool, capital }: PoolBooks, at: UnixSeconds): Amount {
  if (freezingProduct(pool, at) !== undefined) return 0n;
  return maximum(0n, exitRoom(standingOf(pool, capital)) - pool.queuedValue);
}

/** Why the rest stays: the parts sum to the value less what may be asked for now. */
function locksOf(
  { pool }: PoolBooks,
  at: UnixSeconds,
  parts: { earmarked: Amount; queued: Amount; held: Amount },
): Lock[] {
  const frozen = freezingProduct(pool, at);
  const held = frozen?.productId ?? 'LOCKED_CAPITAL';
  const room = 'Cover that the capital stands behind has ended, or more capital has come in.';
  const locks: Lock[] = [
    {
      amount: parts.earmarked,
      until: null,
      by: pool.earmarks[0]?.productId ?? 'EARMARK',
      unlocksWhen: 'The breach has ended without an incident, or the incident has been allocated.',
    },
    {
      amount: parts.queued,
      until: null,
      by: 'EXIT_QUEUE',
      unlocksWhen: 'The exit has been paid or taken back.',
    },
    {
      amount: parts.held,
      until: frozen === undefined ? null : pool.reopensAt,
      by: held,
      unlocksWhen: frozen === undefined ? room : EXITS_REOPEN,
    },
  ];
  return locks.filter(({ amount }) => amount > 0n);
}

/** The position's part of a loss of its pool. */
function partOf({ shares }: PositionDocument, { pool }: PoolBooks, loss: Amount): Amount {
  // Up: what is at risk is never shown smaller than it is.
  return mulDivUp(loss, shares, pool.shares + VIRTUAL_SHARES);
}
