/** Whether anybody may step out of a pool as of a time: no breach that began before it may still show up. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument, PoolProduct } from '../../store/documents/pools.ts';
import { decidedUntilOf } from '../product/decided.ts';
import type { World } from '../sequencer/world.ts';

/** The first product of a pool that is not decided until a time yet, or undefined. */
export function undecidedProduct(
  books: Pick<World, 'get'>,
  { products }: PoolDocument,
  at: UnixSeconds,
): PoolProduct | undefined {
  const known = {
    product: (id: string) => books.get('products', id),
    feed: (id: string) => books.get('feeds', id),
  };
  return products.find(({ restsOn }) => {
    const decided = decidedUntilOf(restsOn, known);
    return decided === null || decided < at;
  });
}
