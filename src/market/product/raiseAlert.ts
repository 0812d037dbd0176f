/**
 * A guardian heard of trouble that no reading shows: the product is on watch for a day. Once in 30 days for
 * each guardian, so that nobody holds a pool with it; it never decides and never pays.
 */
import { z } from 'zod';
import { alertedUntil, withAlert } from '../../domain/product/alert.ts';
import { ALERTS_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, referenceInput } from '../inputs.ts';
import { freezePools } from '../pool/freeze.ts';
import { openDraft } from '../sequencer/draft.ts';
import { enterPhase } from './enterPhase.ts';
import { basketNeeds, watchBaskets } from './tellBaskets.ts';
import { productNeeds } from './watchProduct.ts';

const input = z.strictObject({ productId: idInput, reason: referenceInput });
type Input = z.infer<typeof input>;
interface Answer {
  productId: string;
  until: number;
}

export const raiseAlert: Command<Input, Answer> = {
  name: 'raiseAlert',
  input,
  sender: ['GUARDIAN'],
  money: false,
  needs: ({ productId }, _context, world) => [
    ...productNeeds(world, productId),
    ...basketNeeds(world, productId),
  ],
  decide(world, { productId, reason }, { at, principal }) {
    const draft = openDraft(world, at);
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    if (product.phase !== 'CALM' && product.phase !== 'WATCH') {
      const why = 'Only a product that is calm or on watch can be alerted of.';
      return refuse('STATUS_FORBIDS', { status: product.phase, reason: why, allowedActions: [] });
    }
    const alerts = withAlert(product.alerts, { by: principal.id, at });
    if (typeof alerts === 'number') {
      const limit = alerts < ALERTS_MAX ? 1 : ALERTS_MAX;
      return refuse('LIMIT_REACHED', { limit, used: alerts }, 'productId');
    }
    draft.put('products', { ...product, alerts });
    const changes = { cause: 'ALERT', reason, by: principal.id };
    if (product.phase === 'CALM') {
      enterPhase(draft, draft.must('products', productId), 'WATCHED');
      freezePools(draft, product);
      if (product.feedId !== null) watchBaskets(draft, product);
    }
    draft.emit({ type: 'product.watched', node: productId, eventTime: at, changes });
    return draft.done({ productId, until: alertedUntil(alerts) ?? at });
  },
};
