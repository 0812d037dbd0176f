/**
 * The plain inputs that the mutations submit, by command name, and the answers that they read back.
 * A command's own schema checks them again; these types only keep both sides on the same names.
 */
import type { ChallengeRule } from '../domain/incident/challenge.ts';
import type { OrderSide } from '../domain/order/price.ts';
import type { PremiumBreakdown } from '../domain/pricing/premium.ts';
import type { FeedPeril } from '../domain/product/peril.ts';
import type { Amount, UnixSeconds, Wad } from '../domain/shared/units.ts';
import type { BreachRule } from '../domain/trigger/rule.ts';
import type { StatedInput } from '../market/risk/riskInput.ts';
import type { LiquidationReport } from '../market/venue/liquidationInput.ts';
import type { MarketInput } from '../market/venue/registration.ts';
import type { MarketStateReport } from '../market/venue/stateInput.ts';
import type { LiquidationAnswer } from '../market/venue/submitLiquidations.ts';
import type { FeedPurpose, FeedSource } from '../store/documents/cover.ts';
import type { Role } from '../store/documents/parties.ts';
import type { PoolKind } from '../store/documents/pools.ts';
import type { CloseRange, VenueKind } from '../store/documents/venues.ts';
import type { ContributionKind } from './generated/schema.generated.ts';

/** In whole dollars. */
interface SubjectSize {
  amount: Amount;
  asOf: UnixSeconds;
}

export interface CommandInputs {
  registerAccount: { address: string; roles: Role[] };
  registerAsset: { symbol: string; decimals: number; chainId: number; address: string; group: string };
  registerFeed: {
    name: string;
    purpose: FeedPurpose;
    decimals: number;
    quorum: number;
    maxGapSeconds: number;
    finalitySeconds: number;
    sources: (Omit<FeedSource, 'marginSeconds'> & { marginSeconds: number | null })[];
    costOfCorruption: Amount | null;
    sandbox: boolean;
  };
  editFeed: {
    feedId: string;
    quorum: number | null;
    sources: (Omit<FeedSource, 'marginSeconds'> & { marginSeconds: number | null })[];
  };
  createPool: { name: string; assetId: string; kind: PoolKind; leverageWad: Wad | null; sandbox: boolean };
  createVault: { payoutAssetId: string; assetId: string; priceFeedId: string | null };
  createProduct: {
    name: string;
    subject: string;
    group: string;
    pools: { poolId: string; weightWad: Wad }[];
    deductibleBps: number;
    waitingSeconds: number | null;
    challengeSeconds: number;
    minCover: Amount | null;
    termSecondsMax: number;
    score: number | null;
    inputs: StatedInput[] | null;
    minRateWad: Wad | null;
    minimumCollusion: number | null;
    sandbox: boolean;
  } & (
    | {
        peril: FeedPeril;
        feedId: string;
        rule: BreachRule;
        salesLevelWad: Wad | null;
        subjectSize: SubjectSize | null;
      }
    | { peril: 'BASKET'; basket: { productIds: string[]; k: number; windowSeconds: number } }
  );
  editProduct: { productId: string; subjectSize: SubjectSize };
  creditAccount: { accountId: string; assetId: string; amount: Amount; reference: string };
  debitAccount: { accountId: string; assetId: string; amount: Amount; reference: string };
  declareFork: { feedId: string; chainId: number; block: number; canonicalHash: string; reason: string };
  challengeIncident: { incidentId: string; observationId: string; rule: ChallengeRule };
  pause: { nodeId: string | null; untilAt: UnixSeconds; reason: string };
  delayIncident: { incidentId: string; seconds: number; reason: string };
  raiseAlert: { productId: string; reason: string };
  contributeToReserve: { reserveId: string; amount: Amount; kind: ContributionKind };
  depositCapital: { into: string; amount: Amount; minShares: Amount | null };
  requestWithdrawal: { positionId: string; shares: Amount };
  cancelWithdrawal: { withdrawalId: string };
  cancelPolicy: { policyId: string; minRefund: Amount | null };
  transferPolicy: { policyId: string; toAddress: string; coverAmount: Amount | null };
  placeOrder: {
    side: OrderSide;
    policyId: string | null;
    positionId: string | null;
    poolId: string | null;
    productId: string | null;
    quantity: Amount | null;
    price: Amount | null;
    termSeconds: number | null;
    maxAnnualRateWad: Wad | null;
    expiresAt: UnixSeconds | null;
  };
  fillOrder: {
    orderId: string;
    quantity: Amount | null;
    maxPrice: Amount | null;
    minPrice: Amount | null;
  };
  takeAuction: { auctionId: string; amount: Amount; maxPrice: Amount | null };
  cancelOrder: { orderId: string };
  createCommitment: {
    reserveId: string;
    amount: Amount;
    expiresAt: UnixSeconds;
    signature: string;
    signer: string | null;
  };
  cancelCommitment: { commitmentId: string };
  transferPosition: { positionId: string; shares: Amount; toAddress: string };
  buyPolicies: {
    quoteToken: string | null;
    items:
      | { productId: string; coverAmount: Amount; termSeconds: number; startAt: UnixSeconds | null }[]
      | null;
    maxPremium: Amount | null;
    distributorCode: string | null;
    autoRenew: { maxAnnualRateWad: Wad } | null;
  };
  registerVenue: { name: string; kind: VenueKind; keys: string[]; markets: MarketInput[] };
  editVenue: { venueId: string; name: string | null; keys: string[] | null; markets: MarketInput[] | null };
  submitLiquidations: {
    marketId: string;
    liquidations: LiquidationReport[];
    ranges: (CloseRange | null)[];
    signer: string | null;
  };
  submitMarketState: MarketStateReport & { marketId: string; signer: string | null };
  propose: { reason: string; chainId: number; changes: { kind: string; input: object }[] };
  approveProposal: { proposalId: string; signer: string; signature: string };
  executeProposal: { proposalId: string };
  cancelProposal: { proposalId: string };
  registerDistributor: { code: string; name: string; commissionBps: number };
  createWebhook: { url: string; types: string[] | null; nodeIds: string[] | null };
  editWebhook: {
    webhookId: string;
    url: string | undefined;
    types: string[] | null | undefined;
    nodeIds: string[] | null | undefined;
    rotateSecret: boolean;
    active: boolean | null;
  };
  revokeWebhook: { webhookId: string };
  redeliverEvents: { webhookId: string; after: { sequence: number; index: number } };
  editDistributor: {
    distributorId: string;
    name: string | null;
    commissionBps: number | null;
    active: boolean | null;
  };
  editPolicy: {
    policyId: string;
    coverAmount: Amount | null;
    coverUntil: UnixSeconds | null;
    autoRenew?: { maxAnnualRateWad: Wad } | null;
    maxPremium: Amount | null;
    minRefund: Amount | null;
  };
}

