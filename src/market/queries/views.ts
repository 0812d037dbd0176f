/** What the views and computed reads of the marketplace answer. Units are those of port.ts. */
import type { RejectionReason } from '../../domain/feed/rejection.ts';
import type { UnpaidReason } from '../../domain/policy/eligibility.ts';
import type { PolicyAllocation } from '../../domain/policy/policySegment.ts';
import type { PolicyStatus } from '../../domain/policy/states.ts';
import type { PremiumBreakdown } from '../../domain/pricing/premium.ts';
import type { StatedLine } from '../../domain/pricing/priceLine.ts';
import type { ProductPhase } from '../../domain/product/states.ts';
import type { Refusal } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { BasketDocument } from '../../store/documents/cover.ts';
import type { PolicyDecision } from '../../store/documents/policies.ts';
import type { ObservationDocument } from '../../store/evidence/documents.ts';

/** What one account holds of one asset. `held` is what is set aside and cannot be spent. */
export interface BalanceView {
  assetId: string;
  available: Amount;
  held: Amount;
}

/** Cover over all pools and its limit, in whole dollars; null where nothing limits it. */
export interface CoverCapView {
  used: Amount;
  limit: Amount | null;
}

/** What a product offers just now. */
export interface ProductView {
  /** Rate a year that the next unit of cover pays. */
  annualRateWad: Wad;
  /** Cover that may still be sold over all its pools; 0 while sales are stopped. */
  capacity: Amount;
  /** The most that one policy may cover. */
  maxCover: Amount;
  /** Cover in force or to come. */
  activeCover: Amount;
  /** Of its subject, over all pools. */
  subjectSize: { amount: Amount; asOf: UnixSeconds } | null;
  subjectCap: CoverCapView;
  /** Why nothing is sold (data of SALES_STOPPED), or null while it is. */
  salesStopped: Extract<Refusal, { code: 'SALES_STOPPED' }>['data'] | null;
}

/** A pool's books, accrued to now. */
export interface PoolView {
  capital: Amount;
  unearned: Amount;
  /** What its own fund gave and has not reached its shares yet. */
  unreleased: Amount;
  earmarked: Amount;
  /** `max(locked by leverage, largest group, live locking)`: what may not leave. */
  locked: Amount;
  /** Cover of all its products. */
  activeCover: Amount;
  /** Cover that may still be sold, summed over its products. */
  capacity: Amount;
  utilisationWad: Wad;
  /** Value of one whole share, that is of 1,000 share units. */
  sharePriceWad: Wad;
  /** What the pool loses at most if everything that it covers fires at its highest ratio. */
  worstLoss: Amount;
  requirement: Amount;
  resources: Amount;
  /** What is missing until nothing is required any more; 0 where nothing is. */
  missing: Amount;
  /** The steps of the ladder in force, beside the required 1. */
  levels: { targetWad: Wad; minimumWad: Wad };
  /** Resources over requirement, or null without cover. */
  adequacyWad: Wad | null;
  /** Queued shares over all shares. */
  queueShareWad: Wad;
  /** Who pays after it, in order, with what each holds now. */
  /** Who pays after its capital, in order: what each holds, and the most that it gives to one loss event. */
  layers: { reserveId: string; balance: Amount; cap: Amount | null }[];
}

export interface PolicyView {
  status: PolicyStatus;
  premiumEarned: Amount;
  /**
   * One for each settled incident that concerns it, oldest first: those that were stored when it was paid
   * or not, and the same judgement made now for an incident that no payment brought to it.
   */
  /** What a cancellation now would give back. */
  refundable: Amount;
  /** Until when it is cancelled without a fee, or null. */
  freeCancellationUntil: UnixSeconds | null;
  decisions: PolicyDecision[];
  /** Why nothing is paid as things stand, with its sentence; null once an incident has paid it or owes it. */
  unpaid: { reason: UnpaidReason; sentence: string } | null;
  monitor: {
    phase: ProductPhase;
    /** Newest reading, or null before the first. */
    valueWad: Wad | null;
    /** These three are null for a basket, which has `basket` instead. */
    strikeWad: Wad | null;
    countedSeconds: number | null;
    holdSeconds: number | null;
    basket: BasketDocument | null;
    asOf: AsOfView;
  };
}

