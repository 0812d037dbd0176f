/** A product as its pools carry it, and what is wrong with it in them. */
import { poolProblems } from '../../domain/pool/composition.ts';
import type { Problem } from '../../domain/shared/refusals.ts';
import { payoutRatio } from '../../domain/trigger/payout.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PoolDocument, PoolProduct } from '../../store/documents/pools.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { ProductOrder } from './productInput.ts';
import { restsOn } from './restsOn.ts';

/** What a pool keeps of a new product. */
export function poolEntry(product: ProductDocument, weightWad: bigint): PoolProduct {
  return {
    productId: product._id,
    subject: product.subject,
    group: product.group,
    restsOn: [...restsOn(product)],
    weightWad,
    // Nothing pays more than a price of zero does.
    highestRatioWad: payoutRatio(product.rule.payout, 0n),
    cover: 0n,
    frozenSince: null,
  };
}

/** What is wrong with the product in the pools that it names: they are loaded. */
export function problemsInPools(draft: Draft, order: ProductOrder, product: ProductDocument): Problem[] {
  const problems: Problem[] = [];
  order.pools.forEach(({ poolId, weightWad }, index) => {
    const pool: PoolDocument = draft.must('pools', poolId);
    const path = `pools.${index}`;
    if (pool.assetId !== product.assetId)
      problems.push({ path, message: 'All pools of a product have one asset.' });
    if (pool.sandbox !== product.sandbox)
      problems.push({ path, message: 'A sandbox product has sandbox pools only.' });
    if (order.pools.findIndex((other) => other.poolId === poolId) < index) {
      problems.push({ path, message: 'A pool is named once.' });
    }
    const { kind, leverageWad, products } = pool;
    const assetGroup = draft.must('assets', pool.assetId).group;
    const plan = { kind, leverageWad, assetGroup, products: [...products, poolEntry(product, weightWad)] };
    problems.push(...poolProblems(plan).map((problem) => ({ ...problem, path: `${path}.${problem.path}` })));
  });
  return problems;
}
