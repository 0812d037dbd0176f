/** Takes what an auction sells, at the price of this moment: shares of a pool, or what a vault holds. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { takeReserve, takeReserveNeeds } from './takeReserve.ts';
import { takeShares, takeSharesNeeds } from './takeShares.ts';

const input = z.strictObject({
  auctionId: idInput,
  /** Shares, or the smallest unit of what is sold. */
  amount: amountInput,
  /** What all of it may cost at most. */
  maxPrice: amountInput.nullable(),
});
type Input = z.infer<typeof input>;
interface Answer {
  auctionId: string;
  /** The position that has the shares, or null where none were sold. */
  positionId: string | null;
  assetId: string;
  taken: Amount;
  paid: Amount;
}

export const takeAuction: Command<Input, Answer> = {
  name: 'takeAuction',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs({ auctionId }, { principal, at }, world) {
    const auction = world.peek('auctions', auctionId);
    if (auction == null) return [need('auctions', auctionId)];
    return auction.kind === 'SALE'
      ? takeReserveNeeds(world, auction, principal.id, at)
      : takeSharesNeeds(world, auction, principal.id, at);
  },
  decide(world, { auctionId, amount, maxPrice }, { principal, at }) {
    const draft = openDraft(world, at);
    const auction = draft.get('auctions', auctionId);
    if (auction === null) return refuse('NOT_FOUND', { id: auctionId }, 'auctionId');
    const { status, assetId } = auction;
    if (status !== 'OPEN') {
      const reason = 'Nothing is sold by it any more.';
      return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'auctionId');
    }
    const wanted = { accountId: principal.id, amount, maxPrice };
    const range = outOfRange(amount, 'amount');
    if (range !== null) return range;
    const done =
      auction.kind === 'SALE' ? takeReserve(draft, auction, wanted) : takeShares(draft, auction, wanted);
    return 'refused' in done ? done : draft.done({ auctionId, assetId, ...done });
  },
};
