/** Scores a product by the model in force from what is stated of it: when it is created, and by proposal. */
import { factorRule, RISK_KIND_OF } from '../../domain/risk/factors.ts';
import type { RiskInput } from '../../domain/risk/score.ts';
import { RISK_PRODUCTS_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { FeedProductDocument } from '../../store/documents/cover.ts';
import type { ScoreDocument } from '../../store/documents/risk.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';
import { knownOf, mustModelScore } from './modelScore.ts';
import { putScore } from './putScore.ts';
import { resolveInputs, type StatedInput } from './riskInput.ts';
import { modelIdOf, modelOf } from './riskModels.ts';
import { scoreBasketsOf } from './scoreBaskets.ts';
import { newestScoreId } from './scoreIds.ts';

/** The feeds that are named as telling a factor. */
export const statedNeeds = (stated: readonly StatedInput[]): Need[] =>
  stated.flatMap(({ feedId }) => (feedId === null ? [] : [need('feeds', feedId)]));

/** The score that it has from now on, or why it has none: everything that is wrong with the inputs. */
export function scoreStated(
  draft: Draft,
  product: FeedProductDocument,
  stated: readonly StatedInput[],
  made: { cause: 'CREATED' | 'SCORED'; proposalId: string | null },
): { refused: false; score: ScoreDocument } | Refusal {
  const { _id: productId, peril } = product;
  const kind = RISK_KIND_OF[peril];
  const { inputs, problems } = resolveInputs(draft, kind, stated);
  if (problems.length > 0) return refuse('CONFIG_INVALID', { problems }, 'inputs');
  const model = modelOf(kind, draft.get('riskModels', modelIdOf(kind)));
  const isNew = !model.productIds.includes(productId);
  const used = model.productIds.length;
  if (isNew && used >= RISK_PRODUCTS_MAX) {
    const path = made.cause === 'CREATED' ? 'peril' : 'productId';
    return refuse('LIMIT_REACHED', { limit: RISK_PRODUCTS_MAX, used }, path);
  }
  if (isNew) draft.put('riskModels', { ...model, productIds: [...model.productIds, productId] });
  const kept = measuredBefore(draft, product).filter(
    ({ factor }) => !inputs.some((other) => other.factor === factor),
  );
  const score = putScore(draft, product, model, [...inputs, ...kept], made);
  scoreBasketsOf(draft, [productId], made.proposalId);
  return { refused: false, score };
}

/** What its own feed has told holds on, unless something else is said. */
function measuredBefore(draft: Draft, product: FeedProductDocument): RiskInput[] {
  const scoreId = newestScoreId(product);
  if (scoreId === null) return [];
  const score = mustModelScore(draft, scoreId);
  return knownOf(score).filter(({ factor }) => factorRule(score.kind, factor).measured);
}
