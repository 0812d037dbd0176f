/** Gives a product a score: the next of its history, and what prices rest on from now on. */
import { SCORE_UPDATE_SECONDS } from '../../domain/shared/limits.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { BasketScoreDocument, ModelScoreDocument, ScoreDocument } from '../../store/documents/risk.ts';
import type { Draft } from '../sequencer/draft.ts';
import { scoreIdOf } from './scoreIds.ts';
import { snapshotHashOf } from './scoreSnapshot.ts';

type Kept = '_id' | 'version' | 'productId' | 'number' | 'at' | 'before' | 'snapshotHash';

/** A score that is not in a history yet. */
export type NewScore = Omit<ModelScoreDocument, Kept> | Omit<BasketScoreDocument, Kept>;

/**
 * Keeps a score as of now. Nothing that was sold is looked at. `isMeasured` says whether what feeds show of
 * the product themselves was known.
 */
export function keepScore(
  draft: Draft,
  product: ProductDocument,
  made: NewScore,
  isMeasured: boolean,
): ScoreDocument {
  const { at } = draft;
  const { _id: productId } = product;
  const { cause, value, proposalId } = made;
  const number = (product.scored?.number ?? 0) + 1;
  const before = cause === 'CREATED' ? null : product.score;
  const named = { ...made, _id: scoreIdOf(productId, number), version: 0, productId, number, at, before };
  const score = { ...named, snapshotHash: snapshotHashOf(named) };
  const { snapshotHash } = score;
  draft.create('scores', score);
  const [target, modelVersion] = made.kind === 'BASKET' ? [value, null] : [made.target, made.modelVersion];
  const day = at - (at % SCORE_UPDATE_SECONDS);
  const scored = { number, modelVersion, snapshotHash, isMeasured, day };
  draft.put('products', { ...product, score: value, scored });
  draft.emit({
    type: 'product.scored',
    node: productId,
    also: proposalId === null ? [] : [proposalId],
    changes: { cause, number, before, value, target, modelVersion, snapshotHash },
  });
  return score;
}
