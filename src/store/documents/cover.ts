/** Products, feeds, quotes and policies. */

import type { FeedState } from '../../domain/feed/fold.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import type { Peril } from '../../domain/product/peril.ts';
import type { ProductPhase } from '../../domain/product/states.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { BreachRule } from '../../domain/trigger/rule.ts';
import type { RuleState } from '../../domain/trigger/state.ts';

export type { Peril, ProductPhase };

/** What the rule has found: a confirmed breach, and its value once its settlement window is over. */
export interface Verdict {
  breachStart: UnixSeconds;
  confirmedAt: UnixSeconds;
  settled: { settlesAt: UnixSeconds; valueWad: Wad; ratioWad: Wad } | null;
  /** The feed's evidence when it was found. */
  evidenceHash: string;
  /** The incident that was opened for it, or null. */
  incidentId: string | null;
}

export interface ProductDocument {
  _id: string;
  version: number;
  name: string;
  subject: string;
  peril: Peril;
  group: string;
  assetId: string;
  feedId: string;
  rule: BreachRule;
  /** SHA-256 of the rule's canonical text: names the rule version. */
  ruleHash: string;
  /** The trigger as one sentence. */
  sentence: string;
  deductibleBps: number;
  waitingSeconds: number;
  challengeSeconds: number;
  minCover: Amount;
  termSecondsMax: number;
  /** 0 to 100, higher is riskier. */
  score: number;
  minRateWad: Wad;
  poolIds: string[];
  sandbox: boolean;
  parameterVersion: number;
  phase: ProductPhase;
  phaseSince: UnixSeconds;
  /** What the breach rule remembers between slots. */
  ruleState: RuleState;
  /** Confirmed breaches that the incident commands have not taken up yet, oldest first. */
  verdicts: Verdict[];
  /** Incidents whose payment has not ended, oldest first. */
  openIncidentIds: string[];
  createdAt: UnixSeconds;
}

export type FeedStatus = 'SANDBOX' | 'PENDING' | 'LIVE' | 'DEGRADED' | 'SUSPENDED';

/** How one operator observes: adapter family, its configuration and how often it reports. */
export interface FeedSource {
  sourceId: string;
  family: string;
  config: Record<string, unknown>;
  heartbeatSeconds: number;
  marginSeconds: number;
  operators: string[];
}

export interface FeedDocument {
  _id: string;
  version: number;
  name: string;
  decimals: number;
  quorum: number;
  /** How often a reading is formed again while a quorum is fresh; 0 where rows are readings already. */
  repeatSeconds: number;
  maxGapSeconds: number;
  finalitySeconds: number;
  sources: FeedSource[];
  status: FeedStatus;
  sandbox: boolean;
  productIds: string[];
  /** The newest closed slot, or null before the first. */
  watermark: UnixSeconds | null;
  lastReading: { at: UnixSeconds; value: Wad } | null;
  /** What forming readings remembers of each operator up to the watermark. */
  foldState: FeedState;
  /** Hash over all readings of closed slots, chained: binds every decision to its evidence. */
  evidenceHash: string;
  createdAt: UnixSeconds;
}

/** A quote token that was used: single use is a document, so that it survives a restart. */
export interface SpentQuoteDocument {
  _id: string;
  version: number;
  policyIds: string[];
}

/** The part of a policy's cover that one pool carries. */
export interface PolicyAllocation {
  poolId: string;
  coverAmount: Amount;
  premium: Amount;
  /** How the pool earns the premium; an incident cuts it down. */
  segment: EarningSegment;
}

/** What is frozen at purchase; governance never reaches back (law 9). */
export interface PolicyTerms {
  sentence: string;
  rule: BreachRule;
  ruleHash: string;
  forkRule: 'CANONICAL';
  deductibleBps: number;
  waitingSeconds: number;
  parameterVersion: number;
  /** SHA-256 over the canonical text of all terms. */
  hash: string;
}

/**
 * End states are stored; WAITING, ACTIVE, SETTLING and PENDING_ORACLE follow from the time and the product.
 */
export type PolicyEnd = 'EXPIRED' | 'PAID' | 'CANCELLED' | 'VOID';

/** The part of a policy's story that one incident wrote. */
export interface PolicyDecision {
  incidentId: string;
  eligible: boolean;
  reason: string;
  ratioWad: Wad;
  due: Amount;
  paid: Amount;
  deductible: Amount;
  decidedAt: UnixSeconds;
}

export interface PolicyDocument {
  _id: string;
  version: number;
  productId: string;
  accountId: string;
  assetId: string;
  coverAmount: Amount;
  coverRemaining: Amount;
  premium: Amount;
  boughtAt: UnixSeconds;
  coverFrom: UnixSeconds;
  coverUntil: UnixSeconds;
  allocations: PolicyAllocation[];
  terms: PolicyTerms;
  decisions: PolicyDecision[];
  end: PolicyEnd | null;
  endedAt: UnixSeconds | null;
  /** True until an end is stored: the index that release and assessment walk. */
  open: boolean;
}
