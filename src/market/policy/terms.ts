/** What a sale freezes: the terms of a product as they are, under one hash. */
import { canonical } from '../../domain/shared/canonical.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PolicyTerms } from '../../store/documents/policies.ts';
import { sha256 } from '../../store/sha256.ts';
import { chainIdsOf } from '../feed/fork.ts';
import { restsOn } from '../product/restsOn.ts';
import type { Draft } from '../sequencer/draft.ts';

/** The terms on which a product is sold now. Needs the feeds that it rests on. */
export const termsNow = (draft: Draft, product: ProductDocument): PolicyTerms =>
  termsOf(product, chainsUnder(draft, product));

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
