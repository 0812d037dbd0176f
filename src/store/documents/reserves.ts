/** Reserves: every layer that pays after a pool's capital, or after a venue's own money. */
import type { RepaymentRound } from '../../domain/fund/repayment.ts';
import type { FundStanding } from '../../domain/fund/standing.ts';
import type { TreasuryDraw } from '../../domain/fund/treasury.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';

/**
 * POOL_FUND and MARKET_FUND are one pool's and one venue market's own, VENUE_FUND that of a venue's markets
 * which are not isolated, VENUE_COLLATERAL what a venue has put up for its own share, VAULT_PROCEEDS what a
 * vault in another asset has been sold for; of the others there is one for each asset that cover is paid in.
 */
export type ReserveKind =
  | 'POOL_FUND'
  | 'MARKET_FUND'
  | 'VENUE_FUND'
  | 'VENUE_COLLATERAL'
  | 'SHARED_FUND'
  | 'PLATFORM_SLICE'
  | 'VAULT'
  | 'VAULT_PROCEEDS'
  | 'COMMITMENTS'
  | 'TREASURY';

/** Where money of a reserve came from. */
export type ReserveSource =
  | 'PREMIUM'
  | 'FEE'
  | 'FORFEIT'
  | 'LEFTOVER'
  | 'CONTRIBUTION'
  | 'SURPLUS'
  | 'AUCTION'
  | 'RECOVERY'
  | 'EXCESS'
  | 'DEPOSIT'
  | 'INCOME'
  | 'RELEASE'
  | 'CALL';

/** What it went to. */
export type ReserveUse =
  | 'LOSS'
  | 'REPAYMENT'
  | 'EXCESS'
  | 'WITHDRAWAL'
  | 'SALE'
  | 'LOAN'
  | 'HOLD'
  | 'CONTRIBUTION'
  | 'RETURN';

/** What something must hold for the cover behind it: see domain/fund/storedRequirement. */
export interface ReserveRequirement {
  /** What today's book asks for. */
  desired: Amount;
  /** What counts: it rises at once and falls slowly. */
  stored: Amount;
  updatedAt: UnixSeconds;
}

/** Recovery claims that a fund repays. */
export interface Recovery {
  /** What all open claims are still owed, and what was repaid so far. */
  owed: Amount;
  repaid: Amount;
  /** What was recovered for them and lies in the fund. */
  recovered: Amount;
  /** Rounds that are over. */
  rounds: number;
  /** The one that is under way, up to and with the claim `cursor`; its money is `<_id>/recovery`. */
  round: (RepaymentRound & { cursor: string }) | null;
}

/** Money lent after a security breach, without interest. It is kept until all of it is repaid. */
export interface TreasuryLoan {
  readonly proposalId: string;
  readonly accountId: string;
  readonly amount: Amount;
  readonly repaid: Amount;
  readonly lentAt: UnixSeconds;
  readonly dueAt: UnixSeconds;
}

/** Its money is the balance of `<_id>/funds`. `_id` follows from kind and owner. */
export interface ReserveDocument {
  _id: string;
  version: number;
  kind: ReserveKind;
  /** The pool or the market that it is of, or the asset that it pays. */
  ownerId: string;
  /** What it holds: what it pays, but for a vault in another asset. */
  assetId: string;
  /** What came in and went out since it began: their difference is the balance. */
  inflows: Partial<Record<ReserveSource, Amount>>;
  draws: Partial<Record<ReserveUse, Amount>>;
  /** Null before it was first computed. A pool's own fund has its pool's. */
  requirement: ReserveRequirement | null;
  /** Of a shared fund: what all pools of its asset are counted to require, as the pools themselves say. */
  backed: Amount;
  /** What its pool or market could not pay, and what has been repaid of it. */
  recovery: Recovery;
  /** Of a slice: by when what it lacks has to be there; null while it lacks nothing. */
  refillUntil: UnixSeconds | null;
  /** When it last gave what it held above its buffer; null where it never did. */
  distributedAt: UnixSeconds | null;
  /** The day (UTC) of its last movement: its `reserveDays` has where it stood when that day began. */
  countedDay: UnixSeconds;
  /** What was told last of where it stands, and of its runway: the next crossing is told against that. */
  told: { standing: FundStanding; runwayShort: boolean };
  /** Of a treasury: what it has paid in the last year, which its caps count. */
  releases: readonly TreasuryDraw[];
  /** Of a treasury: what it has lent and not got back. */
  loans: readonly TreasuryLoan[];
  createdAt: UnixSeconds;
}

/**
 * What had come to a reserve and gone when a day (UTC) began, kept by the first movement of that day. What
 * flowed since is a difference of two such rows. `_id` is `reserveId/day`.
 */
export interface ReserveDayDocument {
  _id: string;
  version: number;
  reserveId: string;
  day: UnixSeconds;
  inflow: Amount;
  /** Without what it gave from above its buffer: that ends where it would be missed. */
  outflow: Amount;
}
