/**
 * Writes src/api/generated/schema.generated.ts from the SDL in schema/.
 *
 * `tsx scripts/codegen.ts` writes it; with `--check` it only compares and exits 1 when the file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';
import { refusalTypeName } from '../src/api/render/refusalTypeName.ts';
import { readSdl } from '../src/api/schema/sdl.ts';
import { REFUSAL_TEXTS, type RefusalCode } from '../src/domain/shared/refusals.ts';

const TARGET = new URL('../src/api/generated/schema.generated.ts', import.meta.url);

const NOUNS = [
  'Account',
  'Asset',
  'Product',
  'Pool',
  'Reserve',
  'Policy',
  'Position',
  'Withdrawal',
  'Order',
  'Trade',
  'Auction',
  'Commitment',
  'Feed',
  'Distributor',
  'Venue',
  'Market',
  'Liquidation',
  'Incident',
  'Proposal',
  'Event',
  'Observation',
  'Webhook',
  'WebhookDelivery',
];

/** What stands behind a type while it is being resolved: a stored document, or a small model of ours. */
const mappers = {
  Account: '../../store/documents/parties.ts#AccountDocument',
  Asset: '../../store/documents/parties.ts#AssetDocument',
  Product: '../../store/documents/cover.ts#ProductDocument',
  Subject: '../../store/documents/cover.ts#ProductDocument',
  Policy: '../../store/documents/policies.ts#PolicyDocument',
  Feed: '../../store/documents/cover.ts#FeedDocument',
  ChainFork: '../render/models.ts#ChainForkModel',
  Pool: '../../store/documents/pools.ts#PoolDocument',
  Reserve: '../../store/documents/reserves.ts#ReserveDocument',
  RequirementInput: '../render/models.ts#RequirementInputModel',
  Position: '../../store/documents/pools.ts#PositionDocument',
  Withdrawal: '../../store/documents/pools.ts#WithdrawalDocument',
  Vault: '../../market/queries/vaultViews.ts#VaultView',
  Order: '../../store/documents/orders.ts#OrderDocument',
  OrderCover: '../../store/documents/policies.ts#PolicyDocument',
  Commitment: '../../store/documents/commitments.ts#CommitmentDocument',
  CommitmentCall: '../render/models.ts#CommitmentCallModel',
  Auction: '../../store/documents/auctions.ts#AuctionDocument',
  Trade: '../../store/documents/orders.ts#TradeDocument',
  Incident: '../../store/documents/incidents.ts#IncidentDocument',
  Payout: '../render/models.ts#PayoutModel',
  Money: '../render/models.ts#MoneyModel',
  Rate: '../render/models.ts#RateModel',
  Price: '../render/models.ts#PriceModel',
  Earned: '../render/models.ts#EarnedModel',
  Loss: '../render/models.ts#LossModel',
  TopUpCall: '../render/models.ts#TopUpCallModel',
  RunOff: '../render/models.ts#RunOffModel',
  PoolProduct: '../render/models.ts#PoolProductModel',
  Distributor: '../../store/documents/distribution.ts#DistributorDocument',
  Venue: '../../store/documents/venues.ts#VenueDocument',
  Market: '../../store/documents/venues.ts#MarketDocument',
  MarketRequirement: '../../store/documents/venues.ts#MarketDocument',
  MarketExposure: '../../store/documents/venues.ts#MarketDocument',
  MarketSignals: '../../store/documents/venues.ts#MarketDocument',
  VenueDebt: '../render/models.ts#VenueDebtModel',
  Liquidation: '../../store/documents/venues.ts#LiquidationDocument',
  LiquidationLayer: '../render/models.ts#LiquidationLayerModel',
  LiquidationClose: '../render/models.ts#LiquidationCloseModel',
  DeleveragedHolding: '../render/models.ts#DeleveragedModel',
  MarginWarning: '../render/models.ts#MarginWarningModel',
  RankedHolding: '../render/models.ts#RankedHoldingModel',
  Proposal: '../../store/documents/governance.ts#ProposalDocument',
  ProposedChange: '../render/models.ts#ProposedChangeModel',
  WhatIf: '../../market/queries/governancePort.ts#WhatIfView',
  WhatIfPrice: '../render/models.ts#WhatIfPriceModel',
  WhatIfRuin: '../../market/queries/ruinPort.ts#WhatIfRuinView',
  WhatIfPool: '../render/models.ts#WhatIfPoolModel',
  Governance: '../../market/queries/governance.ts#GovernanceView',
  AutoRenewal: '../render/models.ts#AutoRenewalModel',
  PendingStepOut: '../render/models.ts#PendingStepOutModel',
  PoolAllocation: '../render/models.ts#PoolAllocationModel',
  PolicySegment: '../render/models.ts#PolicySegmentModel',
  PolicyDecision: '../render/models.ts#PolicyDecisionModel',
  IncidentClaims: '../render/models.ts#IncidentClaimsModel',
  LossAllocation: '../../store/documents/lossEvents.ts#LossEventDocument',
  AllocationLayer: '../render/models.ts#AllocationLayerModel',
  IncidentChallenge: '../render/models.ts#IncidentChallengeModel',
  IncidentCause: '../render/models.ts#IncidentCauseModel',
  Basket: '../render/models.ts#BasketModel',
  BasketRule: '../render/models.ts#BasketRuleModel',
  BasketRuleMember: '../render/models.ts#BasketRuleMemberModel',
  PositionRisk: '../render/models.ts#PositionRiskModel',
  AccountBalance: '../render/models.ts#BalanceModel',
  Hold: '../../market/queries/holds.ts#HoldView',
  Statement: '../../market/queries/statement.ts#StatementView',
  StatementBalance: '../../market/queries/statement.ts#StatementBalanceView',
  StatementLine: '../../market/queries/statement.ts#StatementLineView',
  Score: '../render/models.ts#ScoreModel',
  PastScore: '../../store/documents/risk.ts#ScoreDocument',
  PastScoreConnection: '../render/models.ts#PastScorePage',
  ScoreMember: '../../store/documents/risk.ts#ScoredMember',
  ScoreFactor: '../render/models.ts#ScoreFactorModel',
  RiskModel: '../../store/documents/risk.ts#RiskModelDocument',
  RiskModelFactor: '../render/models.ts#RiskModelFactorModel',
  RiskTablePoint: '../../domain/risk/factor.ts#TablePoint',
  Quote: '../../market/queries/views.ts#QuoteView',
  QuoteItem: '../render/models.ts#QuoteItemModel',
  Observation: '../../market/queries/views.ts#ObservationView',
  Event: '../../market/queries/port.ts#EventView',
  ApiKey: '../auth/apiKeys.ts#ApiKeyView',
  Webhook: '../../store/documents/webhooks.ts#WebhookDocument',
  WebhookDelivery: '../../store/deliveries/documents.ts#DeliveryDocument',
  LedgerEntry: '../render/models.ts#LedgerEntryModel',
  Solvency: '../../domain/solvency/sealed.ts#SignedReport',
  SolvencyAsset: '../../domain/solvency/report.ts#AssetReport',
  SolvencyLiability: '../render/models.ts#SolvencyLiabilityModel',
  SolvencyLayer: '../render/models.ts#SolvencyLayerModel',
  SolvencyPool: '../render/models.ts#SolvencyPoolModel',
  SolvencyExposure: '../render/models.ts#SolvencyExposureModel',
  SolvencyCommitments: '../render/models.ts#SolvencyCommitmentsModel',
  SolvencyStress: '../render/models.ts#SolvencyStressModel',
  SolvencyStressLayer: '../render/models.ts#SolvencyStressLayerModel',
  SolvencyDraw: '../../domain/solvency/report.ts#DrawLine',
  SolvencySnapshot: '../../store/evidence/solvencySnapshots.ts#SolvencySnapshotDocument',
  SolvencyTree: '../../domain/solvency/sealed.ts#SealedTree',
  InclusionProof: '../render/models.ts#InclusionProofModel',
  InclusionPath: '../../domain/solvency/sealed.ts#SignedProof',
  InclusionLeaf: '../render/models.ts#InclusionLeafModel',
  InclusionNode: '../render/models.ts#InclusionNodeModel',
  ...Object.fromEntries(NOUNS.map((noun) => [`${noun}Connection`, `../render/models.ts#${noun}Page`])),
  ...Object.fromEntries(
    Object.keys(REFUSAL_TEXTS).map((code) => [
      refusalTypeName(code as RefusalCode),
      '../render/models.ts#RefusalModel',
    ]),
  ),
};

