/** What the clock brings to all pools, and to the funds and vaults beside them. */
import { ownFundOf } from '../../market/pool/runOffStep.ts';
import { backingOf } from '../../market/reserve/backing.ts';
import type { Step } from '../context.ts';
import { inLanes } from '../inLanes.ts';
import type { ProductStates } from '../product/stepProducts.ts';
import { guarded } from '../send.ts';
import type { SeenBooks } from './loadBooks.ts';
import { stepPoolExcess, stepSharedExcess } from './stepExcess.ts';
import { stepPool } from './stepPool.ts';
import { stepRecovery } from './stepRecovery.ts';
import { stepVault } from './stepVault.ts';

/** Pools first: what they earn and give is the vaults' too. */
export async function stepPools(step: Step, seen: SeenBooks, products: ProductStates): Promise<void> {
  const { pools, vaults, reserves, parameters, funds: books } = seen;
  const isUnpaid = (productId: string) => products.unpaid.has(productId);
  const funds = { books, rules: parameters.funds, isUnpaid };
  await inLanes(pools, (pool) => {
    const surroundings = {
      ...products,
      rules: parameters.ladder,
      isLeft: step.waiting.poolsLeft.has(pool._id),
      capital: seen.capitalOf(pool),
      backing: backingOf(books, pool),
      fund: ownFundOf(books, pool),
    };
    return guarded(step, pool._id, async () => {
      await stepPool(step, pool, surroundings);
      await stepRecovery(step, pool, { ...surroundings, books });
      await stepPoolExcess(step, pool, funds);
    });
  });
  const shared = reserves.filter(({ kind }) => kind === 'SHARED_FUND');
  await inLanes(shared, (fund) =>
    guarded(step, fund._id, () => stepSharedExcess(step, fund, { ...funds, pools, vaults })),
  );
  await inLanes(vaults, (vault) => guarded(step, vault._id, () => stepVault(step, vault, products.decided)));
}
