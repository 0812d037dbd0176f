/** Policies: what was bought, what the rule sees, what was decided and paid. */
import { formatUnits } from 'viem';
import { paidSentence, unpaidSentence } from '../../domain/policy/decisionSentence.ts';
import type { DecisionReason } from '../../domain/policy/eligibility.ts';
import type { PolicySegment } from '../../domain/policy/policySegment.ts';
import { mulDivDown } from '../../domain/shared/rounding.ts';
import { WAD } from '../../domain/shared/units.ts';
import { factsOf } from '../../market/incident/judgePolicy.ts';
import type { PolicyView } from '../../market/queries/views.ts';
import type { ApiContext } from '../context.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { signedIn } from '../mutations/send.ts';
import type { PolicyDecisionModel } from '../render/models.ts';
import { money, priceOrNull, rate } from '../render/money.ts';
import { POLICY_TEXTS } from '../render/statusTexts.ts';
import { renderTrigger } from '../render/trigger.ts';
import { policyActions } from './actions.ts';
import { history } from './events.ts';
import { policyFilter } from './filters.ts';
import { inclusionProofOf } from './inclusion.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

/** What a step out waits for. */
const STEP_OUT_EFFECTIVE =
  'Once the feeds of its pools have been read past that time; if a breach had begun by then, it is void.';

export const policyResolvers: Resolvers = {
  Query: {
    policy: finderOf('pol'),
    policies: (_parent, { filter, ...page }, context) =>
      pageOf(context.services.market.queries.policies, page, policyFilter(signedIn(context).id, filter)),
  },
  PolicyConnection: connection,
  Policy: {
    id: ({ _id }) => _id,
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
    coverAmount: ({ coverAmount, assetId }) => money(coverAmount, assetId),
    coverRemaining: ({ coverRemaining, assetId }) => money(coverRemaining, assetId),
    terms: ({ terms }) => ({ ...terms, trigger: renderTrigger(terms) }),
    monitor: async ({ _id }, _arguments, { loaders }) => renderMonitor(await must(loaders.policyView, _id)),
    async premium({ _id, premium, assetId, segments }, _arguments, { loaders }) {
      const { premiumEarned, refundable } = await must(loaders.policyView, _id);
      return {
        paid: money(premium, assetId),
        earned: money(premiumEarned, assetId),
        commission: money(commissionIn(segments), assetId),
        refundable: money(refundable, assetId),
      };
    },
    segments: ({ segments, assetId }) => segments.map((segment) => ({ ...segment, assetId })),
    async decisions(policy, _arguments, { loaders }) {
      const { decisions } = await must(loaders.policyView, policy._id);
      return decisions.map((decision) => ({ ...decision, policy }));
    },
    unpaid: async ({ _id }, _arguments, { loaders }) => (await must(loaders.policyView, _id)).unpaid,
    payouts: async ({ _id }, _arguments, { loaders }) => (await loaders.payouts.load(_id)) ?? [],
    distributor: ({ distribution }, _arguments, { loaders }) =>
      distribution && must(loaders.distributor, distribution.distributorId),
    pending: ({ pending, assetId }) => pending && { ...pending, assetId },
    freeCancellationUntil: async ({ _id }, _arguments, { loaders }) =>
      (await must(loaders.policyView, _id)).freeCancellationUntil,
    status: async ({ _id }, _arguments, { loaders }) => (await must(loaders.policyView, _id)).status,
    async statusReason({ _id }, _arguments, { loaders }) {
      return POLICY_TEXTS[(await must(loaders.policyView, _id)).status];
    },
    actions: (policy, _arguments, context) => policyActions(policy, context),
    inclusionProof: ({ _id, accountId }, { snapshotId }, context) =>
      inclusionProofOf(context, { nodeId: _id, accountId }, snapshotId),
    history,
  },
  AutoRenewal: { maxAnnualRate: ({ maxAnnualRateWad }) => rate(maxAnnualRateWad) },
  PendingStepOut: {
    effectiveWhen: ({ status }) => (status === 'PENDING' ? STEP_OUT_EFFECTIVE : null),
    refund: ({ refund, assetId }) => money(refund, assetId),
    fee: ({ fee, assetId }) => money(fee, assetId),
  },
  PolicySegment: {
    coverAmount: ({ coverAmount, assetId }) => money(coverAmount, assetId),
    coverRemaining: ({ coverRemaining, assetId }) => money(coverRemaining, assetId),
    premium: ({ premium, assetId }) => money(premium, assetId),
    allocation: ({ allocations, assetId }) => allocations.map((allocation) => ({ ...allocation, assetId })),
  },
  PoolAllocation: {
    pool: ({ poolId }, _arguments, { loaders }) => must(loaders.pool, poolId),
    coverAmount: ({ coverAmount, assetId }) => money(coverAmount, assetId),
    premium: ({ premium, assetId }) => money(premium, assetId),
  },
  PolicyDecision: {
    incident: ({ incidentId }, _arguments, { loaders }) => must(loaders.incident, incidentId),
    reason: ({ reason }) => reason as DecisionReason,
    sentence: (decision, _arguments, context) => sentenceOf(decision, context),
  },
  Payout: {
    incident: ({ incidentId }, _arguments, { loaders }) => must(loaders.incident, incidentId),
    due: ({ due, assetId }) => money(due, assetId),
    paid: ({ paid, assetId }) => money(paid, assetId),
    deductible: ({ deductible, assetId }) => money(deductible, assetId),
    async recoveryClaim({ _id, recoveryClaim: amount, assetId }, _arguments, { loaders }) {
      const repaid = amount === 0n ? 0n : ((await loaders.repaid.load(_id)) ?? 0n);
      const shown = (part: bigint) => money(part, assetId);
      return { amount: shown(amount), repaid: shown(repaid), remaining: shown(amount - repaid) };
    },
    async ratio({ incidentId }, _arguments, { loaders }) {
      return rate((await must(loaders.incident, incidentId)).payoutRatioWad ?? 0n);
    },
    async evidenceHash({ incidentId }, _arguments, { loaders }) {
      return (await must(loaders.incident, incidentId)).evidenceHash;
    },
  },
};

const commissionIn = (segments: readonly PolicySegment[]): bigint =>
  segments.reduce((sum, { commission }) => sum + (commission?.premium ?? 0n), 0n);

function renderMonitor({ monitor }: PolicyView) {
  const { valueWad, strikeWad, ...rest } = monitor;
  return {
    ...rest,
    value: priceOrNull(valueWad),
    strike: priceOrNull(strikeWad),
    distance: distance(valueWad, strikeWad),
  };
}

function distance(value: bigint | null, strike: bigint | null) {
  if (value === null || strike === null) return null;
  // Down: the distance is never shown larger than it is.
  return rate(value <= strike ? 0n : mulDivDown(value - strike, WAD, strike));
}

/** The decision in words, from the facts that it was made on. */
async function sentenceOf(decision: PolicyDecisionModel, { loaders }: ApiContext): Promise<string> {
  const { policy } = decision;
  const reason = decision.reason as DecisionReason;
  const facts = factsOf(policy, await must(loaders.incident, decision.incidentId));
  if (reason !== 'PAID_IN_FULL' && reason !== 'PAID_WITH_HAIRCUT') return unpaidSentence(reason, facts);
  const { symbol, decimals } = await must(loaders.asset, policy.assetId);
  const shown = (amount: bigint) => `${formatUnits(amount, decimals)} ${symbol}`;
  return paidSentence(reason, facts, shown(decision.due), shown(decision.paid));
}
