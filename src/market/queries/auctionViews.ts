/** What auctions sell now, for people to see. */
import type { AuctionPhase } from '../../domain/auction/phase.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { phaseOf } from '../auction/standing.ts';
import { isFrozen, missingOf } from '../pool/ladder.ts';
import { need } from '../sequencer/world.ts';
import { bookNeeds, openBooks, readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';

export interface AuctionView {
  /** Null once it has ended. */
  phase: AuctionPhase | null;
  /** True while the pool is frozen: nobody can take anything. */
  isFrozen: boolean;
  /** What the pool still misses; 0 once it has ended. */
  need: Amount;
}

/** Auctions as they stand now, with the books of their pools. */
export async function auctionViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, AuctionView>> {
  const at = now();
  const world = await readWorld(database, (partial) =>
    ids.flatMap((id) => {
      const auction = partial.peek('auctions', id);
      const isOpen = auction?.status === 'OPEN';
      return [need('auctions', id), ...(isOpen ? bookNeeds(partial, auction.poolId, at) : [])];
    }),
  );
  const views = new Map<string, AuctionView>();
  for (const id of ids) {
    const auction = world.get('auctions', id);
    if (auction === null) continue;
    const books = auction.status === 'OPEN' ? openBooks(world, auction.poolId, at) : null;
    if (books === null) views.set(id, { phase: null, isFrozen: false, need: 0n });
    else {
      const { pool, capital, backing } = books;
      const phase = phaseOf(auction, pool, at);
      views.set(id, { phase, isFrozen: isFrozen(pool), need: missingOf(pool, capital, backing) });
    }
  }
  return views;
}
