/** Gives a product a score: the next of its history, and what prices rest on from now on. */
import { isMeasured } from '../../domain/risk/measuredInputs.ts';
import type { RiskInput, ScoreExplanation } from '../../domain/risk/score.ts';
import { scoreOf, steppedFrom } from '../../domain/risk/score.ts';
import { SCORE_UPDATE_SECONDS } from '../../domain/shared/limits.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { RiskModelDocument, ScoreCause, ScoreDocument } from '../../store/documents/risk.ts';
import type { Draft } from '../sequencer/draft.ts';
import { scoreIdOf } from './scoreIds.ts';
import { snapshotHashOf } from './scoreSnapshot.ts';

/**
 * Scores a product by a model and inputs as of now. What a proposal says holds at once, and so does what its
 * feed shows first; what a day brings is followed step by step. Nothing that was sold is looked at.
 */
export function putScore(
  draft: Draft,
  product: ProductDocument,
  model: RiskModelDocument,
  inputs: readonly RiskInput[],
  { cause, proposalId }: { cause: ScoreCause; proposalId: string | null },
): ScoreDocument {
  const { at } = draft;
  const { _id: productId, score: held } = product;
  const before = cause === 'CREATED' ? null : held;
  const { kind, modelVersion } = model;
  const full: ScoreExplanation = scoreOf(model, inputs, at);
  const measured = isMeasured(model, inputs);
  const isFirst = measured && product.scored?.isMeasured === false;
  const explained = cause === 'DAY' && !isFirst ? steppedFrom(held, full) : full;
  const number = (product.scored?.number ?? 0) + 1;
  const made = {
    ...{ _id: scoreIdOf(productId, number), version: 0, productId, number, kind, modelVersion },
    ...{ cause, at, before, ...explained, proposalId },
  };
  const snapshotHash = snapshotHashOf(made);
  const score: ScoreDocument = { ...made, snapshotHash };
  draft.create('scores', score);
  const day = at - (at % SCORE_UPDATE_SECONDS);
  const scored = { number, modelVersion, snapshotHash, isMeasured: measured, day };
  draft.put('products', { ...product, score: score.value, scored });
  const { value, target } = score;
  draft.emit({
    type: 'product.scored',
    node: productId,
    also: proposalId === null ? [] : [proposalId],
    changes: { cause, number, before, value, target, modelVersion, snapshotHash },
  });
  return score;
}
