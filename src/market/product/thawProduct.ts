/** Ends a watch: readings have stood at or above the watch level for an hour and no breach is open. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import { openBreach } from '../../domain/trigger/state.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { thawPools } from '../pool/freeze.ts';
import { openDraft } from '../sequencer/draft.ts';
import { enterPhase } from './applyRuleEvents.ts';
import { productNeeds } from './watchProduct.ts';

const input = z.strictObject({ productId: idInput, eventTime: secondsInput });
type Input = z.infer<typeof input>;

export const thawProduct: Command<Input, { productId: string }> = {
  name: 'thawProduct',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ productId, eventTime }) => `${productId}:${eventTime}`,
  needs: ({ productId }, _context, world) => productNeeds(world, productId),
  decide(world, { productId, eventTime }, { at }) {
    const draft = openDraft(world, at);
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    const unpaid = product.openIncidentIds.length + product.verdicts.length > 0;
    if (product.phase !== 'WATCH' || openBreach(product.ruleState) !== null || unpaid) {
      const reason = 'A watch ends when no breach is open and the last incident is paid.';
      return refuse('STATUS_FORBIDS', { status: product.phase, reason, allowedActions: [] });
    }
    enterPhase(draft, product, 'THAWED');
    thawPools(draft, product);
    draft.emit({ type: 'product.thawed', node: productId, eventTime });
    return draft.done({ productId });
  },
};
