/** Sets the order in which layers bear losses, between a pool's capital and what is granted case by case. */
import { z } from 'zod';
import { LAYER_ORDER_MAX } from '../../../domain/shared/limits.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import { GOVERNED_LAYERS, isLayerOrder } from '../../../domain/waterfall/rules.ts';
import type { ChangeKind } from '../change.ts';
import { lossNeed, lossOpenRefusal } from '../lossOpen.ts';
import { putParameter } from './setParameter.ts';

const input = z.strictObject({ order: z.array(z.enum(GOVERNED_LAYERS)).max(LAYER_ORDER_MAX) });

export const setLayerOrder: ChangeKind<z.infer<typeof input>> = {
  kind: 'setLayerOrder',
  input,
  needs: () => [lossNeed],
  apply(draft, { order }, context) {
    const { order: before } = draft.parameters.waterfall;
    if (!isLayerOrder(order)) {
      const message = `Each of these exactly once: ${GOVERNED_LAYERS.join(', ')}.`;
      return refuse('CONFIG_INVALID', { problems: [{ path: 'order', message }] }, 'order');
    }
    const [from, to] = [before.join(' '), order.join(' ')];
    if (from === to) {
      const message = 'They stand in that order already.';
      return refuse('CONFIG_INVALID', { problems: [{ path: 'order', message }] }, 'order');
    }
    const open = lossOpenRefusal(draft);
    if (open !== null) return open;
    return putParameter(
      draft,
      { name: LAYER_ORDER, before: from, after: to },
      { layerOrder: order },
      context,
    );
  },
};

/** What events name it by. */
export const LAYER_ORDER = 'layerOrder';
