/** What auctions sell now, for people to see. */
import type { AuctionPhase } from '../../domain/auction/phase.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { AuctionDocument } from '../../store/documents/auctions.ts';
import { offerOf, saleBookOf, saleNeeds } from '../auction/saleBook.ts';
import { phaseOf } from '../auction/standing.ts';
import { isFrozen, missingOf } from '../pool/ladder.ts';
import { openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { bookNeeds, openBooks, readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';

export interface AuctionView {
  /** Null once it has ended. */
  phase: AuctionPhase | null;
  /** True while the pool is frozen: nobody can take anything. */
  isFrozen: boolean;
  /** What is still missing; 0 once it has ended. */
  need: Amount;
  /** What is left to sell of what a vault holds; null for shares, which are given out as they are needed. */
  lot: Amount | null;
}

/** Auctions as they stand now, with the books of their pools and vaults. */
export async function auctionViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, AuctionView>> {
  const at = now();
  const world = await readWorld(database, (partial) =>
    ids.flatMap((id) => [need('auctions', id), ...needsOf(partial, partial.peek('auctions', id), at)]),
  );
  const views = new Map<string, AuctionView>();
  for (const id of ids) {
    const auction = world.get('auctions', id);
    if (auction !== null) views.set(id, viewOf(world, auction, at));
  }
  return views;
}

function needsOf(world: World, auction: AuctionDocument | null | undefined, at: number): Need[] {
  if (auction?.status !== 'OPEN') return [];
  if (auction.kind === 'SALE') return saleNeeds(world, auction.assetId, auction.incidentIds, at);
  return bookNeeds(world, auction.poolId, at);
}

function viewOf(world: World, auction: AuctionDocument, at: number): AuctionView {
  const ended: AuctionView = { phase: null, isFrozen: false, need: 0n, lot: null };
  if (auction.kind === 'SALE') {
    if (auction.status !== 'OPEN') return { ...ended, lot: 0n };
    const draft = openDraft(world, at);
    const book = saleBookOf(draft, auction);
    const { phase } = offerOf(draft, auction, book);
    return { phase, isFrozen: false, need: book.need, lot: book.lot };
  }
  const books = auction.status === 'OPEN' ? openBooks(world, auction.poolId, at) : null;
  if (books === null) return ended;
  const { pool, capital, backing } = books;
  const missing = missingOf(pool, capital, backing);
  return { phase: phaseOf(auction, pool, at), isFrozen: isFrozen(pool), need: missing, lot: null };
}
