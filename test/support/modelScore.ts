import type { ModelScoreDocument, ScoreDocument } from '../../src/store/documents/risk.ts';

/** A score that a model made. Throws for that of a basket, and where there is none. */
export function modelScore(score: ScoreDocument | undefined): ModelScoreDocument {
  if (score === undefined || score.kind === 'BASKET') throw new Error('no model made this score');
  return score;
}
