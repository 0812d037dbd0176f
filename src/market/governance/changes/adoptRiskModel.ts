/**
 * Puts weights and tables of one kind in force as the next version of its model, within bounds, and scores
 * every product of the kind anew by the inputs that are known of it, and then the baskets that they are in.
 * What is sold is untouched.
 */
import { z } from 'zod';
import { POINTS_BPS_MAX } from '../../../domain/risk/factor.ts';
import { RISK_KINDS } from '../../../domain/risk/factors.ts';
import {
  modelFault,
  WEIGHT_BPS_MAX,
  WEIGHT_BPS_MIN,
  WEIGHT_STEP_BPS,
  weightBeyondStep,
} from '../../../domain/risk/model.ts';
import { RISK_FACTORS_MAX, RISK_TABLE_POINTS_MAX, RISK_VALUE_MAX } from '../../../domain/shared/limits.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import { knownOf, mustModelScore } from '../../risk/modelScore.ts';
import { putScore } from '../../risk/putScore.ts';
import { factorInput } from '../../risk/riskInput.ts';
import { modelIdOf, modelOf } from '../../risk/riskModels.ts';
import { scoreBasketsOf } from '../../risk/scoreBaskets.ts';
import { newestScoreId } from '../../risk/scoreIds.ts';
import { scoreNeeds } from '../../risk/scoreNeeds.ts';
import type { Draft } from '../../sequencer/draft.ts';
import { need } from '../../sequencer/world.ts';
import type { ChangeKind } from '../change.ts';

const point = z.strictObject({
  value: z.bigint().nonnegative().max(RISK_VALUE_MAX),
  pointsBps: z.bigint().nonnegative().max(POINTS_BPS_MAX),
});
const input = z.strictObject({
  model: z.enum(RISK_KINDS as ['STABLECOIN', 'CONTRACT']),
  factors: z
    .array(
      z.strictObject({
        factor: factorInput,
        weightBps: z.bigint().nonnegative().max(POINTS_BPS_MAX),
        table: z.array(point).max(RISK_TABLE_POINTS_MAX),
      }),
    )
    .max(RISK_FACTORS_MAX),
});

export const adoptRiskModel: ChangeKind<z.infer<typeof input>> = {
  kind: 'adoptRiskModel',
  input,
  needs({ model: kind }, _context, world) {
    const productIds = world.peek('riskModels', modelIdOf(kind))?.productIds ?? [];
    return [need('riskModels', modelIdOf(kind)), ...productIds.flatMap((id) => scoreNeeds(world, id))];
  },
  apply(draft, { model: kind, factors }, { proposalId }) {
    const before = modelOf(kind, draft.get('riskModels', modelIdOf(kind)));
    const fault = modelFault(kind, factors);
    if (fault !== null) {
      const { path, problem: message } = fault;
      return refuse('CONFIG_INVALID', { problems: [{ path, message }] }, path);
    }
    const beyond = weightBeyondStep(before, factors);
    if (beyond !== null) {
      const bounds = { minimum: WEIGHT_BPS_MIN, maximum: WEIGHT_BPS_MAX, maximumStep: WEIGHT_STEP_BPS };
      return refuse('PARAMETER_OUT_OF_RANGE', { name: `${beyond}.weightBps`, ...bounds }, 'factors');
    }
    const modelVersion = before.modelVersion + 1;
    const model = { ...before, modelVersion, factors, adoptedAt: draft.at };
    draft.put('riskModels', model);
    for (const productId of model.productIds) {
      const product = draft.must('products', productId);
      putScore(draft, product, model, inputsOf(draft, productId), { cause: 'MODEL', proposalId });
    }
    scoreBasketsOf(draft, model.productIds, proposalId);
    const [from, to] = [`version ${before.modelVersion}`, `version ${modelVersion}`];
    draft.emit({
      type: 'risk_model.adopted',
      node: model._id,
      also: [proposalId],
      changes: { model: kind, version: modelVersion, products: model.productIds.length },
    });
    return { refused: false, subject: kind, before: from, after: to };
  },
};

/** What is known of a product that is scored. */
function inputsOf(draft: Draft, productId: string) {
  const scoreId = newestScoreId(draft.must('products', productId));
  if (scoreId === null) throw new Error(`${productId} has no score`);
  return knownOf(mustModelScore(draft, scoreId));
}
