/** What a score was made from, as one text: whoever has it computes the score again. */
import { canonical } from '../../domain/shared/canonical.ts';
import type { ScoreDocument } from '../../store/documents/risk.ts';
import { sha256 } from '../../store/sha256.ts';

type Made = Omit<ScoreDocument, 'snapshotHash'>;

/** The snapshot of a score. Its inputs are in the order of the model's factors. */
export function scoreSnapshot({ productId, kind, modelVersion, cause, at, before, factors }: Made) {
  const inputs = factors.flatMap(({ input }) => (input === null ? [] : [input]));
  const weights = factors.map(({ factor, weightBps }) => ({ factor, weightBps }));
  return { productId, kind, modelVersion, weights, cause, at, before, inputs };
}

/** SHA-256 of the canonical text of a score's snapshot. */
export const snapshotHashOf = (made: Made): string => sha256(canonical(scoreSnapshot(made)));