export interface PositionView {
  /** On capital. */
  value: Amount;
  /** Less what is earmarked. */
  valueIfPaid: Amount;
  /** Value and what was taken out, less what was put in and received, by value; below 0 for a loss. */
  result: Amount;
  /** Its part of what the pool is short of. */
  topUpPart: Amount;
  withdrawableNow: Amount;
  locked: { amount: Amount; until: UnixSeconds | null; by: string; unlocksWhen: string }[];
  atRisk: { productId: string; amount: Amount; phase: ProductPhase }[];
}

export interface WithdrawalView {
  /** 1 is next to be paid; null when it has been paid or cancelled. */
  queuePosition: number | null;
  /** End of its cooldown if nothing stops the clock (again). */
  earliestAt: UnixSeconds | null;
  /** What holds the clock or the payment at the moment, in words, or null. */
  clockStoppedBy: string | null;
}

/** What a derived answer rests on. */
export interface AsOfView {
  eventTime: UnixSeconds | null;
  block: bigint | null;
  blockHash: string | null;
  lagSeconds: number | null;
}

/** How a feed has done over the 24 hours before its newest closed slot. */
export interface FeedHealth {
  /** Seconds between readings on average, or null with fewer than two. */
  cadenceSeconds: number | null;
  /** Reports that were due by the heartbeats and did not come. */
  missedRounds: number;
  /** Of the newest, in the order of the rules. */
  rejections: { reason: RejectionReason; count: number }[];
}

/** An observation with what was said of it, then or later. */
export type ObservationView = Omit<ObservationDocument, 'sender'>;

export interface FeedView {
  asOf: AsOfView;
  /** Cover of all its products. In the asset of each; summed by asset. */
  activeCover: readonly { assetId: string; amount: Amount }[];
  coverCap: CoverCapView;
  decentralisation: {
    collusionThreshold: number;
    collusionThresholdAtBest: number;
    /** The highest that a product asks for; null before the first product. */
    minimum: number | null;
    operators: { name: string; shareWad: Wad; sourceCount: number; heard: boolean }[];
  };
  /** Policies that have not ended; counting stops at COUNT_MAX for each product. */
  policiesDepending: number;
  operators: {
    operator: string;
    sourceId: string;
    lastSeenAt: UnixSeconds | null;
    observationCount: number;
    rejectedCount: number;
  }[];
}

/** `startAt` null starts at once; `termSeconds` includes the waiting period. */
export interface QuoteItem {
  productId: string;
  coverAmount: Amount;
  termSeconds: number;
  startAt: UnixSeconds | null;
}

export interface QuoteView {
  /** Null when no account asked: a price that cannot be used to buy. */
  token: string | null;
  expiresAt: UnixSeconds;
  assetId: string;
  premium: Amount;
  parameterVersion: number;
  /** Journal sequence that the price was computed on. */
  asOfSequence: number;
  /** The text that anybody computes it again from, and the SHA-256 of that. */
  file: { text: string; sha256: string };
  items: {
    productId: string;
    /** Of then; the hash is null for a score that was given. */
    score: { value: number; snapshotHash: string | null };
    /** Probability in a year that the condition fires, with its 90 % interval; and the part then paid. */
    hazard: { valueWad: Wad; lowWad: Wad; highWad: Wad };
    severityWad: Wad;
    marginalPerCoverWad: Wad;
    coverAmount: Amount;
    premium: Amount;
    annualRateWad: Wad;
    coverFrom: UnixSeconds;
    coverUntil: UnixSeconds;
    breakdown: PremiumBreakdown;
    /** What it was priced from, to price it otherwise. */
    stated: StatedLine;
    allocations: Pick<PolicyAllocation, 'poolId' | 'coverAmount' | 'premium'>[];
  }[];
}

export type ScenarioName = 'USDC_MARCH_2023' | 'UST_MAY_2022';

/** Either a named scenario or a series, never both. `boughtAt` null means long before the first row. */
export interface SimulationRequest {
  productId: string;
  coverAmount: Amount;
  boughtAt: UnixSeconds | null;
  scenario: ScenarioName | null;
  series: { at: UnixSeconds; valueWad: Wad }[] | null;
}

export interface SimulationView {
  /** At most SIMULATION_SLOTS_MAX, thinned evenly; those where something happens are kept. */
  slots: {
    at: UnixSeconds;
    valueWad: Wad | null;
    state: 'BELOW' | 'IN_BAND' | 'RECOVERED' | 'INDETERMINATE';
  }[];
  incidents: {
    breachStart: UnixSeconds;
    confirmedAt: UnixSeconds;
    settlementValueWad: Wad;
    payoutRatioWad: Wad;
    final: boolean;
  }[];
  decision: { eligible: boolean; reason: string; sentence: string };
  payout: Amount;
}
