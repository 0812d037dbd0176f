/** States of an auction. A round that was paused or fell too far belongs to the same auction. */
import { nextState, rows, type Transition } from '../shared/transition.ts';

export type AuctionStatus = 'OPEN' | 'FILLED' | 'ENDED';

/** RAISED: nothing is needed any more. GIVEN_UP: what it was for has ended without that. */
export type AuctionEvent = 'RAISED' | 'GIVEN_UP';

/** An end is for good: a pool that needs more again opens another. */
export const AUCTION_TRANSITIONS: readonly Transition<AuctionStatus, AuctionEvent>[] = [
  ...rows(['OPEN'], 'RAISED', 'FILLED'),
  ...rows(['OPEN'], 'GIVEN_UP', 'ENDED'),
];

/** The state after an event, or null where it is not allowed. Example: OPEN, RAISED: FILLED. */
export function transitionAuction(from: AuctionStatus, event: AuctionEvent): AuctionStatus | null {
  return nextState(AUCTION_TRANSITIONS, from, event);
}
