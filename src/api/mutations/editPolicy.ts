/** Changes a policy: more or less cover, more time, how it goes on at its end. */
import { AMOUNT_MAX } from '../../domain/shared/limits.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { renderBreakdown } from '../render/breakdown.ts';
import { money } from '../render/money.ts';
import { autoRenewOf } from './autoRenew.ts';
import { send } from './send.ts';

const NOTHING = { policy: null, charged: null, breakdown: null, refunded: null, fee: null };

export const editPolicy: MutationResolvers['editPolicy'] = async (_parent, { input, dryRun }, context) => {
  const { policyId, coverAmount = null, coverUntil = null, minRefund = null } = input;
  // Whoever only asks what it would cost need not say how much that may be.
  const maxPremium = input.maxPremium ?? (dryRun ? AMOUNT_MAX : null);
  const { answer, ...rest } = await send(
    context,
    'editPolicy',
    {
      ...{ policyId, coverAmount, coverUntil, maxPremium, minRefund },
      ...(input.autoRenew === undefined ? {} : { autoRenew: autoRenewOf(input.autoRenew) }),
    },
    { dryRun },
  );
  if (answer === null) return { ...NOTHING, waitingUntil: null, cancelled: null, ...rest };
  const { policy: load } = context.loaders;
  const policy = await must(load, policyId);
  const { assetId } = policy;
  const { waitingUntil, breakdown, cancelledPolicyId } = answer;
  return {
    policy,
    charged: money(answer.charged, assetId),
    breakdown: breakdown === null ? null : renderBreakdown(breakdown, assetId),
    refunded: money(answer.refunded, assetId),
    fee: money(answer.fee, assetId),
    waitingUntil,
    cancelled: cancelledPolicyId === null || dryRun ? null : await must(load, cancelledPolicyId),
    ...rest,
  };
};
