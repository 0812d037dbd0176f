/** What is read of ruin, and who simulates it: a part of the port. */
import type { BookPair, RuinAsked, RuinFound } from '../../domain/book/ruin.ts';

/** What is asked of a simulation, checked by `ruinRefusal`. */
export interface RuinRequest extends RuinAsked {
  /** Every product is taken to be sold up to at least so much of its limit in each of its pools. */
  readonly useBps: number;
}

/** The book of one asset, before and after. */
export interface WhatIfRuinView extends RuinFound, RuinRequest {
  readonly assetId: string;
}

/** Null where too many wait for one, or it takes too long. */
export type SimulateRuin = (
  pairs: readonly BookPair[],
  asked: RuinAsked,
) => Promise<readonly RuinFound[] | null>;
