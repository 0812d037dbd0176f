/** What stands behind the schema's value types while they are being resolved. */
import type { BasketMember, BasketRule } from '../../domain/basket/rule.ts';
import type { CommitmentCall, OpenPromises } from '../../domain/commitment/calls.ts';
import type { PolicyAllocation, PolicySegment } from '../../domain/policy/policySegment.ts';
import type { TopUpCall } from '../../domain/pool/ladder.ts';
import type { BySource } from '../../domain/pool/results.ts';
import type { RiskKind } from '../../domain/risk/factors.ts';
import type { ModelFactor } from '../../domain/risk/model.ts';
import type { FactorShare } from '../../domain/risk/score.ts';
import type { RefusalCode } from '../../domain/shared/refusals.ts';
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { Liability, SumNode } from '../../domain/solvency/liability.ts';
import type {
  ExposureLine,
  LayerLine,
  LiabilityLine,
  PoolLine,
  StressLine,
} from '../../domain/solvency/report.ts';
import type { SignedProof } from '../../domain/solvency/sealed.ts';
import type { Deleveraged, RankedHolding } from '../../domain/venue/deleveraging.ts';
import type { MarginWarning } from '../../domain/venue/warnings.ts';
import type { RequirementInput } from '../../market/queries/fundPort.ts';
import type { WhatIfView } from '../../market/queries/governancePort.ts';
import type { EventView } from '../../market/queries/port.ts';
import type { BalanceView, ObservationView, QuoteView } from '../../market/queries/views.ts';
import type { LossView } from '../../market/queries/yields.ts';
import type { DeliveryDocument } from '../../store/deliveries/documents.ts';
import type { AuctionDocument } from '../../store/documents/auctions.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import type {
  BasketDocument,
  ChainFork,
  FeedDocument,
  IncidentCause,
  ProductDocument,
  ProductPhase,
} from '../../store/documents/cover.ts';
import type { DistributorDocument } from '../../store/documents/distribution.ts';
import type { ProposalDocument, ProposedChange } from '../../store/documents/governance.ts';
import type {
  IncidentChallenge,
  IncidentDocument,
  IncidentPool,
  PayoutDocument,
} from '../../store/documents/incidents.ts';
import type { Entry } from '../../store/documents/ledger.ts';
import type { LossEventLayer } from '../../store/documents/lossEvents.ts';
import type { OrderDocument, TradeDocument } from '../../store/documents/orders.ts';
import type { AccountDocument, AssetDocument } from '../../store/documents/parties.ts';
import type {
  AutoRenewal,
  PendingStepOut,
  PolicyDecision,
  PolicyDocument,
} from '../../store/documents/policies.ts';
import type {
  PoolDocument,
  PoolProduct,
  PositionDocument,
  RunOff,
  WithdrawalDocument,
} from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { ScoreDocument } from '../../store/documents/risk.ts';
import type {
  LayerPart,
  LiquidationClose,
  LiquidationDocument,
  MarketDocument,
  VenueDebt,
  VenueDocument,
} from '../../store/documents/venues.ts';
import type { WebhookDocument } from '../../store/documents/webhooks.ts';
import type { SolvencySnapshotDocument } from '../../store/evidence/solvencySnapshots.ts';

/** An amount and its asset; the decimals are looked up when they are asked for. */
export interface MoneyModel {
  amount: Amount;
  assetId: string;
}

export interface RateModel {
  wad: Wad;
}

export interface PriceModel {
  wad: Wad;
}

/** One movement, wherever it is shown. */
export type LedgerEntryModel = Omit<Entry, 'accountSequence'>;

export type BalanceModel = BalanceView;
export type PayoutModel = PayoutDocument;
export type BasketModel = BasketDocument;
export type BasketRuleModel = BasketRule;
export type BasketRuleMemberModel = BasketMember;
export type IncidentCauseModel = IncidentCause;

export interface PoolProductModel extends PoolProduct {
  assetId: string;
  earmarked: Amount;
}

export type AutoRenewalModel = AutoRenewal;

/** A step out, with the asset of its amounts. */
export interface PendingStepOutModel extends PendingStepOut {
  assetId: string;
}

export interface PoolAllocationModel extends Pick<PolicyAllocation, 'poolId' | 'coverAmount' | 'premium'> {
  assetId: string;
}

export interface PolicySegmentModel extends PolicySegment {
  assetId: string;
}

export interface PolicyDecisionModel extends PolicyDecision {
  policy: PolicyDocument;
}

export interface IncidentChallengeModel extends IncidentChallenge {
  assetId: string;
}

export type ChainForkModel = ChainFork;

export interface IncidentClaimsModel extends IncidentPool {
  assetId: string;
}

/** One layer of a loss event as one pool drew it. */
export interface AllocationLayerModel {
  layer: LossEventLayer;
  poolId: string;
  cap: Amount | null;
  amount: Amount;
  assetId: string;
}

