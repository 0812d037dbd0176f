/** What scoring a product reads: itself, its model, the score that holds, and the baskets that it is in. */
import { RISK_KIND_OF } from '../../domain/risk/factors.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { modelIdOf } from './riskModels.ts';
import { basketScoreNeeds } from './scoreBaskets.ts';
import { newestScoreId } from './scoreIds.ts';

export function scoreNeeds(world: World, productId: string): Need[] {
  const product = world.peek('products', productId);
  const own = need('products', productId);
  if (product === undefined || product === null) return [own];
  const kind = RISK_KIND_OF[product.peril];
  const scoreId = newestScoreId(product);
  return [
    own,
    ...(kind === null ? [] : [need('riskModels', modelIdOf(kind))]),
    ...(scoreId === null ? [] : [need('scores', scoreId)]),
    ...basketScoreNeeds(world, productId),
  ];
}
