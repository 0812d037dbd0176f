/** Writes one sold policy: terms frozen, premium into unearned, cover onto the pools, earning begun. */
import type { PolicyAllocation, PolicyCommission, PolicySegment } from '../../domain/policy/policySegment.ts';
import { type EarningSegment, earningSegment, segmentPremium } from '../../domain/policy/segment.ts';
import type { Term } from '../../domain/policy/term.ts';
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { PolicyDistribution } from '../../store/documents/policies.ts';
import type { Context } from '../command.ts';
import { openCommission } from '../distribution/commission.ts';
import { addSoldCover } from '../distribution/soldCover.ts';
import { startEarning } from '../earning/earnSegments.ts';
import { availableOf, unearnedOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { autoRenewalOf } from './autoRenewal.ts';
import { changeCover } from './changeCover.ts';
import type { PricedItem } from './priceItem.ts';
import { termsNow } from './terms.ts';

/**
 * Sells a priced line to the sender and returns the policy's id. The buyer can pay, the pools have the room.
 */
export function sellPolicy(
  draft: Draft,
  priced: PricedItem,
  { principal, at, id }: Context,
  autoRenew: { maxAnnualRateWad: Wad } | null = null,
): string {
  const { product, term, premium, coverAmount, quoteFile } = priced;
  const policyId = id('pol');
  const segment = sellSegment(draft, priced, principal.id);
  addSoldCover(draft, priced.distribution, product.assetId, coverAmount);
  draft.create('policies', {
    _id: policyId,
    version: 0,
    productId: product._id,
    accountId: principal.id,
    assetId: product.assetId,
    coverAmount,
    coverRemaining: coverAmount,
    premium,
    boughtAt: at,
    coverFrom: term.coverFrom,
    coverUntil: term.coverUntil,
    segments: [segment],
    terms: termsNow(draft, product),
    decisions: [],
    end: null,
    endedAt: null,
    open: true,
    distribution: priced.distribution,
    pending: null,
    splitFrom: null,
    coverCut: 0n,
    autoRenew: autoRenewalOf(term, autoRenew),
  });
  draft.emit({
    type: 'policy.bought',
    node: policyId,
    also: [principal.id, product._id],
    changes: {
      ...{ coverAmount: `${coverAmount}`, premium: `${premium}` },
      // Whoever kept the file of the quote shows by it how the price came about.
      ...(quoteFile !== null && { quoteFile }),
    },
  });
  return policyId;
}

/** Takes a priced amount of cover on, paid for by an account: premium into unearned, cover onto the pools. */
export function sellSegment(draft: Draft, priced: PricedItem, accountId: string): PolicySegment {
  const { product, term, premium, coverAmount } = priced;
  const { coverFrom, coverUntil } = term;
  const payer = { accountId, assetId: product.assetId };
  const allocations = priced.parts.map((part): PolicyAllocation => {
    const { poolId, coverAmount: cover } = part;
    const net = part.premium - part.commission;
    const earning = payPremium(draft, payer, poolId, earningSegment(net, coverFrom, coverUntil));
    return { poolId, coverAmount: cover, premium: net, earning: [earning] };
  });
  const owed = priced.parts.reduce((sum, { commission }) => sum + commission, 0n);
  const commission = sellCommission(draft, payer, priced.distribution, owed, term);
  const segment: PolicySegment = {
    coverAmount,
    coverRemaining: coverAmount,
    premium,
    boughtAt: draft.at,
    coverFrom: term.coverFrom,
    allocations,
    commission,
  };
  changeCover(draft, product._id, [], [segment]);
  return segment;
}

interface Payer {
  accountId: string;
  assetId: string;
}

/** Puts the premium of a segment into an earner's unearned and begins to earn it. */
export function payPremium(
  draft: Draft,
  { accountId, assetId }: Payer,
  earnerId: string,
  segment: EarningSegment,
): EarningSegment {
  draft.move(availableOf(accountId), unearnedOf(earnerId), assetId, segmentPremium(segment));
  startEarning(draft, earnerId, segment);
  return segment;
}

/** The part of a premium that who sold it earns over the same time; null where that is nothing. */
export function sellCommission(
  draft: Draft,
  payer: Payer,
  distribution: PolicyDistribution | null,
  premium: Amount,
  { coverFrom, coverUntil }: Pick<Term, 'coverFrom' | 'coverUntil'>,
): PolicyCommission | null {
  if (distribution === null || premium === 0n) return null;
  const distributor = draft.must('distributors', distribution.distributorId);
  const commissionId = openCommission(draft, distributor, payer.assetId);
  const earning = payPremium(draft, payer, commissionId, earningSegment(premium, coverFrom, coverUntil));
  return { commissionId, premium, earning: [earning] };
}