export interface CommandAnswers {
  registerAccount: { accountId: string };
  registerAsset: { assetId: string };
  registerFeed: { feedId: string };
  editFeed: { feedId: string };
  createPool: { poolId: string };
  createVault: { reserveId: string };
  declareFork: { feedId: string };
  createProduct: { productId: string };
  editProduct: { productId: string };
  creditAccount: { accountId: string };
  debitAccount: { accountId: string };
  challengeIncident: { incidentId: string; challengeId: string; bond: Amount; assetId: string };
  raiseAlert: { productId: string; until: UnixSeconds };
  pause: { nodeId: string | null; until: UnixSeconds; remainingSeconds: number };
  delayIncident: { incidentId: string; payableAt: UnixSeconds; remainingSeconds: number };
  contributeToReserve: { reserveId: string; amount: Amount; assetId: string };
  depositCapital: { positionId: string; shares: Amount; amount: Amount };
  requestWithdrawal: { withdrawalId: string; value: Amount };
  cancelWithdrawal: { withdrawalId: string; forfeited: Amount };
  cancelPolicy: { policyId: string; refunded: Amount; fee: Amount };
  transferPolicy: { policyIds: string[]; toAccountId: string };
  placeOrder: { orderId: string; held: Amount; assetId: string };
  fillOrder: { orderId: string; tradeId: string; price: Amount; fee: Amount; assetId: string };
  takeAuction: {
    auctionId: string;
    positionId: string | null;
    assetId: string;
    taken: Amount;
    paid: Amount;
  };
  cancelOrder: { orderId: string; released: Amount };
  createCommitment: { commitmentId: string };
  cancelCommitment: { commitmentId: string; endsAt: UnixSeconds };
  transferPosition: { positionId: string; tradeId: string | null };
  /** `assetId` lets a dry run of a token show its price. */
  buyPolicies: { policyIds: string[]; premium: Amount; assetId?: string };
  registerVenue: { venueId: string };
  editVenue: { venueId: string };
  submitLiquidations: LiquidationAnswer;
  submitMarketState: { marketId: string };
  propose: { proposalId: string };
  approveProposal: { proposalId: string };
  executeProposal: { proposalId: string; parameterVersion: number };
  cancelProposal: { proposalId: string };
  registerDistributor: { distributorId: string };
  editDistributor: { distributorId: string };
  createWebhook: { webhookId: string };
  editWebhook: { webhookId: string; secretNumber: number };
  revokeWebhook: { webhookId: string };
  redeliverEvents: { webhookId: string };
  editPolicy: {
    charged: Amount;
    breakdown: PremiumBreakdown | null;
    refunded: Amount;
    fee: Amount;
    waitingUntil: UnixSeconds | null;
    cancelledPolicyId: string | null;
  };
}

export type CommandName = keyof CommandInputs;