/** What is missing of a call, or of one position's part of it. */
export interface TopUpCallModel {
  call: TopUpCall;
  amount: Amount;
  assetId: string;
  /** The subject whose watch stops the clock, or null. */
  frozenBy: string | null;
}

export interface RunOffModel extends RunOff {
  assetId: string;
}

/** What was earned and lost, with its asset. */
export interface EarnedModel extends BySource {
  assetId: string;
}

export interface LossModel extends LossView {
  assetId: string;
}

export interface MarginWarningModel extends MarginWarning {
  assetId: string;
}

export interface VenueDebtModel extends VenueDebt {
  assetId: string;
}

export interface LiquidationLayerModel extends LayerPart {
  assetId: string;
}

export interface LiquidationCloseModel extends LiquidationClose {
  assetId: string;
  size: Wad;
}

export type DeleveragedModel = Deleveraged;

export type RankedHoldingModel = RankedHolding;

export interface PositionRiskModel {
  productId: string;
  amount: Amount;
  assetId: string;
  phase: ProductPhase;
}

/** A score that was made, or one that was given without saying what it rests on. */
export type ScoreModel = ScoreDocument | { productId: string; number: 0; value: number };
export type PastScorePage = ConnectionModel<ScoreDocument>;
export type ScoreFactorModel = FactorShare & { kind: RiskKind };
export type RiskModelFactorModel = ModelFactor & { kind: RiskKind };

export type QuoteItemModel = QuoteView['items'][number] & { assetId: string };

/** A refusal with its texts and its data side by side; `__typename` picks the type. */
export interface RefusalModel {
  __typename: string;
  code: RefusalCode;
  message: string;
  remedy: string;
  path: string | null;
  retryable: boolean;
  retryAfterSeconds: number | null;
  docsUrl: string;
  [data: string]: unknown;
}

/** A page of rows; counting them all is put off until it is asked for. */
export interface ConnectionModel<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  count(): Promise<number | null>;
}

export type AccountPage = ConnectionModel<AccountDocument>;
export type AssetPage = ConnectionModel<AssetDocument>;
export type ProductPage = ConnectionModel<ProductDocument>;
export type PoolPage = ConnectionModel<PoolDocument>;
export type ReservePage = ConnectionModel<ReserveDocument>;
export type PolicyPage = ConnectionModel<PolicyDocument>;
export type PositionPage = ConnectionModel<PositionDocument>;
export type WithdrawalPage = ConnectionModel<WithdrawalDocument>;
export type OrderPage = ConnectionModel<OrderDocument>;
export type AuctionPage = ConnectionModel<AuctionDocument>;
export type CommitmentPage = ConnectionModel<CommitmentDocument>;
/** A call, in the asset of its commitment. */
export type CommitmentCallModel = CommitmentCall & { assetId: string };
export type TradePage = ConnectionModel<TradeDocument>;
export type DistributorPage = ConnectionModel<DistributorDocument>;
export type VenuePage = ConnectionModel<VenueDocument>;
export type LiquidationPage = ConnectionModel<LiquidationDocument>;
export type MarketPage = ConnectionModel<MarketDocument>;
export type WhatIfPriceModel = WhatIfView['prices'][number];
export type WhatIfPoolModel = WhatIfView['pools'][number];
export type ProposalPage = ConnectionModel<ProposalDocument>;
export type ProposedChangeModel = ProposedChange;
export type FeedPage = ConnectionModel<FeedDocument>;
export type IncidentPage = ConnectionModel<IncidentDocument>;
export type EventPage = ConnectionModel<EventView>;
export type ObservationPage = ConnectionModel<ObservationView>;
export type WebhookPage = ConnectionModel<WebhookDocument>;
export type WebhookDeliveryPage = ConnectionModel<DeliveryDocument>;

/** Lines of the solvency report, each with the asset of its amounts. */
export type SolvencyLiabilityModel = LiabilityLine & { assetId: string };
export type SolvencyLayerModel = LayerLine & { assetId: string };
export type SolvencyPoolModel = PoolLine & { assetId: string };
export type SolvencyExposureModel = ExposureLine & { assetId: string };
/** A part of a requirement, in the asset of its reserve. */
export type RequirementInputModel = RequirementInput & { assetId: string };
export type SolvencyCommitmentsModel = OpenPromises & { assetId: string };
export type SolvencyStressModel = StressLine & { assetId: string };
export type SolvencyStressLayerModel = StressLine['lossByLayer'][number] & { assetId: string };

/** Proofs of one node in one snapshot, and their parts, each with the asset of its amounts. */
export interface InclusionProofModel {
  snapshot: SolvencySnapshotDocument;
  proofs: readonly SignedProof[];
}
export type InclusionLeafModel = Liability & { assetId: string };
export type InclusionNodeModel = SumNode & { assetId: string };
