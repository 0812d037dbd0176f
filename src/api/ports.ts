/**
 * What the API asks of the rest of the house. The composition root gives these; resolvers know nothing else.
 *
 * Amounts are bigint in the smallest unit of their asset, rates and prices bigint scaled by WAD, times whole
 * UTC seconds. Queries take ids and pages and give documents or views; they never check who asks, except where
 * a parameter says so: the resolvers do that.
 */
import type { PolicyStatus } from '../domain/policy/states.ts';
import type { Refusal } from '../domain/shared/refusals.ts';
import type { Amount, UnixSeconds, Wad } from '../domain/shared/units.ts';
import type { Outcome, Submission } from '../market/command.ts';
import type {
  FeedDocument,
  FeedStatus,
  Peril,
  PolicyAllocation,
  PolicyDocument,
  ProductDocument,
  ProductPhase,
} from '../store/documents/cover.ts';
import type { IncidentDocument, IncidentStatus, PayoutDocument } from '../store/documents/incidents.ts';
import type { Entry } from '../store/documents/ledger.ts';
import type { AccountDocument, AssetDocument } from '../store/documents/parties.ts';
import type {
  PoolDocument,
  PoolKind,
  PoolStatus,
  PositionDocument,
  WithdrawalDocument,
  WithdrawalStatus,
} from '../store/documents/pools.ts';

/** The marketplace as the API sees it. */
export interface Market {
  submit(submission: Submission): Promise<Outcome>;
  /** The service's clock: the wall clock, or a virtual one in the sandbox. */
  clockNow(): UnixSeconds;
  queries: Queries;
}

/** Where a page goes on: the sort key of the last row seen, as text, and its id. */
export interface PageCursor {
  key: string;
  id: string;
}

/** One page of a list. `first` is 1 to PAGE_SIZE_MAX. Filters combine with "and"; an absent member filters nothing. */
export interface PageRequest<Filter, Order extends string> {
  first: number;
  after: PageCursor | null;
  orderBy: Order;
  filter: Filter;
}

/** Rows in order, each with its sort key, and whether more follow. */
export interface PageResult<Row> {
  rows: { key: string; row: Row }[];
  hasNextPage: boolean;
}

/** What every noun offers. `byIds` leaves out what does not exist; `count` may stop at COUNT_MAX and answer null. */
export interface Collection<Row, Filter, Order extends string = TimeOrder> {
  byIds(ids: readonly string[]): Promise<Map<string, Row>>;
  page(request: PageRequest<Filter, Order>): Promise<PageResult<Row>>;
  count(filter: Filter): Promise<number | null>;
}

export type TimeOrder = 'NEWEST' | 'OLDEST';
export type ProductOrder = 'RATE' | 'CAPACITY' | 'SCORE' | TimeOrder;

export interface AccountFilter {
  ids?: readonly string[];
}
export interface AssetFilter {
  symbol?: string;
}
export interface ProductFilter {
  subject?: string;
  peril?: Peril;
  assetId?: string;
  phase?: ProductPhase;
  /** A part of the name or the subject, whatever its case. Plain text, never a pattern. */
  text?: string;
}
export interface PoolFilter {
  assetId?: string;
  kind?: PoolKind;
  status?: PoolStatus;
}
export interface PolicyFilter {
  accountId: string;
  productId?: string;
  /** True for policies that have not ended. */
  open?: boolean;
}
export interface PositionFilter {
  accountId: string;
  poolId?: string;
}
export interface WithdrawalFilter {
  accountId: string;
  positionId?: string;
  poolId?: string;
  status?: WithdrawalStatus;
}
export interface FeedFilter {
  status?: FeedStatus;
}
export interface IncidentFilter {
  productId?: string;
  status?: IncidentStatus;
  /** Breach start at or after. */
  from?: UnixSeconds;
}

/** Every read that the API makes. Views are computed with the same rules as the commands, at `clockNow()`. */
export interface Queries {
  accounts: Collection<AccountDocument, AccountFilter>;
  assets: Collection<AssetDocument, AssetFilter>;
  products: Collection<ProductDocument, ProductFilter, ProductOrder>;
  pools: Collection<PoolDocument, PoolFilter>;
  policies: Collection<PolicyDocument, PolicyFilter>;
  positions: Collection<PositionDocument, PositionFilter>;
  withdrawals: Collection<WithdrawalDocument, WithdrawalFilter>;
  feeds: Collection<FeedDocument, FeedFilter>;
  incidents: Collection<IncidentDocument, IncidentFilter>;

  /** By checksummed address; null when nobody has signed in with it. */
  accountByAddress(address: string): Promise<AccountDocument | null>;
  balancesOf(accountIds: readonly string[]): Promise<Map<string, BalanceView[]>>;
  payoutsOf(policyIds: readonly string[]): Promise<Map<string, PayoutDocument[]>>;

