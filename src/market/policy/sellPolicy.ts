/** Writes one sold policy: terms frozen, premium into unearned, cover onto the pools, earning begun. */

import type { PolicyAllocation, PolicySegment } from '../../domain/policy/policySegment.ts';
import { earningSegment } from '../../domain/policy/segment.ts';
import type { Wad } from '../../domain/shared/units.ts';
import type { Context } from '../command.ts';
import { availableOf, unearnedOf } from '../ledger/accounts.ts';
import { startEarning } from '../pool/earnSegments.ts';
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
  const { product, term, premium, coverAmount } = priced;
  const policyId = id('pol');
  const segment = sellSegment(draft, priced, principal.id);
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
    pending: null,
    splitFrom: null,
    coverCut: 0n,
    autoRenew: autoRenewalOf(term, autoRenew),
  });
  draft.emit({
    type: 'policy.bought',
    node: policyId,
    also: [principal.id, product._id],
    changes: { coverAmount: `${coverAmount}`, premium: `${premium}` },
  });
  return policyId;
}

/** Takes a priced amount of cover on, paid for by an account: premium into unearned, cover onto the pools. */
export function sellSegment(draft: Draft, priced: PricedItem, accountId: string): PolicySegment {
  const { product, term, premium, coverAmount } = priced;
  const allocations = priced.parts.map(({ poolId, coverAmount: part, premium: price }): PolicyAllocation => {
    const earning = earningSegment(price, term.coverFrom, term.coverUntil);
    draft.move(availableOf(accountId), unearnedOf(poolId), product.assetId, price);
    startEarning(draft, poolId, earning);
    return { poolId, coverAmount: part, premium: price, earning: [earning] };
  });
  const segment: PolicySegment = {
    coverAmount,
    coverRemaining: coverAmount,
    premium,
    boughtAt: draft.at,
    coverFrom: term.coverFrom,
    allocations,
  };
  changeCover(draft, product._id, [], [segment]);
  return segment;
}