const scalars = {
  Amount: { input: 'bigint', output: 'bigint' },
  SignedAmount: { input: 'bigint', output: 'bigint' },
  Shares: { input: 'bigint', output: 'bigint' },
  Decimal: { input: 'bigint', output: 'bigint' },
  Wad: 'bigint',
  Integer: { input: 'bigint', output: 'bigint | number' },
  DateTime: 'number',
  Cursor: 'string',
  Address: 'string',
  Hex: 'string',
  JSONObject: 'Record<string, unknown>',
  ID: 'string',
};

async function generate(): Promise<string> {
  const text = await codegen({
    filename: 'schema.generated.ts',
    schema: parse(readSdl({ sandbox: true })),
    documents: [],
    config: {
      scalars,
      mappers,
      contextType: '../context.ts#ApiContext',
      enumsAsTypes: true,
      useTypeImports: true,
      strictScalars: true,
      maybeValue: 'T | null',
      inputMaybeValue: 'T | null | undefined',
      avoidOptionals: { defaultValue: true },
      resolversNonOptionalTypename: false,
      importExtension: '.ts',
    },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
  });
  return `/* Generated by scripts/codegen.ts from schema/. Do not edit. */\n${text}`;
}

const text = await generate();
if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text) {
    console.error('src/api/generated/schema.generated.ts is stale: run `npm run codegen`');
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, text);
}
