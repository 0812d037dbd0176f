/** Begins an auction's next round, from what is sold is worth now. The watcher sends it when that is due. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { RecapitalisationDocument, ReserveSaleDocument } from '../../store/documents/auctions.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { accruePool } from '../pool/accrue.ts';
import { isFrozen } from '../pool/ladder.ts';
import { poolNeeds } from '../pool/poolNeeds.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { emitRound, freshRound } from './recapitalisation.ts';
import { offerOf, saleBookOf, saleNeeds } from './saleBook.ts';
import { emitSaleRound, freshSaleRound } from './saleRound.ts';
import { phaseOf } from './standing.ts';

/** `round` names the one that is over. */
const input = z.strictObject({ auctionId: idInput, round: z.int().positive() });
type Input = z.infer<typeof input>;

export const resetAuction: Command<Input, { auctionId: string; round: number }> = {
  name: 'resetAuction',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ auctionId, round }) => `${auctionId}:${round}`,
  needs({ auctionId }, { at }, world) {
    const auction = world.peek('auctions', auctionId);
    if (auction == null) return [need('auctions', auctionId)];
    if (auction.kind === 'SALE') return saleNeeds(world, auction.assetId, auction.incidentIds, at);
    return [need('auctions', auctionId), ...poolNeeds(world, auction.poolId, at)];
  },
  decide(world, { auctionId, round: over }, { at }) {
    const draft = openDraft(world, at);
    const auction = draft.get('auctions', auctionId);
    if (auction === null) return refuse('NOT_FOUND', { id: auctionId }, 'auctionId');
    const { status, round } = auction;
    const isDue = status === 'OPEN' && round.number === over;
    const isReset =
      isDue && (auction.kind === 'SALE' ? resetSale(draft, auction) : resetShares(draft, auction));
    if (isReset) return draft.done({ auctionId, round: over + 1 });
    const reason = 'Its round is not over, or nobody could take anything.';
    return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'auctionId');
  },
};

/** Begins anew where that is due. */
function resetShares(draft: Draft, auction: RecapitalisationDocument): boolean {
  const pool = accruePool(draft, auction.poolId);
  if (isFrozen(pool) || phaseOf(auction, pool, draft.at).kind !== 'RESET_DUE') return false;
  const round = freshRound(draft, pool, auction.terms, auction.round.number + 1);
  draft.put('auctions', { ...auction, round });
  emitRound(draft, auction._id, pool._id, round);
  return true;
}

/** The same for what a vault holds, unless nothing is left to sell, or to raise. */
function resetSale(draft: Draft, sale: ReserveSaleDocument): boolean {
  const book = saleBookOf(draft, sale);
  const isOver = offerOf(draft, sale, book).phase.kind === 'RESET_DUE';
  if (!isOver || book.lot === 0n || book.need === 0n) return false;
  const round = freshSaleRound(draft, book.vault, sale.terms, book, sale.round.number + 1);
  const next = { ...sale, round };
  draft.put('auctions', next);
  emitSaleRound(draft, next);
  return true;
}
