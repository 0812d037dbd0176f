/** What all takers of auctions are asked before they pay. */
import type { AuctionPhase } from '../../domain/auction/phase.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { cannotPay } from '../amounts.ts';
import { availableOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Who takes how much at most, and for how much at most in all. */
export interface Wanted {
  readonly accountId: string;
  readonly amount: Amount;
  readonly maxPrice: Amount | null;
}

/** Nothing is sold at this moment, or not so much: at which price it would be, and when again. */
export function movedRefusal(phase: AuctionPhase, need: Amount): Refusal {
  const price = phase.kind === 'OPEN' ? phase.price : null;
  const until = phase.kind === 'PAUSED' ? phase.until : null;
  return refuse('AUCTION_MOVED', { price, need, until }, 'auctionId');
}

/** Why a taker does not pay, or null. */
export function paymentRefusal(
  draft: Draft,
  { accountId, maxPrice }: Wanted,
  paid: Amount,
  assetId: string,
): Refusal | null {
  if (maxPrice !== null && paid > maxPrice)
    return refuse('PRICE_ABOVE_LIMIT', { premium: paid, limit: maxPrice }, 'maxPrice');
  return cannotPay(draft.balance(availableOf(accountId), assetId), paid, assetId, 'amount');
}
