/**
 * Pools, positions and withdrawals. Capital and unearned premium are balances: `<poolId>/capital`,
 * `<poolId>/unearned`.
 */
import type { FundClass } from '../../domain/fund/fundClass.ts';
import type { EarningState } from '../../domain/policy/earning.ts';
import type { EarningBucket } from '../../domain/policy/earningBucket.ts';
import type { PoolKind } from '../../domain/pool/composition.ts';
import type { FreezeClock } from '../../domain/pool/freezeClock.ts';
import type { TopUpCall } from '../../domain/pool/ladder.ts';
import type { QueuePressure } from '../../domain/pool/queuePressure.ts';
import type { BySource, Mark, PoolResults } from '../../domain/pool/results.ts';
import type { Payout } from '../../domain/pool/runOff.ts';
import type { PoolStatus } from '../../domain/pool/states.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { CoverBasis } from './cover.ts';

export type { PoolKind, PoolStatus };

/** One product that a pool backs. */
export interface PoolProduct {
  productId: string;
  subject: string;
  group: string;
  /** Itself, or the members of a basket: whose feeds and subjects its cover counts on. */
  restsOn: CoverBasis[];
  weightWad: Wad;
  /** Highest payout ratio of the product's options. */
  highestRatioWad: Wad;
  /** Cover in force or to come. */
  cover: Amount;
  /** From watch until the last incident is paid: nobody steps in or out. */
  frozenSince: UnixSeconds | null;
}

export interface PoolDocument extends FreezeClock {
  _id: string;
  version: number;
  name: string;
  assetId: string;
  kind: PoolKind;
  leverageWad: Wad;
  status: PoolStatus;
  /** The call for what is missing to what is required; null where nothing is, or nobody is called. */
  topUpCall: TopUpCall | null;
  /** What has become of a pool that runs off; null until it does. */
  runOff: RunOff | null;
  /** The auction of its shares while it is RECAPITALISING, or null; and how many it has had. */
  auctionId: string | null;
  auctionCount: number;
  /** When the last loss had been paid that left less than cover locks, or null. */
  uncoveredAt: UnixSeconds | null;
  /** What the length of the exit queue stops. */
  queuePressure: QueuePressure;
  sandbox: boolean;
  /** Smallest requirement while any cover is in force. */
  requirementFloor: Amount;
  /** How much of the shared fund one loss event may take for it. */
  fundClass: FundClass;
  /** Its requirement as it was last counted for its part of what pools share. */
  countedRequirement: Amount;
  shares: Amount;
  queuedShares: Amount;
  /** Recorded value of all queued shares. */
  queuedValue: Amount;
  /** Numbers given to withdrawals so far; the queue is paid in this order. */
  withdrawalCount: number;
  products: PoolProduct[];
  /** What is set aside, for an open breach (incident null) or an incident that has not been allocated. */
  earmarks: { productId: string; incidentId: string | null; amount: Amount }[];
  /** Premium per second that is being earned, and how far it has been earned (see domain/policy/earning). */
  earning: EarningState;
  /** What its own fund gave to its shares, as it reaches them; null while nothing is under way. */
  income: EarningState | null;
  /** What it has earned and lost since it began, by source. */
  results: PoolResults;
  /** Since when somebody has shares without a break, or the creation while nobody ever had. */
  opening: Mark;
  createdAt: UnixSeconds;
}

/** A pool in run-off: what its cover frees is paid to all shares, round by round. */
export interface RunOff {
  startedAt: UnixSeconds;
  /** Rounds that have been paid to all positions, and when the last of them was announced. */
  rounds: number;
  lastAt: UnixSeconds | null;
  /** What positions have been paid so far. */
  paid: Amount;
  round: RunOffRound | null;
}

export interface RunOffRound {
  /** As of when: it is paid once every product of the pool is decided until then. */
  madeAt: UnixSeconds;
  /** What could leave then: the round pays no more. */
  amount: Amount;
  /** What is being paid, up to and with the position `cursor`; null until it has left the capital. */
  payout: (Payout & { cursor: string; mark: Mark }) | null;
}

/**
 * Where a pool's results stood when a day (UTC) began: what its first accrual of the day found. A yield over
 * a window is a difference of two such rows. `_id` is `poolId/dayStart`.
 */
export interface PoolDayDocument {
  _id: string;
  version: number;
  poolId: string;
  day: UnixSeconds;
  mark: Mark;
}

/** Premium that starts or stops being earned within one hour of one earner. `_id` is `earnerId/hourStart`. */
export interface EarningBucketDocument {
  _id: string;
  version: number;
  /** A pool, or a distributor in one asset. */
  earnerId: string;
  hour: UnixSeconds;
  bucket: EarningBucket;
}

/** An underwriter's share of one pool, or of a backstop vault. `_id` is `pos_<pool or vault>_<account>`. */
export interface PositionDocument {
  _id: string;
  version: number;
  /** The pool, or the vault by its reserve's id. */
  poolId: string;
  accountId: string;
  shares: Amount;
  queuedShares: Amount;
  /** Exits from a vault that wait; a pool bounds none. */
  queuedExits?: number;
  /** Those of trades that wait: they cannot be sold, given or taken out. */
  lockedShares: Amount;
  deposited: Amount;
  withdrawn: Amount;
  results: PositionResults;
  createdAt: UnixSeconds;
}

/** What a position has earned and lost: see `withShares`, through which alone its shares change. */
export interface PositionResults {
  /** Since when it has shares without a break: its yields never look behind that. */
  opening: Mark;
  /** In units, up to the last change of its shares ... */
  settled: BySource;
  /** ... when the pool's figures for a share stood here. */
  settledTo: BySource;
  /** Value of shares that came by trades and gifts when they came, less that of those that went so. */
  received: Amount;
  /** What it had when it lost something, up to the change of its shares behind that; oldest first. */
  lossShares: { until: UnixSeconds; shares: Amount }[];
}

export type WithdrawalStatus = 'QUEUED' | 'PART_PAID' | 'PAID' | 'CANCELLED';

export interface WithdrawalDocument {
  _id: string;
  version: number;
  /** The pool, or the vault by its reserve's id. */
  poolId: string;
  positionId: string;
  accountId: string;
  status: WithdrawalStatus;
  /** Place in the pool's queue. */
  number: number;
  requestedAt: UnixSeconds;
  cooldownSeconds: number;
  /** The pool's frozen seconds when it was requested: the cooldown's clock leaves later ones out. */
  frozenSecondsAtRequest: number;
  sharesRequested: Amount;
  sharesLeft: Amount;
  valueAtRequest: Amount;
  /** Recorded value of the shares that are left. */
  valueLeft: Amount;
  /**
   * When the cooldown had ended and the value of that moment was recorded;
   * paid once every feed has passed it.
   */
  maturedAt: UnixSeconds | null;
  valueAtMaturity: Amount | null;
  paid: Amount;
}
