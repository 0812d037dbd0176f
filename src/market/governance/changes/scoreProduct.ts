/** Scores a product by the model in force, from inputs that the proposal states. What is sold stands. */
import { z } from 'zod';
import { refuse } from '../../../domain/shared/refusals.ts';
import { idInput } from '../../inputs.ts';
import { riskInputs } from '../../risk/riskInput.ts';
import { scoreNeeds } from '../../risk/scoreNeeds.ts';
import { scoreStated, statedNeeds } from '../../risk/scoreStated.ts';
import type { ChangeKind } from '../change.ts';

const input = z.strictObject({ productId: idInput, inputs: riskInputs });

export const scoreProduct: ChangeKind<z.infer<typeof input>> = {
  kind: 'scoreProduct',
  input,
  needs: ({ productId, inputs }, _context, world) => [
    ...scoreNeeds(world, productId),
    ...statedNeeds(inputs),
  ],
  apply(draft, { productId, inputs }, { proposalId }) {
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    if (product.feedId === null) {
      const message = 'A basket is scored from its members: score those.';
      return refuse('CONFIG_INVALID', { problems: [{ path: 'productId', message }] }, 'productId');
    }
    const found = scoreStated(draft, product, inputs, { cause: 'SCORED', proposalId });
    if (found.refused) return found;
    const before = product.scored === null ? `${product.score} (given)` : `${product.score}`;
    return { refused: false, subject: product.name, before, after: `${found.score.value}` };
  },
};
