/** More cover on a policy: a purchase on top, which waits like one, under the terms that were bought. */
import { isRefusal, type Refusal } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import { standingDistribution } from '../distribution/distribution.ts';
import { addSoldCover } from '../distribution/soldCover.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type PricedItem, priceItem } from './priceItem.ts';
import { sellSegment } from './sellPolicy.ts';
import { withSegments } from './splitPolicy.ts';
import { addingRefusal, carriedBy, paymentRefusal, segmentRefusal } from './stepIntoPolicy.ts';

/** Sells more cover until the policy's end. Answers the price; nothing is stored when it is refused. */
export function increasePolicy(
  draft: Draft,
  policy: PolicyDocument,
  added: Amount,
  maxPremium: Amount,
): PricedItem | Refusal {
  const { productId, coverUntil } = policy;
  const product = draft.must('products', productId);
  const forbidden = addingRefusal(draft, policy, product) ?? segmentRefusal(policy);
  if (forbidden !== null) return forbidden;
  const termSeconds = coverUntil - draft.at;
  const distribution = standingDistribution(draft, policy.distribution);
  const line = { productId, coverAmount: added, termSeconds, distribution, held: null };
  const priced = priceItem(draft, { ...line, carried: carriedBy(policy) }, '');
  if (isRefusal(priced)) return priced;
  const unpaid = paymentRefusal(draft, policy, priced.premium, maxPremium);
  if (unpaid !== null) return unpaid;
  const segment = sellSegment(draft, priced, policy.accountId);
  // Also while its seller is suspended: the policy carries the code until it ends.
  addSoldCover(draft, policy.distribution, policy.assetId, added);
  draft.put('policies', withSegments(policy, [...policy.segments, segment]));
  draft.emit({
    type: 'policy.edited',
    node: policy._id,
    also: [policy.accountId, productId],
    changes: { coverAdded: `${added}`, premium: `${priced.premium}` },
  });
  return priced;
}
