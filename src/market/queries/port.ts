/**
 * Every read that the marketplace offers. The composition root makes them with `createQueries`.
 *
 * Amounts are bigint in the smallest unit of their asset, rates and prices bigint scaled by WAD, times
 * whole UTC seconds. Queries take ids and pages and give documents or views; they never check who asks,
 * except where a parameter says so: whoever calls them does that.
 */
import type { RejectionReason } from '../../domain/feed/rejection.ts';
import type { Peril } from '../../domain/product/peril.ts';
import type { ProductPhase } from '../../domain/product/states.ts';
import type { Refusal } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { AuctionDocument, AuctionStatus } from '../../store/documents/auctions.ts';
import type { FeedDocument, FeedStatus, ProductDocument } from '../../store/documents/cover.ts';
import type { DistributorDocument } from '../../store/documents/distribution.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import type { IncidentDocument, IncidentStatus, PayoutDocument } from '../../store/documents/incidents.ts';
import type { Entry } from '../../store/documents/ledger.ts';
import type { LossEventDocument } from '../../store/documents/lossEvents.ts';
import type {
  OrderDocument,
  OrderKind,
  OrderSide,
  OrderStatus,
  TradeDocument,
  TradeStatus,
} from '../../store/documents/orders.ts';
import type { AccountDocument, AssetDocument } from '../../store/documents/parties.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type {
  PoolDocument,
  PoolKind,
  PoolStatus,
  PositionDocument,
  WithdrawalDocument,
  WithdrawalStatus,
} from '../../store/documents/pools.ts';
import type { ReserveDocument, ReserveKind } from '../../store/documents/reserves.ts';
import type { ScoreDocument } from '../../store/documents/risk.ts';
import type { AuctionView } from './auctionViews.ts';
import type { SoldView } from './commissions.ts';
import type { FundQueries } from './fundPort.ts';
import type { ProposalFilter } from './governance.ts';
import type { GovernanceQueries } from './governancePort.ts';
import type { HoldView } from './holds.ts';
import type { ReserveView } from './reserveViews.ts';
import type { SolvencyQueries } from './solvencyPort.ts';
import type { StatementView } from './statement.ts';
import type { VaultView } from './vaultViews.ts';
import type { VenueQueries } from './venuePort.ts';
import type {
  BalanceView,
  FeedHealth,
  FeedView,
  ObservationView,
  PolicyView,
  PoolView,
  PositionView,
  ProductView,
  QuoteItem,
  QuoteView,
  SimulationRequest,
  SimulationView,
  WithdrawalView,
} from './views.ts';
import type { WebhookQueries } from './webhookPort.ts';
import type { ResultView } from './yields.ts';

/** Where a page goes on: the sort key of the last row seen, as text, and its id. */
export interface PageCursor {
  key: string;
  id: string;
}

/**
 * One page of a list. `first` is 1 to PAGE_SIZE_MAX. Filters combine with "and"; an absent member filters
 * nothing.
 */
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

/**
 * What every noun offers. `byIds` leaves out what does not exist; `count` may stop at COUNT_MAX and answer
 * null.
 */
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
export interface DistributorFilter {
  active?: boolean;
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
export interface ReserveFilter {
  assetId?: string;
  kind?: ReserveKind;
  /** The pool, market or asset that it is of. */
  ownerId?: string;
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
export interface OrderFilter {
  accountId?: string;
  side?: OrderSide;
  kind?: OrderKind;
  status?: OrderStatus;
  poolId?: string;
  productId?: string;
  policyId?: string;
}
export interface AuctionFilter {
  status?: AuctionStatus;
  kind?: AuctionDocument['kind'];
  poolId?: string;
  reserveId?: string;
}
export interface TradeFilter {
  /** As seller or as buyer. */
  accountId: string;
  orderId?: string;
  status?: TradeStatus;
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

/**
 * Which observations of a feed. `reader` is who asks: what was rejected is shown only to the account that
 * sent it and to its operator, or to those who see all.
 */
export interface ObservationFilter {
  feedId: string;
  accepted?: boolean;
  operator?: string;
  reason?: RejectionReason;
  /** Observed at or after, and before. */
  from?: UnixSeconds;
  until?: UnixSeconds;
  reader: { accountId: string | null; operators: readonly string[]; seesAll: boolean };
}

type PartsOfQueries = SolvencyQueries & VenueQueries & FundQueries & GovernanceQueries & WebhookQueries;

/** Every read. Views are computed with the same rules as the commands, as of now: nothing is written. */
export interface Queries extends PartsOfQueries {
  accounts: Collection<AccountDocument, AccountFilter>;
  assets: Collection<AssetDocument, AssetFilter>;
  products: Collection<ProductDocument, ProductFilter, ProductOrder>;
  pools: Collection<PoolDocument, PoolFilter>;
  reserves: Collection<ReserveDocument, ReserveFilter>;
  policies: Collection<PolicyDocument, PolicyFilter>;
  positions: Collection<PositionDocument, PositionFilter>;
  withdrawals: Collection<WithdrawalDocument, WithdrawalFilter>;
  orders: Collection<OrderDocument, OrderFilter>;
  trades: Collection<TradeDocument, TradeFilter>;
  auctions: Collection<AuctionDocument, AuctionFilter>;
  feeds: Collection<FeedDocument, FeedFilter>;
  distributors: Collection<DistributorDocument, DistributorFilter>;
  incidents: Collection<IncidentDocument, IncidentFilter>;
  proposals: Collection<ProposalDocument, ProposalFilter>;
  scores: Collection<ScoreDocument, { productId: string }>;

