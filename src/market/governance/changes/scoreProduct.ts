/** Scores a product by the model in force, from inputs that the proposal states. What is sold stands. */
import { z } from 'zod';
import { factorRule, RISK_KIND_OF } from '../../../domain/risk/factors.ts';
import type { RiskInput } from '../../../domain/risk/score.ts';
import { RISK_PRODUCTS_MAX } from '../../../domain/shared/limits.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import type { ProductDocument } from '../../../store/documents/cover.ts';
import { idInput } from '../../inputs.ts';
import { putScore } from '../../risk/putScore.ts';
import { resolveInputs, riskInputs } from '../../risk/riskInput.ts';
import { modelIdOf, modelOf } from '../../risk/riskModels.ts';
import { newestScoreId } from '../../risk/scoreIds.ts';
import { scoreNeeds } from '../../risk/scoreNeeds.ts';
import type { Draft } from '../../sequencer/draft.ts';
import { need } from '../../sequencer/world.ts';
import type { ChangeKind } from '../change.ts';

const input = z.strictObject({ productId: idInput, inputs: riskInputs });

export const scoreProduct: ChangeKind<z.infer<typeof input>> = {
  kind: 'scoreProduct',
  input,
  needs: ({ productId, inputs }, _context, world) => [
    ...scoreNeeds(world, productId),
    ...inputs.flatMap(({ feedId }) => (feedId === null ? [] : [need('feeds', feedId)])),
  ],
  apply(draft, { productId, inputs: stated }, { proposalId }) {
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    const kind = RISK_KIND_OF[product.peril];
    if (kind === null) {
      const message = 'A basket has a score of its own, held against those of its members.';
      return refuse('CONFIG_INVALID', { problems: [{ path: 'productId', message }] }, 'productId');
    }
    const { inputs, problems } = resolveInputs(draft, kind, stated);
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems }, 'inputs');
    const model = modelOf(kind, draft.get('riskModels', modelIdOf(kind)));
    const isNew = !model.productIds.includes(productId);
    const used = model.productIds.length;
    if (isNew && used >= RISK_PRODUCTS_MAX)
      return refuse('LIMIT_REACHED', { limit: RISK_PRODUCTS_MAX, used }, 'productId');
    if (isNew) draft.put('riskModels', { ...model, productIds: [...model.productIds, productId] });
    const kept = measuredBefore(draft, product).filter(
      ({ factor }) => !inputs.some((other) => other.factor === factor),
    );
    const { value } = putScore(draft, product, model, [...inputs, ...kept], { cause: 'SCORED', proposalId });
    const before = product.scored === null ? `${product.score} (given)` : `${product.score}`;
    return { refused: false, subject: product.name, before, after: `${value}` };
  },
};

/** What its own feed has told holds on, unless something else is said. */
function measuredBefore(draft: Draft, product: ProductDocument): RiskInput[] {
  const scoreId = newestScoreId(product);
  if (scoreId === null) return [];
  const { kind, factors } = draft.must('scores', scoreId);
  return factors.flatMap(({ factor, input: known }) =>
    known !== null && factorRule(kind, factor).measured ? [known] : [],
  );
}
