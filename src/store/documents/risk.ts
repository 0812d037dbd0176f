/** The risk models in force, and every score that was ever given, with what it was made of. */
import type { HazardPoint } from '../../domain/pricing/hazard.ts';
import type { RiskKind } from '../../domain/risk/factors.ts';
import type { ModelFactor } from '../../domain/risk/model.ts';
import type { FactorShare } from '../../domain/risk/score.ts';
import type { UnixSeconds, Wad } from '../../domain/shared/units.ts';

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
 * went by. MEMBER: a member of the basket has another score.
 */
export type ScoreCause = 'CREATED' | 'SCORED' | 'MODEL' | 'DAY' | 'MEMBER';

/** What every score of a product says of itself. Never changed: the next one is a document of its own. */
interface ScoreBase {
  _id: string;
  version: number;
  productId: string;
  /** Counts the scores of the product, from 1. */
  number: number;
  at: UnixSeconds;
  /** The score that held before, given or made; null for one with which its product was created. */
  before: number | null;
  value: number;
  /** SHA-256 of the canonical text of what it was made from: see market/risk/scoreSnapshot. */
  snapshotHash: string;
  proposalId: string | null;
}

/** One that a model made of inputs. */
export interface ModelScoreDocument extends ScoreBase {
  kind: RiskKind;
  modelVersion: number;
  cause: Exclude<ScoreCause, 'MEMBER'>;
  target: number;
  factors: readonly FactorShare[];
  /** Millionths of a point, like the contributions: together they are the value. */
  rounding: bigint;
  held: bigint;
}

/** A member of a basket, as it was when the basket was scored. */
export interface ScoredMember {
  productId: string;
  score: number;
  /** 0 for a score that was given; then it has no snapshot either. */
  number: number;
  snapshotHash: string | null;
  /** Of a year, by the table that was in force. */
  hazardWad: Wad;
}

/** One that follows from the members of a basket (src/domain/basket/hazard.ts). */
export interface BasketScoreDocument extends ScoreBase {
  kind: 'BASKET';
  cause: 'CREATED' | 'MEMBER';
  /** How many of the members it takes. */
  k: number;
  members: readonly ScoredMember[];
  /** The highest probability that so many have an incident in a year, whatever depends on what. */
  boundWad: Wad;
  /** Of baskets, as it was in force. */
  hazardTable: readonly HazardPoint[];
}

export type ScoreDocument = ModelScoreDocument | BasketScoreDocument;
