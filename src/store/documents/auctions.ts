/** Dutch auctions: what is sold, on which terms, and what they have brought. */
import type { AuctionStatus } from '../../domain/auction/states.ts';
import type { AuctionRound, AuctionTerms } from '../../domain/auction/terms.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';

export type { AuctionStatus };

/** New shares of a pool under its minimum, sold until it has what is required: `auc_<pool>_<number>`. */
export interface AuctionDocument {
  _id: string;
  version: number;
  status: AuctionStatus;
  /** The pool that gives its shares out. */
  poolId: string;
  /** What is paid with. */
  assetId: string;
  terms: AuctionTerms;
  round: AuctionRound & {
    /** 1 for the first. */
    number: number;
    /** What the pool's clock had stood still when the round began: a freeze in between ends the round. */
    frozenSeconds: number;
  };
  /** What was missing when it was opened. */
  neededAtStart: Amount;
  /** Shares that were sold, and what for, in all rounds. */
  taken: Amount;
  paid: Amount;
  openedAt: UnixSeconds;
  closedAt: UnixSeconds | null;
}
