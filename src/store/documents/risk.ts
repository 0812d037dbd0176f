/** The risk models in force, and every score that was ever given, with what it was made of. */
import type { RiskKind } from '../../domain/risk/factors.ts';
import type { ModelFactor } from '../../domain/risk/model.ts';
import type { FactorShare } from '../../domain/risk/score.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';

/** The version of a kind that is in force, and whom it scores. */
export interface RiskModelDocument {
  _id: string;
  version: number;
  kind: RiskKind;
  modelVersion: number;
  factors: readonly ModelFactor[];
  /** Products that it scores, in the order in which they were first scored. */
  productIds: string[];
  /** When it was adopted; null for the first one, which always held. */
  adoptedAt: UnixSeconds | null;
}

/**
 * CREATED: with its product. SCORED: a proposal stated inputs. MODEL: another model was adopted. DAY: a day
 * went by.
 */
export type ScoreCause = 'CREATED' | 'SCORED' | 'MODEL' | 'DAY';

/** One score of a product. Never changed: the next one is a document of its own. */
export interface ScoreDocument {
  _id: string;
  version: number;
  productId: string;
  /** Counts the scores of the product, from 1. */
  number: number;
  kind: RiskKind;
  modelVersion: number;
  cause: ScoreCause;
  at: UnixSeconds;
  /** The score that held before, given or made; null for one with which its product was created. */
  before: number | null;
  value: number;
  target: number;
  factors: readonly FactorShare[];
  /** Millionths of a point, like the contributions: together they are the value. */
  rounding: bigint;
  held: bigint;
  /** SHA-256 of the canonical text of what it was made from: see market/risk/scoreSnapshot. */
  snapshotHash: string;
  proposalId: string | null;
}
