/** Makes two policies of one, under the same terms and with the same times: the holder's position stays. */
import { cutPolicy } from '../../domain/policy/cutPolicy.ts';
import { type PolicySegment, sumOf } from '../../domain/policy/policySegment.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import { outOfRange } from '../amounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { changeCover } from './changeCover.ts';

/** Where a policy is cut. */
export interface Cut {
  /** Cover of the part, as bought. */
  amount: Amount;
  /** The least that the part may cover; the rest covers the product's minimum at least. */
  minimum: Amount;
  partId: string;
}

/**
 * Cuts a policy and stores the rest; the part is answered, to be created as the caller wants it. Its pools
 * are accrued.
 */
export function splitPolicy(draft: Draft, policy: PolicyDocument, cut: Cut): PolicyDocument | Refusal {
  const { amount, minimum, partId } = cut;
  const { minCover } = draft.must('products', policy.productId);
  const range = outOfRange(amount, 'coverAmount', minimum, policy.coverAmount - minCover);
  if (range !== null) return range;
  const { part, rest } = cutPolicy(policy.segments, amount);
  const halves = [part, rest].map((segments) => sumOf(segments, 'coverRemaining'));
  if (halves.includes(0n)) {
    const reason = 'Earlier incidents have left too little of its cover for two policies.';
    return refuse('STATUS_FORBIDS', { status: 'ACTIVE', reason, allowedActions: ['cancelPolicy'] });
  }
  // Each half divides what is left of its cover over the pools anew: a unit may change its pool.
  changeCover(draft, policy.productId, policy.segments, [...part, ...rest]);
  draft.put('policies', { ...withSegments(policy, rest), coverCut: policy.coverCut + amount });
  draft.emit({
    type: 'policy.split',
    node: policy._id,
    also: [policy.accountId, partId],
    changes: { part: partId, coverAmount: `${amount}` },
  });
  const own = { _id: partId, version: 0, splitFrom: policy._id, coverCut: 0n };
  // What was decided and paid before stays with the policy that it was paid on.
  return { ...withSegments(policy, part), ...own, decisions: [], pending: null, autoRenew: null };
}

/** A policy with other segments: its sums follow from them, its times from the first. */
export function withSegments(policy: PolicyDocument, segments: readonly PolicySegment[]): PolicyDocument {
  const [first] = segments;
  if (first === undefined) throw new Error(`${policy._id} would have no segments`);
  return {
    ...policy,
    segments,
    coverAmount: sumOf(segments, 'coverAmount'),
    coverRemaining: sumOf(segments, 'coverRemaining'),
    premium: sumOf(segments, 'premium'),
    boughtAt: first.boughtAt,
    coverFrom: first.coverFrom,
  };
}
