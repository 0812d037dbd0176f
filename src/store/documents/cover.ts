/** Products, feeds and quotes. */
import type { BasketRule } from '../../domain/basket/rule.ts';
import type { BasketState } from '../../domain/basket/state.ts';
import type { FeedState } from '../../domain/feed/fold.ts';
import type { AssetCover } from '../../domain/pool/marketLimits.ts';
import type { FeedPeril, Peril } from '../../domain/product/peril.ts';
import type { ProductPhase } from '../../domain/product/states.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { BreachRule } from '../../domain/trigger/rule.ts';
import type { RuleState } from '../../domain/trigger/state.ts';

export type { Peril, ProductPhase };

/** What the rule has found: a confirmed breach, and its value once its settlement window is over. */
export interface Verdict {
  breachStart: UnixSeconds;
  confirmedAt: UnixSeconds;
  /** The value is null for a basket: it has no price of its own. */
  settled: { settlesAt: UnixSeconds; valueWad: Wad | null; ratioWad: Wad } | null;
  /** The feed's evidence when it was found; a basket's is the hash of its causes. */
  evidenceHash: string;
  /** The incidents of its members that a basket counted; none for all others. */
  causes: readonly IncidentCause[];
  /** The incident that was opened for it, or null. */
  incidentId: string | null;
}

/** An incident of a member, with the evidence that its own product's feed had when it was confirmed. */
export interface IncidentCause {
  incidentId: string;
  evidenceHash: string;
}

/** What cover rests on: a product of one feed on itself, a basket on each of its members. */
export interface CoverBasis {
  productId: string;
  subject: string;
  group: string;
  feedId: string;
}

/** The newest of a product's scores: what a price rests on. */
export interface ProductScore {
  /** Counts its scores; a quote that was priced under another is not honoured. */
  number: number;
  /** Null for a basket: no model scores it. */
  modelVersion: number | null;
  snapshotHash: string;
  /** Whether what its own feed tells was known: else nothing is sold at it. */
  isMeasured: boolean;
  /** The day of the clock that it was last looked at. */
  day: UnixSeconds;
}

interface ProductBase {
  _id: string;
  version: number;
  name: string;
  subject: string;
  group: string;
  assetId: string;
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
  /** What the score was made by; null for one that was given. */
  scored: ProductScore | null;
  minRateWad: Wad;
  poolIds: string[];
  /** Operators of each feed that it rests on that must collude at least while it is sold. */
  minimumCollusion: number;
  sandbox: boolean;
  parameterVersion: number;
  /** Below it nothing is sold; null for a basket, and where only the watch stops sales. */
  salesLevelWad: Wad | null;
  /** When a closed reading was last below it, of a basket any member's; null where none was. */
  lowAt: UnixSeconds | null;
  phase: ProductPhase;
  phaseSince: UnixSeconds;
  /** Confirmed breaches that the incident commands have not taken up yet, oldest first. */
  verdicts: Verdict[];
  /** Incidents whose payment has not ended, oldest first. */
  openIncidentIds: string[];
  /** Alerts of guardians that still bar their next one, oldest first; at most one of each. */
  alerts: { by: string; at: UnixSeconds }[];
  createdAt: UnixSeconds;
}

/** A product that one feed decides. */
export interface FeedProductDocument extends ProductBase {
  peril: FeedPeril;
  feedId: string;
  rule: BreachRule;
  /** The first slot that the rule is judged at. */
  firstSlot: UnixSeconds;
  /** What the breach rule remembers between slots. */
  ruleState: RuleState;
  /** Baskets that count its incidents. */
  basketIds: string[];
}

/** A product that the incidents of others decide. */
export interface BasketDocument extends ProductBase {
  peril: 'BASKET';
  feedId: null;
  rule: BasketRule;
  members: CoverBasis[];
  basketState: BasketState;
}

export type ProductDocument = FeedProductDocument | BasketDocument;

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

/** A final block of a chain that two providers, or one at two times, gave two hashes. */
export interface ChainFork {
  /** The source that found it. */
  sourceId: string;
  chainId: number;
  block: number;
  hashes: string[];
  /** When the feed was suspended for it. */
  since: UnixSeconds;
  /** What the feed was then, and is again when it goes on. */
  statusBefore: FeedStatus;
  /** When the feed went on, or null while it is suspended. */
  endedAt: UnixSeconds | null;
  /** Null until it is declared which block counts; nobody has to, see `resumeFeed`. */
  ruling: ForkRuling | null;
}

/** Which of the blocks counts, and who said so. */
export interface ForkRuling {
  canonicalHash: string;
  reason: string;
  declaredBy: string;
  declaredAt: UnixSeconds;
}

/** TRIGGER: products may rest on it. SIGNAL: it says how risky something is, and never pays. */
export type FeedPurpose = 'TRIGGER' | 'SIGNAL';

export interface FeedDocument {
  _id: string;
  version: number;
  name: string;
  /** What it is for; it never changes. */
  purpose: FeedPurpose;
  decimals: number;
  quorum: number;
  /** How often a reading is formed again while a quorum is fresh; 0 where rows are readings already. */
  repeatSeconds: number;
  maxGapSeconds: number;
  finalitySeconds: number;
  sources: FeedSource[];
  status: FeedStatus;
  /** The last split of a chain that it reads, or null. */
  fork: ChainFork | null;
  sandbox: boolean;
  productIds: string[];
  /** The account that registered it, or a program of the service. */
  managerId: string;
  /** What it would cost to hold it below a strike for a whole window, in whole dollars; 0: not known. */
  costOfCorruption: Amount;
  /** Cover in force or to come of all its products, asset by asset. */
  activeCover: readonly AssetCover[];
  /** The newest closed slot, or null before the first. */
  watermark: UnixSeconds | null;
  lastReading: { at: UnixSeconds; value: Wad } | null;
  /** What forming readings remembers of each operator up to the watermark. */
  foldState: FeedState;
  /** Hash over all readings of closed slots, chained: binds every decision to its evidence. */
  evidenceHash: string;
  createdAt: UnixSeconds;
}

/** What products insure, over all pools. `_id` follows from the name: see market/product/subjects. */
export interface SubjectDocument {
  _id: string;
  version: number;
  name: string;
  /** Its value locked or market capitalisation in whole dollars; null where a sandbox does not say. */
  size: { amount: Amount; asOf: UnixSeconds } | null;
  /** Cover in force or to come of all its products, asset by asset. */
  activeCover: readonly AssetCover[];
}

/** A quote token that was used: single use is a document, so that it survives a restart. */
export interface SpentQuoteDocument {
  _id: string;
  version: number;
  policyIds: string[];
}
