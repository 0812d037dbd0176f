/** Scores a product by a model and inputs. */
import { isMeasured } from '../../domain/risk/measuredInputs.ts';
import { type RiskInput, scoreOf, steppedFrom } from '../../domain/risk/score.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { ModelScoreDocument, RiskModelDocument, ScoreDocument } from '../../store/documents/risk.ts';
import type { Draft } from '../sequencer/draft.ts';
import { keepScore } from './keepScore.ts';

/**
 * Scores it as of now. What a proposal says holds at once, and so does what its feed shows first; what a day
 * brings is followed step by step.
 */
export function putScore(
  draft: Draft,
  product: ProductDocument,
  model: RiskModelDocument,
  inputs: readonly RiskInput[],
  made: Pick<ModelScoreDocument, 'cause' | 'proposalId'>,
): ScoreDocument {
  const { kind, modelVersion } = model;
  const full = scoreOf(model, inputs, draft.at);
  const measured = isMeasured(model, inputs);
  const isFirst = measured && product.scored?.isMeasured === false;
  const explained = made.cause === 'DAY' && !isFirst ? steppedFrom(product.score, full) : full;
  return keepScore(draft, product, { kind, modelVersion, ...made, ...explained }, measured);
}
