/** How a sale of what a vault holds begins, and begins anew: at a fresh price, or without one two-sided. */
import type { AuctionPhase } from '../../domain/auction/phase.ts';
import { type SaleUnits, saleOffer } from '../../domain/auction/saleOffer.ts';
import { openRound } from '../../domain/auction/terms.ts';
import { isFresh } from '../../domain/feed/fresh.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { ReserveSaleDocument, SaleRound } from '../../store/documents/auctions.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
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

/** The phase of a sale's round with all that it began with: as far as its document says. */
export function roundPhase(
  { terms, round, lotAtStart, neededAtStart }: ReserveSaleDocument,
  units: Pick<SaleUnits, 'lotUnit' | 'needUnit'>,
  at: UnixSeconds,
): AuctionPhase {
  const all = { lot: lotAtStart, need: neededAtStart };
  return saleOffer(terms, round, all, { ...units, dust: 0n }, at).phase;
}

/** Whether the round of a sale is over and something is left to sell: as far as its document says. */
export function isRoundOver(sale: ReserveSaleDocument, at: UnixSeconds): boolean {
  // A step of the watcher has one time: a round may have begun since.
  if (sale.taken >= sale.lotAtStart || at < sale.round.startedAt) return false;
  // Whatever the units are: only its price depends on them.
  return roundPhase(sale, { lotUnit: 1n, needUnit: 1n }, at).kind === 'RESET_DUE';
}
