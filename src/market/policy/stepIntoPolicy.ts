/** Adding to a policy, in cover or in time, is stepping in: what both need and are refused for. */
import { coverByPool } from '../../domain/policy/policySegment.ts';
import { policyStatus } from '../../domain/policy/status.ts';
import { POLICY_SEGMENTS_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import { cannotPay } from '../amounts.ts';
import { availableOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { termsNow } from './terms.ts';

/** What the pools carry of a policy: the limit on one policy counts it. */
export const carriedBy = ({ segments }: PolicyDocument): ReadonlyMap<string, Amount> => coverByPool(segments);

/**
 * Why nothing is added to a policy now, or null: it is being left, has ended or is being settled, or its
 * product is sold on other terms by now, which a policy never takes over.
 */
export function addingRefusal(
  draft: Draft,
  policy: PolicyDocument,
  product: ProductDocument,
): Refusal | null {
  const status = policyStatus({ ...policy, openBreachStarts: [] }, draft.at);
  if (status !== 'WAITING' && status !== 'ACTIVE') {
    return refuse('STATUS_FORBIDS', {
      status,
      reason: 'Only a policy that waits or is active can be added to.',
      allowedActions: ['buyPolicies'],
    });
  }
  if (policy.pending?.status === 'PENDING') {
    const reason = 'It is being left: that waits until its feeds have been read.';
    return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] });
  }
  if (termsNow(draft, product).hash !== policy.terms.hash) {
    const reason = 'Its product is sold on other terms by now: buy a second policy on those.';
    return refuse('STATUS_FORBIDS', { status, reason, allowedActions: ['buyPolicies'] });
  }
  return null;
}

/** An increase is a segment of its own, of which a policy takes so many. */
export function segmentRefusal({ segments }: PolicyDocument): Refusal | null {
  const used = segments.length;
  return used < POLICY_SEGMENTS_MAX
    ? null
    : refuse('LIMIT_REACHED', { limit: POLICY_SEGMENTS_MAX, used }, 'coverAmount');
}

/** Why the holder does not pay a premium, or null. */
export function paymentRefusal(
  draft: Draft,
  { accountId, assetId }: PolicyDocument,
  premium: Amount,
  limit: Amount,
): Refusal | null {
  if (premium > limit) return refuse('PRICE_ABOVE_LIMIT', { premium, limit }, 'maxPremium');
  return cannotPay(draft.balance(availableOf(accountId), assetId), premium, assetId, 'maxPremium');
}
