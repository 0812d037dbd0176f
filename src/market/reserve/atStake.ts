/** Whether a loss of a pool is open: until it is paid, nothing that its books would allow is given away. */
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/** Whether a product has an incident that is not paid. */
export type IsUnpaid = (productId: string) => boolean;

/** The same as a decision, or a reader, sees it. */
export const unpaidIn =
  ({ must }: Pick<Draft, 'must'>): IsUnpaid =>
  (productId) =>
    must('products', productId).openIncidentIds.length > 0;

/** The products of a pool, which say what is unpaid. */
export const poolProductNeeds = (world: World, poolId: string): Need[] =>
  (world.peek('pools', poolId)?.products ?? []).map(({ productId }) => need('products', productId));

/** Something is set aside for a breach, or an incident is unpaid. */
export const isAtStake = (
  { earmarks, products }: Pick<PoolDocument, 'earmarks' | 'products'>,
  isUnpaid: IsUnpaid,
): boolean => earmarks.length > 0 || products.some(({ productId }) => isUnpaid(productId));
