/** The model of each kind that is in force: the first one until a proposal adopts another. */
import type { RiskKind } from '../../domain/risk/factors.ts';
import { FIRST_MODELS } from '../../domain/risk/firstModels.ts';
import type { RiskModelDocument } from '../../store/documents/risk.ts';

/** Example: `rmd_STABLECOIN`. */
export const modelIdOf = (kind: RiskKind): string => `rmd_${kind}`;

/** What is in force, of the document or of nothing. */
export function modelOf(kind: RiskKind, document: RiskModelDocument | null): RiskModelDocument {
  if (document !== null) return document;
  const { modelVersion, factors } = FIRST_MODELS[kind];
  return { _id: modelIdOf(kind), version: 0, kind, modelVersion, factors, productIds: [], adoptedAt: null };
}
