/**
 * Ends a watch: readings have stood at or above the watch level for an hour and no breach is open.
 * A basket's ends once all its members are calm and all their incidents have been judged.
 */
import { z } from 'zod';
import { isAlerted } from '../../domain/product/alert.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { thawPools } from '../pool/freeze.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { undecidedStarts } from './decided.ts';
import { enterPhase } from './enterPhase.ts';
import { productNeeds } from './watchProduct.ts';

const input = z.strictObject({ productId: idInput, eventTime: secondsInput });
type Input = z.infer<typeof input>;

export const thawProduct: Command<Input, { productId: string }> = {
  name: 'thawProduct',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ productId, eventTime }) => `${productId}:${eventTime}`,
  needs: ({ productId }, _context, world) => [
    ...productNeeds(world, productId),
    ...memberNeeds(world, productId),
  ],
  decide(world, { productId, eventTime }, { at }) {
    const draft = openDraft(world, at);
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    if (isAlerted(product.alerts, eventTime)) {
      const reason = 'A guardian has raised an alert: it ends by itself a day later.';
      return refuse('STATUS_FORBIDS', { status: product.phase, reason, allowedActions: [] });
    }
    const unpaid = product.openIncidentIds.length + product.verdicts.length > 0;
    const isWatch = product.phase === 'WATCH' || isRecovered(product);
    if (!isWatch || !membersCalm(draft, product) || undecidedStarts(product).length > 0 || unpaid) {
      const reason = 'A watch ends when no breach is open and the last incident is paid.';
      return refuse('STATUS_FORBIDS', { status: product.phase, reason, allowedActions: [] });
    }
    if (product.phase === 'CONFIRMED') enterPhase(draft, product, 'RECOVERED');
    enterPhase(draft, draft.must('products', productId), 'THAWED');
    thawPools(draft, product);
    draft.emit({ type: 'product.thawed', node: productId, eventTime });
    return draft.done({ productId });
  },
};

/** The members of a basket. */
function memberNeeds(world: World, productId: string): Need[] {
  const product = world.peek('products', productId);
  if (product == null || product.feedId !== null) return [];
  return product.members.map((member) => need('products', member.productId));
}

/** A basket has recovered from its incident once its members have: it has no price of its own. */
const isRecovered = ({ feedId, phase }: ProductDocument): boolean => feedId === null && phase === 'CONFIRMED';

function membersCalm(draft: Draft, product: ProductDocument): boolean {
  if (product.feedId !== null) return true;
  return product.members.every(({ productId }) => draft.must('products', productId).phase === 'CALM');
}
