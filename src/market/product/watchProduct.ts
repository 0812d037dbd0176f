/**
 * The early warning: from here on nobody steps in or out of the product's pools.
 * Judged at once, on any reading.
 */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { freezePools } from '../pool/freeze.ts';
import { openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { enterPhase } from './enterPhase.ts';
import { basketNeeds, watchBaskets } from './tellBaskets.ts';

const input = z.strictObject({
  productId: idInput,
  /** Below its watch level, or without a reading for too long. */
  cause: z.enum(['BELOW_WATCH_LEVEL', 'NO_READING']),
  eventTime: secondsInput,
});
type Input = z.infer<typeof input>;

/** A product and the pools that back it. */
export function productNeeds(world: World, productId: string): Need[] {
  const poolIds = world.peek('products', productId)?.poolIds ?? [];
  return [need('products', productId), ...poolIds.map((poolId) => need('pools', poolId))];
}

export const watchProduct: Command<Input, { productId: string }> = {
  name: 'watchProduct',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ productId, eventTime, cause }) => `${productId}:${eventTime}:${cause}`,
  needs: ({ productId }, _context, world) => [
    ...productNeeds(world, productId),
    ...basketNeeds(world, productId),
  ],
  decide(world, { productId, cause, eventTime }, { at }) {
    const draft = openDraft(world, at);
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    if (product.phase !== 'CALM') {
      const reason = 'Only a calm product can be put on watch.';
      return refuse('STATUS_FORBIDS', { status: product.phase, reason, allowedActions: [] });
    }
    enterPhase(draft, product, 'WATCHED');
    freezePools(draft, product);
    draft.emit({ type: 'product.watched', node: productId, eventTime, changes: { cause } });
    if (product.feedId !== null) watchBaskets(draft, product);
    return draft.done({ productId });
  },
};