  productViews(ids: readonly string[]): Promise<Map<string, ProductView>>;
  poolViews(ids: readonly string[]): Promise<Map<string, PoolView>>;
  policyViews(ids: readonly string[]): Promise<Map<string, PolicyView>>;
  positionViews(ids: readonly string[]): Promise<Map<string, PositionView>>;
  withdrawalViews(ids: readonly string[]): Promise<Map<string, WithdrawalView>>;
  feedViews(ids: readonly string[]): Promise<Map<string, FeedView>>;

  /** Prices and signs. `accountId` is who may use the token, or null for a price alone. */
  quote(items: readonly QuoteItem[], accountId: string | null): Promise<QuoteView | Refusal>;
  simulatePayout(request: SimulationRequest): Promise<SimulationView | Refusal>;

  /** Events in journal order, at most `first` of them. */
  events(filter: EventFilter, after: EventPosition | null, first: number): Promise<EventView[]>;
  /** Events after a position, in order and without a gap, for ever; ends when `signal` aborts. Never an empty batch. */
  subscribe(filter: EventFilter, after: EventPosition, signal: AbortSignal): AsyncIterable<EventView[]>;
  /** Sequence of the newest journal document that a query can see; 0 in an empty ledger. */
  headSequence(): Promise<number>;
}

/** What one account holds of one asset. `held` is what is set aside and cannot be spent. */
export interface BalanceView {
  assetId: string;
  available: Amount;
  held: Amount;
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
  /** Why nothing is sold (data of SALES_STOPPED), or null while it is. */
  salesStopped: Extract<Refusal, { code: 'SALES_STOPPED' }>['data'] | null;
}

/** A pool's books, accrued to now. */
export interface PoolView {
  capital: Amount;
  unearned: Amount;
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
  /** Resources over requirement, or null without cover. */
  adequacyWad: Wad | null;
  /** Queued shares over all shares. */
  queueShareWad: Wad;
  /** Who pays after it, in order, with what each holds now. */
  layers: { name: string; balance: Amount }[];
}

export interface PolicyView {
  status: PolicyStatus;
  premiumEarned: Amount;
  monitor: {
    phase: ProductPhase;
    /** Newest reading, or null before the first. */
    valueWad: Wad | null;
    strikeWad: Wad;
    countedSeconds: number;
    holdSeconds: number;
    asOf: AsOfView;
  };
}

export interface PositionView {
  /** On capital. */
  value: Amount;
  /** Less what is earmarked. */
  valueIfPaid: Amount;
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

export interface FeedView {
  asOf: AsOfView;
  /** Cover of all its products. In the asset of each; summed by asset. */
  activeCover: { assetId: string; amount: Amount }[];
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

/** The parts of a premium; they sum to it. */
export interface PremiumBreakdown {
  expectedLoss: Amount;
  margin: Amount;
  capitalCost: Amount;
  /** What the fee layers (fund, vault, platform) get. */
  expenses: Amount;
  utilisation: Amount;
  commission: Amount;
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
  items: {
    productId: string;
    coverAmount: Amount;
    premium: Amount;
    annualRateWad: Wad;
    coverFrom: UnixSeconds;
    coverUntil: UnixSeconds;
    breakdown: PremiumBreakdown;
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

/** The place of one event: its journal document and its index in it. */
export interface EventPosition {
  sequence: number;
  index: number;
}

/**
 * Which events. `reader` is who asks: events whose node is private (its id begins with one of PRIVATE_PREFIXES)
 * are given only when the reader's account is the node or among `also`, or when `reader.seesAll`.
 */
export interface EventFilter {
  nodeIds: readonly string[] | null;
  types: readonly string[] | null;
  /** Only what concerns this account (as node or in `also`), or null. */
  accountId: string | null;
  reader: { accountId: string | null; seesAll: boolean };
}

/** Nodes that only their owner may see. */
export const PRIVATE_PREFIXES = ['acc_', 'pol_', 'pos_', 'wdr_', 'pay_'] as const;

/** One event of one journal document; `entries` are those of the whole command. */
export interface EventView extends EventPosition {
  at: UnixSeconds;
  eventTime: UnixSeconds;
  type: string;
  node: string;
  changes: Record<string, unknown>;
  entries: Entry[];
}

/** Answers `/readyz`: each check by name, true when it holds. */
export interface Readiness {
  ok: boolean;
  checks: { primary: boolean; holderKnown: boolean; queueBelowLimit: boolean; notDraining: boolean };
}

/** What only a sandbox has. */
export interface Sandbox {
  /** Moves the virtual clock forward and answers once the watcher has caught up, with the new time. */
  advanceClock(seconds: number): Promise<UnixSeconds>;
}
