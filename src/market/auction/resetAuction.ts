/** Begins an auction's next round, from what a share is worth now. The watcher sends it when that is due. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { accruePool } from '../pool/accrue.ts';
import { isFrozen } from '../pool/ladder.ts';
import { poolNeeds } from '../pool/poolNeeds.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { emitRound, freshRound } from './recapitalisation.ts';
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
    const poolId = world.peek('auctions', auctionId)?.poolId;
    return [need('auctions', auctionId), ...(poolId === undefined ? [] : poolNeeds(world, poolId, at))];
  },
  decide(world, { auctionId, round: over }, { at }) {
    const draft = openDraft(world, at);
    const auction = draft.get('auctions', auctionId);
    if (auction === null) return refuse('NOT_FOUND', { id: auctionId }, 'auctionId');
    const pool = accruePool(draft, auction.poolId);
    const { status, round } = auction;
    const isDue = status === 'OPEN' && round.number === over && !isFrozen(pool);
    if (!isDue || phaseOf(auction, pool, at).kind !== 'RESET_DUE') {
      const reason = 'Its round is not over, or nobody could take anything.';
      return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'auctionId');
    }
    const next = freshRound(draft, pool, auction.terms, over + 1);
    draft.put('auctions', { ...auction, round: next });
    emitRound(draft, auctionId, pool._id, next);
    return draft.done({ auctionId, round: next.number });
  },
};
