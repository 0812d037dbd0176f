/**
 * Whether an auction sells just now (docs/mechanics.md section 7).
 *
 * Nothing is sold under the floor: the breaker stops the round for an hour, so that a market in which nobody
 * bids gives nothing away. A round that is too old, or has fallen too far, begins anew from a fresh price.
 */
import { type UnixSeconds, WAD, type Wad } from '../shared/units.ts';
import { priceAfter } from './price.ts';
import type { AuctionRound, AuctionTerms } from './terms.ts';

export type AuctionPhase =
  | { readonly kind: 'OPEN'; readonly price: Wad }
  | { readonly kind: 'PAUSED'; readonly until: UnixSeconds }
  | { readonly kind: 'RESET_DUE' };

/**
 * The phase at a time. At the floor itself it still sells; where floor and reset come together, the pause is
 * first. Throws a RangeError for a time before the round.
 * Example: top 5 and reset at 0.3 of it, cut 0.99 a second: a reset is due from 120 s on.
 */
export function auctionPhase(terms: AuctionTerms, round: AuctionRound, at: UnixSeconds): AuctionPhase {
  const elapsed = at - round.startedAt;
  const price = priceAfter(terms.curve, round.topPrice, elapsed);
  const isUnderFloor = price < round.floorPrice;
  if (!isUnderFloor && !isResetDue(terms, round, elapsed)) return { kind: 'OPEN', price };
  const paused = firstSecond(elapsed, (second) => {
    return priceAfter(terms.curve, round.topPrice, second) < round.floorPrice;
  });
  if (!isUnderFloor || (paused > 0 && isResetDue(terms, round, paused - 1))) return { kind: 'RESET_DUE' };
  const until = round.startedAt + paused + terms.pauseSeconds;
  return at < until ? { kind: 'PAUSED', until } : { kind: 'RESET_DUE' };
}

function isResetDue(terms: AuctionTerms, { topPrice }: AuctionRound, elapsed: number): boolean {
  if (elapsed > terms.resetSeconds) return true;
  return priceAfter(terms.curve, topPrice, elapsed) * WAD < topPrice * terms.resetWad;
}

/** The first second up to `last` for which something holds that goes on to hold, or `last`. */
function firstSecond(last: number, holds: (second: number) => boolean): number {
  let low = -1;
  let high = last;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
