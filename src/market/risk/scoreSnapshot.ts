/** What a score was made from, as one text: whoever has it computes the score again. */
import { canonical } from '../../domain/shared/canonical.ts';
import type { BasketScoreDocument, ModelScoreDocument } from '../../store/documents/risk.ts';
import { sha256 } from '../../store/sha256.ts';

type Made = Omit<ModelScoreDocument, 'snapshotHash'> | Omit<BasketScoreDocument, 'snapshotHash'>;

/** The snapshot of a score. Inputs are in the order of the model's factors, members in that of the basket. */
export function scoreSnapshot(made: Made) {
  const { productId, cause, at, before } = made;
  if (made.kind === 'BASKET') {
    const { kind, k, members, hazardTable } = made;
    return { productId, kind, k, members, hazardTable, cause, at, before };
  }
  const { kind, modelVersion, factors } = made;
  const inputs = factors.flatMap(({ input }) => (input === null ? [] : [input]));
  const weights = factors.map(({ factor, weightBps }) => ({ factor, weightBps }));
  return { productId, kind, modelVersion, weights, cause, at, before, inputs };
}

/** SHA-256 of the canonical text of a score's snapshot. */
export const snapshotHashOf = (made: Made): string => sha256(canonical(scoreSnapshot(made)));
