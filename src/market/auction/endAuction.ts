/** Ends an auction for good, and tells what it has brought. */
import { type AuctionEvent, transitionAuction } from '../../domain/auction/states.ts';
import type { AuctionDocument } from '../../store/documents/auctions.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Whose auction it was has to forget it. Throws for one that has ended. */
export function endAuction(draft: Draft, auction: AuctionDocument, event: AuctionEvent): void {
  const { _id: node, kind, assetId } = auction;
  const status = transitionAuction(auction.status, event);
  if (status === null) throw new Error(`${node} is ${auction.status}`);
  draft.put('auctions', { ...auction, status, closedAt: draft.at });
  const sums = { taken: `${auction.taken}`, paid: `${auction.paid}` };
  const [of, changes] =
    auction.kind === 'SALE'
      ? [auction.reserveId, { status, assetId, ...sums }]
      : [auction.poolId, { kind, status, ...sums }];
  draft.emit({ type: 'auction.closed', node, also: [of], changes });
}
