/** Writes one sold policy: terms frozen, premium into unearned, cover onto the pools, earning begun. */

import type { PolicyAllocation, PolicySegment } from '../../domain/policy/policySegment.ts';
import { earningSegment } from '../../domain/policy/segment.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import type { PolicyTerms, ProductDocument } from '../../store/documents/cover.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Context } from '../command.ts';
import { chainIdsOf } from '../feed/fork.ts';
import { availableOf, unearnedOf } from '../ledger/accounts.ts';
import { startEarning } from '../pool/earnSegments.ts';
import { restsOn } from '../product/restsOn.ts';
import type { Draft } from '../sequencer/draft.ts';
import { changeCover } from './changeCover.ts';
import type { PricedItem } from './priceItem.ts';

/**
 * Sells a priced line to the sender and returns the policy's id. The buyer can pay, the pools have the room.
 */
export function sellPolicy(draft: Draft, priced: PricedItem, { principal, at, id }: Context): string {
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
    terms: termsOf(product, chainsUnder(draft, product)),
    decisions: [],
    end: null,
    endedAt: null,
    open: true,
    pending: null,
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

/**
 * Terms by the product document that they were taken from: a batch freezes the same ones into many policies.
 */
const termsByProduct = new WeakMap<ProductDocument, PolicyTerms>();

/** The chains that decide: those that the feeds of the product are read from now. */
function chainsUnder(draft: Draft, product: ProductDocument): number[] {
  const chains = restsOn(product).flatMap(({ feedId }) => chainIdsOf(draft.must('feeds', feedId)));
  return [...new Set(chains)].sort((a, b) => a - b);
}

function termsOf(product: ProductDocument, chainIds: number[]): PolicyTerms {
  const known = termsByProduct.get(product);
  if (known !== undefined && `${known.chainIds}` === `${chainIds}`) return known;
  const { sentence, rule, ruleHash, deductibleBps, waitingSeconds, parameterVersion } = product;
  const terms = {
    sentence,
    rule,
    ruleHash,
    forkRule: 'CANONICAL' as const,
    chainIds,
    deductibleBps,
    waitingSeconds,
    parameterVersion,
  };
  const hashed = { ...terms, hash: sha256(canonical(terms)) };
  termsByProduct.set(product, hashed);
  return hashed;
}
