/** Every collection of the ledger's state, with the document it keeps. Only the sequencer writes them. */
import type { AuctionDocument } from './documents/auctions.ts';
import type { CommitmentDocument } from './documents/commitments.ts';
import type {
  FeedDocument,
  ProductDocument,
  SpentQuoteDocument,
  SubjectDocument,
} from './documents/cover.ts';
import type { CommissionDocument, DistributorDocument } from './documents/distribution.ts';
import type { GovernanceDocument, ProposalDocument } from './documents/governance.ts';
import type { IncidentDocument, PayoutDocument } from './documents/incidents.ts';
import type { BalanceDocument } from './documents/ledger.ts';
import type { LossEventDocument } from './documents/lossEvents.ts';
import type { OrderDocument, TradeDocument } from './documents/orders.ts';
import type { AccountDocument, AssetDocument } from './documents/parties.ts';
import type { PolicyDocument } from './documents/policies.ts';
import type {
  EarningBucketDocument,
  PoolDayDocument,
  PoolDocument,
  PositionDocument,
  WithdrawalDocument,
} from './documents/pools.ts';
import type { RecoveryClaimDocument } from './documents/recoveryClaims.ts';
import type { ReserveDayDocument, ReserveDocument } from './documents/reserves.ts';
import type { RiskModelDocument, ScoreDocument } from './documents/risk.ts';
import type { VaultDocument, VaultLossDocument } from './documents/vaults.ts';
import type {
  LiquidationDocument,
  MarketDocument,
  MarketStateDocument,
  VenueDocument,
  VenueKeyDocument,
} from './documents/venues.ts';
import type { WebhookDocument } from './documents/webhooks.ts';

export interface StateDocuments {
  accounts: AccountDocument;
  assets: AssetDocument;
  balances: BalanceDocument;
  pools: PoolDocument;
  reserves: ReserveDocument;
  vaults: VaultDocument;
  vaultLosses: VaultLossDocument;
  lossEvents: LossEventDocument;
  earningBuckets: EarningBucketDocument;
  distributors: DistributorDocument;
  commissions: CommissionDocument;
  poolDays: PoolDayDocument;
  reserveDays: ReserveDayDocument;
  positions: PositionDocument;
  withdrawals: WithdrawalDocument;
  feeds: FeedDocument;
  products: ProductDocument;
  subjects: SubjectDocument;
  spentQuotes: SpentQuoteDocument;
  policies: PolicyDocument;
  incidents: IncidentDocument;
  payouts: PayoutDocument;
  recoveryClaims: RecoveryClaimDocument;
  orders: OrderDocument;
  trades: TradeDocument;
  governance: GovernanceDocument;
  venues: VenueDocument;
  venueKeys: VenueKeyDocument;
  markets: MarketDocument;
  marketStates: MarketStateDocument;
  liquidations: LiquidationDocument;
  auctions: AuctionDocument;
  commitments: CommitmentDocument;
  proposals: ProposalDocument;
  webhooks: WebhookDocument;
  riskModels: RiskModelDocument;
  scores: ScoreDocument;
}

export type StateCollection = keyof StateDocuments;

/**
 * In the order in which a batch writes them: guarded and contended ones first, so that a loser fails early.
 */
export const STATE_COLLECTIONS: readonly StateCollection[] = [
  'balances',
  'pools',
  'reserves',
  'vaults',
  'products',
  'feeds',
  'subjects',
  'markets',
  'venues',
  'incidents',
  'lossEvents',
  'spentQuotes',
  'earningBuckets',
  'commissions',
  'distributors',
  'poolDays',
  'reserveDays',
  'positions',
  'withdrawals',
  'policies',
  'payouts',
  'vaultLosses',
  'recoveryClaims',
  'orders',
  'trades',
  'liquidations',
  'governance',
  'marketStates',
  'venueKeys',
  'auctions',
  'commitments',
  'proposals',
  'webhooks',
  'riskModels',
  'scores',
  'accounts',
  'assets',
];
