/**
 * More time for a policy, without waiting: its cover counts once and pays for its own last slice of what each
 * pool carries (docs/mechanics.md section 3).
 */
import { hoursOf } from '../../domain/policy/earningBucket.ts';
import {
  byPool,
  coverByPool,
  type PolicyAllocation,
  type PolicySegment,
} from '../../domain/policy/policySegment.ts';
import { earningSegment } from '../../domain/policy/segment.ts';
import { type PremiumBreakdown, premiumFor, sumBreakdowns } from '../../domain/pricing/premium.ts';
import { extensionSlice } from '../../domain/pricing/utilisation.ts';
import { COVERED_SECONDS_MIN } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { divideByWeights } from '../../domain/waterfall/prorata.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import { standingDistribution } from '../distribution/distribution.ts';
import type { Draft } from '../sequencer/draft.ts';
import { offerOf } from './priceOrder.ts';
import { extensionStop } from './salesOpen.ts';
import { payPremium, sellCommission } from './sellPolicy.ts';
import { withSegments } from './splitPolicy.ts';
import { addingRefusal } from './stepIntoPolicy.ts';

/** An extension as it is priced, before anything is stored. */
export interface PricedExtension {
  refused: false;
  coverUntil: UnixSeconds;
  premium: Amount;
  breakdown: PremiumBreakdown;
  /** What each pool gets of it, without the commission. */
  byPool: ReadonlyMap<string, Amount>;
}

/** Prices more time for a policy, up to a later end of cover. Its pools are accrued by it. */
export function priceExtension(
  draft: Draft,
  policy: PolicyDocument,
  coverUntil: UnixSeconds,
): PricedExtension | Refusal {
  const product = draft.must('products', policy.productId);
  const covers = coverByPool(policy.segments);
  const forbidden =
    addingRefusal(draft, policy, product) ??
    termRefusal(draft, policy, product, coverUntil) ??
    extensionStop(draft, product, [...covers.keys()]);
  if (forbidden !== null) return forbidden;
  const priced = [...covers].map(([poolId, cover]) => {
    const offer = offerOf(draft, product, draft.must('pools', poolId));
    const { premium, breakdown } = premiumFor({
      slice: extensionSlice(offer.cover, cover, offer.limit),
      curve: draft.parameters.curve,
      rate: offer.rate,
      coveredSeconds: coverUntil - policy.coverUntil,
      commissionBps: standingDistribution(draft, policy.distribution)?.commissionBps ?? 0,
    });
    return { poolId, premium, breakdown };
  });
  return {
    refused: false,
    coverUntil,
    premium: priced.reduce((sum, { premium }) => sum + premium, 0n),
    breakdown: sumBreakdowns(priced.map(({ breakdown }) => breakdown)),
    byPool: new Map(priced.map(({ poolId, premium, breakdown }) => [poolId, premium - breakdown.commission])),
  };
}

/** At least seven days more, and no further ahead than the longest term from now. */
function termRefusal(
  { at }: Draft,
  policy: PolicyDocument,
  { termSecondsMax }: ProductDocument,
  coverUntil: UnixSeconds,
): Refusal | null {
  const sentSeconds = coverUntil - policy.coverUntil;
  const bounds = {
    minimumSeconds: COVERED_SECONDS_MIN,
    maximumSeconds: Math.max(0, at + termSecondsMax - policy.coverUntil),
    sentSeconds,
  };
  const isWithin = sentSeconds >= bounds.minimumSeconds && sentSeconds <= bounds.maximumSeconds;
  return isWithin ? null : refuse('TERM_OUT_OF_RANGE', bounds, 'coverUntil');
}

/** Sells what was priced to the policy's holder, who can pay it. */
export function sellExtension(draft: Draft, policy: PolicyDocument, priced: PricedExtension): void {
  const span = { coverFrom: policy.coverUntil, coverUntil: priced.coverUntil };
  const shares = sharesOf(policy.segments, priced.byPool);
  const commissions = divideByWeights(
    priced.breakdown.commission,
    policy.segments.map(({ coverRemaining }) => coverRemaining),
  );
  const segments = policy.segments.map((segment, index): PolicySegment => {
    const allocations = segment.allocations.map((allocation, part): PolicyAllocation => {
      const premium = shares[index]?.[part] ?? 0n;
      if (premium === 0n) return allocation;
      const added = earningSegment(premium, span.coverFrom, span.coverUntil);
      payPremium(draft, policy, allocation.poolId, added);
      return { ...allocation, ...joined(draft, allocation, { premium, earning: [added] }) };
    });
    const owed = commissions[index] ?? 0n;
    const added = sellCommission(draft, policy, policy.distribution, owed, span);
    const before = segment.commission;
    const commission =
      added === null || before === null ? (added ?? before) : { ...before, ...joined(draft, before, added) };
    const paid = sum(shares[index] ?? []) + (added?.premium ?? 0n);
    return { ...segment, allocations, commission, premium: segment.premium + paid };
  });
  draft.put('policies', { ...withSegments(policy, segments), coverUntil: priced.coverUntil });
}

const sum = (amounts: readonly Amount[]): Amount => amounts.reduce((all, amount) => all + amount, 0n);

/**
 * The premium of each pool divided over what it carries of each segment: amounts by segment and
 * allocation.
 */
function sharesOf(segments: readonly PolicySegment[], premiums: ReadonlyMap<string, Amount>): Amount[][] {
  const carried = segments.map((segment) => byPool(segment, segment.coverRemaining));
  const shares = carried.map((parts) => parts.map(() => 0n));
  for (const [poolId, premium] of premiums) {
    const places = segments.flatMap(({ allocations }, index) =>
      allocations.flatMap((allocation, part) => (allocation.poolId === poolId ? [{ index, part }] : [])),
    );
    const divided = divideByWeights(
      premium,
      places.map(({ index, part }) => carried[index]?.[part] ?? 0n),
    );
    places.forEach(({ index, part }, place) => {
      const row = shares[index];
      if (row !== undefined) row[part] = divided[place] ?? 0n;
    });
  }
  return shares;
}

/**
 * What is earned in all. What has been earned to its end is left out: a policy that goes on keeps few of
 * them.
 */
function joined(
  { at }: Draft,
  before: Pick<PolicyAllocation, 'premium' | 'earning'>,
  added: Pick<PolicyAllocation, 'premium' | 'earning'>,
): Pick<PolicyAllocation, 'premium' | 'earning'> {
  const ahead = before.earning.filter((segment) => hoursOf(segment).ends > at);
  return { premium: before.premium + added.premium, earning: [...ahead, ...added.earning] };
}