  /** By checksummed address; null when nobody has signed in with it. */
  accountByAddress(address: string): Promise<AccountDocument | null>;
  balancesOf(accountIds: readonly string[]): Promise<Map<string, BalanceView[]>>;
  /** What is held of each account, and why. */
  holdsOf(accountIds: readonly string[]): Promise<Map<string, HoldView[]>>;
  /** `[from, until)`; LIMIT_REACHED when too much has happened since `from`. */
  statementOf(accountId: string, from: UnixSeconds, until: UnixSeconds): Promise<StatementView | Refusal>;
  commissionsOf(ids: readonly string[]): Promise<Map<string, SoldView[]>>;
  lossEventsOf(ids: readonly string[]): Promise<Map<string, LossEventDocument>>;
  repaidOf(payoutIds: readonly string[]): Promise<Map<string, Amount>>;
  payoutsOf(policyIds: readonly string[]): Promise<Map<string, PayoutDocument[]>>;

  productViews(ids: readonly string[]): Promise<Map<string, ProductView>>;
  poolViews(ids: readonly string[]): Promise<Map<string, PoolView>>;
  auctionViews(ids: readonly string[]): Promise<Map<string, AuctionView>>;
  reserveViews(ids: readonly string[]): Promise<Map<string, ReserveView>>;
  policyViews(ids: readonly string[]): Promise<Map<string, PolicyView>>;
  positionViews(ids: readonly string[]): Promise<Map<string, PositionView>>;
  poolResults(ids: readonly string[]): Promise<Map<string, ResultView>>;
  /** What are no vaults is left out. */
  vaultViews(ids: readonly string[]): Promise<Map<string, VaultView>>;
  vaultResults(ids: readonly string[]): Promise<Map<string, ResultView>>;
  positionResults(ids: readonly string[]): Promise<Map<string, ResultView>>;
  withdrawalViews(ids: readonly string[]): Promise<Map<string, WithdrawalView>>;
  feedViews(ids: readonly string[]): Promise<Map<string, FeedView>>;
  feedHealth(ids: readonly string[]): Promise<Map<string, FeedHealth>>;
  /** Newest first by event time; `after` goes on behind a row. */
  observations(
    filter: ObservationFilter,
    page: { first: number; after: PageCursor | null },
  ): Promise<PageResult<ObservationView>>;

  /** Prices and signs for whoever may use the token; null: a price alone. `distributorCode`: who sells it. */
  quote(
    items: readonly QuoteItem[],
    accountId: string | null,
    distributorCode?: string | null,
  ): Promise<QuoteView | Refusal>;
  simulatePayout(request: SimulationRequest): Promise<SimulationView | Refusal>;

  /** Whether a feed has evidence of that id: what no slot ever looks at is none. */
  hasEvidence(feedId: string, observationId: string): Promise<boolean>;
  /** The text of an evidence bundle, named by its hash, in pieces. */
  evidenceText(sha256: string): AsyncIterable<string>;

  /** Events in journal order, at most `first` of them. */
  events(filter: EventFilter, after: EventPosition | null, first: number): Promise<EventView[]>;
  /**
   * Events after a position, in order and without a gap, for ever; ends when `signal` aborts. Never an
   * empty batch.
   */
  subscribe(filter: EventFilter, after: EventPosition, signal: AbortSignal): AsyncIterable<EventView[]>;
  /** Sequence of the newest journal document that a query can see; 0 in an empty ledger. */
  headSequence(): Promise<number>;
}

/** The place of one event: its journal document and its index in it. */
export interface EventPosition {
  sequence: number;
  index: number;
}

/**
 * Which events. `reader` is who asks: events whose node is private (its id begins with one of
 * PRIVATE_PREFIXES) are given only when the reader's account is the node or among `also`, or when
 * `reader.seesAll`.
 */
export interface EventFilter {
  nodeIds: readonly string[] | null;
  types: readonly string[] | null;
  /** Only what concerns this account (as node or in `also`), or null. */
  accountId: string | null;
  reader: { accountId: string | null; seesAll: boolean };
}

/** One event of one journal document; `entries` are those of the whole command. */
export interface EventView extends EventPosition {
  at: UnixSeconds;
  eventTime: UnixSeconds;
  type: string;
  node: string;
  changes: Record<string, unknown>;
  entries: Entry[];
}
