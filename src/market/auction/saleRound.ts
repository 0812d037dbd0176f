/** How a sale of what a vault holds begins, and begins anew: at a fresh price, or without one two-sided. */
import { auctionPhase } from '../../domain/auction/phase.ts';
import { openRound } from '../../domain/auction/terms.ts';
import { TWO_SIDED_SECONDS_DEFAULT } from '../../domain/auction/twoSided.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { ReserveSaleDocument, SaleRound } from '../../store/documents/auctions.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { isFresh } from '../pool/steppingIn.ts';
import type { Draft } from '../sequencer/draft.ts';

/** What is left to sell, and what is still needed. */
export interface SaleStanding {
  readonly lot: Amount;
  readonly need: Amount;
}

/** A round that begins now. */
export function freshSaleRound(
  draft: Draft,
  vault: Pick<VaultDocument, 'priceFeedId'>,
  terms: ReserveSaleDocument['terms'],
  { lot, need }: SaleStanding,
  number: number,
): SaleRound {
  const feed = vault.priceFeedId === null ? null : draft.must('feeds', vault.priceFeedId);
  if (feed === null || feed.lastReading === null || !isFresh(feed, draft.at))
    return { kind: 'TWO_SIDED', number, startedAt: draft.at, lot, ask: need };
  return { kind: 'FALLING', number, ...openRound(terms, feed.lastReading.value, draft.at) };
}

/** Tells of a round: the first opens the sale, the others open it anew. */
export function emitSaleRound(draft: Draft, { _id, reserveId, assetId, round }: ReserveSaleDocument): void {
  const changes =
    round.kind === 'FALLING'
      ? { topPriceWad: `${round.topPrice}`, floorPriceWad: `${round.floorPrice}` }
      : { lot: `${round.lot}`, ask: `${round.ask}` };
  draft.emit({
    type: 'auction.opened',
    node: _id,
    also: [reserveId],
    changes: { round: round.number, kind: round.kind, assetId, ...changes },
  });
}

/** Whether the round of a sale is over and something is left to sell: as far as its document says. */
export function isRoundOver(
  { terms, round, taken, lotAtStart }: ReserveSaleDocument,
  at: UnixSeconds,
): boolean {
  // A step of the watcher has one time: a round may have begun since.
  if (taken >= lotAtStart || at < round.startedAt) return false;
  if (round.kind === 'FALLING') return auctionPhase(terms, round, at).kind === 'RESET_DUE';
  return round.ask === 0n || at - round.startedAt >= 2 * TWO_SIDED_SECONDS_DEFAULT;
}
