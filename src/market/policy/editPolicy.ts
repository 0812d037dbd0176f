/**
 * Changes a policy for its holder, one way a call: more cover, less cover, or more time. What is there keeps
 * its price (because a re-priced edit is a free option). How it goes on at its end may be said along.
 */
import { z } from 'zod';
import type { PremiumBreakdown } from '../../domain/pricing/premium.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput, secondsInput, wadInput } from '../inputs.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { autoRenewalOf } from './autoRenewal.ts';
import { decreasePolicy } from './decreasePolicy.ts';
import { editNeeds } from './editNeeds.ts';
import { priceExtension, sellExtension } from './extendPolicy.ts';
import { increasePolicy } from './increasePolicy.ts';
import { paymentRefusal } from './stepIntoPolicy.ts';

const input = z.strictObject({
  policyId: idInput,
  /** All of the cover as it is to be, as bought; more or less than it is now. */
  coverAmount: amountInput.nullable(),
  /** A later end of cover. */
  coverUntil: secondsInput.nullable(),
  /** Null stops it; nothing leaves it as it is. */
  autoRenew: z.strictObject({ maxAnnualRateWad: wadInput }).nullable().optional(),
  /** Nothing is paid where nothing is said: the refusal tells the price. */
  maxPremium: amountInput.nullable(),
  minRefund: amountInput.nullable(),
});
type Input = z.infer<typeof input>;

/** What an edit cost or gives back, and the amount that waits to be covered or to be cancelled. */
export interface Edited {
  policyId: string;
  charged: Amount;
  breakdown: PremiumBreakdown | null;
  refunded: Amount;
  fee: Amount;
  /** When added cover begins, or null. */
  waitingUntil: UnixSeconds | null;
  /** The part that was cut off to be cancelled, or null. */
  cancelledPolicyId: string | null;
}

export const editPolicy: Command<Input, Edited> = {
  name: 'editPolicy',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: editNeeds,
  decide(world, order, { principal, at, id }) {
    const draft = openDraft(world, at);
    const policy = draft.get('policies', order.policyId);
    if (policy === null || policy.accountId !== principal.id) {
      return refuse('NOT_FOUND', { id: order.policyId }, 'policyId');
    }
    const edited = editOnce(draft, policy, order, id);
    if (isRefusal(edited)) return edited;
    if (order.autoRenew !== undefined) {
      const now = draft.must('policies', policy._id);
      const refused = now.end === null ? null : closed(now.end);
      if (refused !== null) return refused;
      draft.put('policies', { ...now, autoRenew: autoRenewalOf(now, order.autoRenew) });
      draft.emit({
        type: 'policy.edited',
        node: policy._id,
        also: [policy.accountId],
        changes: { maxAnnualRateWad: `${order.autoRenew?.maxAnnualRateWad ?? ''}` },
      });
    }
    return draft.done(edited);
  },
};

const closed = (status: string): Refusal =>
  refuse('STATUS_FORBIDS', { status, reason: 'The policy has ended.', allowedActions: ['buyPolicies'] });

function editOnce(
  draft: Draft,
  policy: PolicyDocument,
  order: Input,
  id: (prefix: string) => string,
): Edited | Refusal {
  const { coverAmount, coverUntil, minRefund } = order;
  const maxPremium = order.maxPremium ?? 0n;
  const nothing = {
    charged: 0n,
    breakdown: null,
    refunded: 0n,
    fee: 0n,
    waitingUntil: null,
    cancelledPolicyId: null,
  };
  const unchanged = { policyId: policy._id, ...nothing };
  if (coverAmount !== null && coverUntil !== null)
    return invalid('coverUntil', 'One way a call: cover, then time.');
  if (coverUntil !== null) {
    const priced = priceExtension(draft, policy, coverUntil);
    if (isRefusal(priced)) return priced;
    const unpaid = paymentRefusal(draft, policy, priced.premium, maxPremium);
    if (unpaid !== null) return unpaid;
    sellExtension(draft, policy, priced);
    draft.emit({
      type: 'policy.edited',
      node: policy._id,
      also: [policy.accountId, policy.productId],
      changes: { coverUntil, premium: `${priced.premium}` },
    });
    return { ...unchanged, charged: priced.premium, breakdown: priced.breakdown };
  }
  if (coverAmount === null)
    return order.autoRenew === undefined ? invalid('coverAmount', 'Nothing to change is named.') : unchanged;
  if (coverAmount === policy.coverAmount) return invalid('coverAmount', 'It covers that already.');
  if (coverAmount > policy.coverAmount) {
    const priced = increasePolicy(draft, policy, coverAmount - policy.coverAmount, maxPremium);
    if (isRefusal(priced)) return priced;
    const { premium: charged, order: told, term } = priced;
    const breakdown = told?.breakdown ?? null;
    return { ...unchanged, charged, breakdown, waitingUntil: term.coverFrom };
  }
  const less = decreasePolicy(draft, policy, policy.coverAmount - coverAmount, {
    minRefund,
    partId: id('pol'),
  });
  return isRefusal(less) ? less : { ...unchanged, ...less };
}

function invalid(path: string, message: string): Refusal {
  return refuse('CONFIG_INVALID', { problems: [{ path, message }] });
}
