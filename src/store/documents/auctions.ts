/** Dutch auctions: what is sold, on which terms, and what they have brought. */
import type { AuctionStatus } from '../../domain/auction/states.ts';
import type { AuctionRound, AuctionTerms } from '../../domain/auction/terms.ts';
import type { TwoSidedOffer } from '../../domain/auction/twoSided.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';

export type { AuctionStatus };

interface Auction {
  _id: string;
  version: number;
  status: AuctionStatus;
  /** What is paid with. */
  assetId: string;
  terms: AuctionTerms;
  /** What was missing when it was opened. */
  neededAtStart: Amount;
  /** What was sold, and what for, in all rounds. */
  taken: Amount;
  paid: Amount;
  openedAt: UnixSeconds;
  closedAt: UnixSeconds | null;
}

/** New shares of a pool under its minimum, sold until it has what is required: `auc_<pool>_<number>`. */
export interface RecapitalisationDocument extends Auction {
  kind: 'RECAPITALISATION';
  /** The pool that gives its shares out. */
  poolId: string;
  round: AuctionRound & {
    /** 1 for the first. */
    number: number;
    /** What the pool's clock had stood still when the round began: a freeze in between ends the round. */
    frozenSeconds: number;
  };
}

/** A price that falls from above that of a feed; without a fresh one, more for all, then all for less. */
export type SaleRound = { number: number } & (
  | ({ kind: 'FALLING' } & AuctionRound)
  | ({ kind: 'TWO_SIDED'; startedAt: UnixSeconds } & TwoSidedOffer)
);

/** What a vault holds, sold for what losses lack in the asset that it pays: `auc_<vault>_<number>`. */
export interface ReserveSaleDocument extends Auction {
  kind: 'SALE';
  /** The vault. */
  reserveId: string;
  /** What it holds. */
  lotAssetId: string;
  /** The most that may be sold of it for these losses. */
  lotAtStart: Amount;
  /** Incidents that it is for and that are not allocated yet. */
  incidentIds: readonly string[];
  round: SaleRound;
}

export type AuctionDocument = RecapitalisationDocument | ReserveSaleDocument;
