/** The score of a product that a model scores, where a basket's has no place. */
import type { RiskInput } from '../../domain/risk/score.ts';
import type { ModelScoreDocument } from '../../store/documents/risk.ts';
import type { Draft } from '../sequencer/draft.ts';

/** A score that was loaded. Throws where it is that of a basket. */
export function mustModelScore(draft: Draft, scoreId: string): ModelScoreDocument {
  const score = draft.must('scores', scoreId);
  if (score.kind === 'BASKET') throw new Error(`${scoreId} is the score of a basket`);
  return score;
}

/** What was known when it was made. */
export const knownOf = ({ factors }: ModelScoreDocument): RiskInput[] =>
  factors.flatMap(({ input }) => (input === null ? [] : [input]));
