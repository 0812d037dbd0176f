/** Writes one sold policy: terms frozen, premium into unearned, cover onto the pools, earning begun. */

import { earningSegment } from '../../domain/policy/segment.ts';
import { withCover } from '../../domain/pool/marketLimits.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import type { PolicyAllocation, PolicyTerms, ProductDocument } from '../../store/documents/cover.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Context } from '../command.ts';
import { chainIdsOf } from '../feed/fork.ts';
import { availableOf, unearnedOf } from '../ledger/accounts.ts';
import { startEarning } from '../pool/earnSegments.ts';
import { restsOn } from '../product/restsOn.ts';
import { subjectIdOf } from '../product/subjects.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { PricedItem } from './priceItem.ts';

/**
 * Sells a priced line to the sender and returns the policy's id. The buyer can pay, the pools have the room.
 */
export function sellPolicy(draft: Draft, priced: PricedItem, { principal, at, id }: Context): string {
  const { product, term, premium, coverAmount } = priced;
  const policyId = id('pol');
  const allocations = priced.parts.map(({ poolId, coverAmount: part, premium: price }): PolicyAllocation => {
    const segment = earningSegment(price, term.coverFrom, term.coverUntil);
    draft.move(availableOf(principal.id), unearnedOf(poolId), product.assetId, price);
    addCover(draft, poolId, product._id, part);
    startEarning(draft, poolId, segment);
    return { poolId, coverAmount: part, premium: price, segment };
  });
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
    allocations,
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

/**
 * Changes the cover of a product in a pool, on the feeds and of the subjects that it rests on; a release
 * takes away. Needs the pool and `coverNeeds`.
 */
export function addCover(draft: Draft, poolId: string, productId: string, added: bigint): void {
  const pool = draft.must('pools', poolId);
  const entry = pool.products.find((product) => product.productId === productId);
  if (entry === undefined) throw new Error(`${poolId} does not back ${productId}`);
  const products = pool.products.map((product) =>
    product === entry ? { ...entry, cover: entry.cover + added } : product,
  );
  draft.put('pools', { ...pool, products });
  for (const { feedId, subject: name } of entry.restsOn) {
    const feed = draft.must('feeds', feedId);
    draft.put('feeds', { ...feed, activeCover: withCover(feed.activeCover, pool.assetId, added) });
    const subject = draft.must('subjects', subjectIdOf(name, pool.sandbox));
    draft.put('subjects', { ...subject, activeCover: withCover(subject.activeCover, pool.assetId, added) });
  }
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
