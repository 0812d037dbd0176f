/**
 * The auction of new shares of a pool that is under its minimum: it begins and ends with the pool's step on
 * the ladder, so there is never one without a pool that needs it, nor such a pool without one.
 */
import type { AuctionEvent } from '../../domain/auction/states.ts';
import { type AuctionTerms, openRound } from '../../domain/auction/terms.ts';
import { frozenSeconds } from '../../domain/pool/freezeClock.ts';
import { WHOLE_SHARE } from '../../domain/pool/results.ts';
import { VIRTUAL_ASSETS, VIRTUAL_SHARES } from '../../domain/pool/shares.ts';
import { mulDivUp } from '../../domain/shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../../domain/shared/units.ts';
import type { RecapitalisationDocument } from '../../store/documents/auctions.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { shareBookOf } from '../pool/poolBooks.ts';
import type { Draft } from '../sequencer/draft.ts';
import { endAuction } from './endAuction.ts';

/** The id of a pool's auction, by how many it has had. Example: `auc_00000000f000_1`. */
export const auctionIdOf = (poolId: string, number: number): string =>
  `auc_${poolId.slice('pool_'.length)}_${number}`;

/** What a whole share of a pool is worth, in units of its asset. */
export function shareValue(pool: PoolDocument, capital: Amount): Wad {
  const { assets, shares } = shareBookOf(pool, capital);
  // Up: against the taker, who begins there.
  return mulDivUp(WHOLE_SHARE * WAD, assets + VIRTUAL_ASSETS, shares + VIRTUAL_SHARES);
}

/** A round that begins now, from what a share is worth now. */
export function freshRound(
  draft: Draft,
  pool: PoolDocument,
  terms: AuctionTerms,
  number: number,
): RecapitalisationDocument['round'] {
  const value = shareValue(pool, draft.balance(capitalOf(pool._id), pool.assetId));
  const round = openRound(terms, value, draft.at);
  return { ...round, number, frozenSeconds: frozenSeconds(pool, draft.at) };
}

/** Opens the auction of a pool that steps onto RECAPITALISING. Returns the pool with its auction. */
export function openRecapitalisation(draft: Draft, pool: PoolDocument, missing: Amount): PoolDocument {
  const auctionCount = pool.auctionCount + 1;
  const auctionId = auctionIdOf(pool._id, auctionCount);
  const { recapitalisation: terms } = draft.parameters;
  const round = freshRound(draft, pool, terms, 1);
  draft.create('auctions', {
    ...{ _id: auctionId, version: 0, kind: 'RECAPITALISATION', status: 'OPEN' },
    ...{ poolId: pool._id, assetId: pool.assetId },
    ...{ terms, round, neededAtStart: missing, taken: 0n, paid: 0n },
    ...{ openedAt: draft.at, closedAt: null },
  });
  emitRound(draft, auctionId, pool._id, round);
  return { ...pool, auctionId, auctionCount };
}

/** Tells of a round: the first opens the auction, the others open it anew. */
export function emitRound(
  draft: Draft,
  auctionId: string,
  poolId: string,
  { number, topPrice, floorPrice }: RecapitalisationDocument['round'],
): void {
  const changes = {
    kind: 'RECAPITALISATION',
    round: number,
    topPriceWad: `${topPrice}`,
    floorPriceWad: `${floorPrice}`,
  };
  draft.emit({ type: 'auction.opened', node: auctionId, also: [poolId], changes });
}

/** Ends the auction of a pool that steps off RECAPITALISING. Returns the pool without it. */
export function closeRecapitalisation(draft: Draft, pool: PoolDocument, event: AuctionEvent): PoolDocument {
  if (pool.auctionId === null) return pool;
  endAuction(draft, draft.must('auctions', pool.auctionId), event);
  return { ...pool, auctionId: null };
}
