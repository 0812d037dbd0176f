/** What is read of who governs and how: a part of the port. */
import type { Refusal } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { Asked } from '../governance/applyChanges.ts';
import type { GovernanceView } from './governance.ts';
import type { RuinRequest, WhatIfRuinView } from './ruinPort.ts';

/** A figure as it is, and as it would be. */
export interface BeforeAfter<Value> {
  before: Value;
  after: Value;
}

/** What changes would do if they were made at this moment. */
export interface WhatIfView {
  at: UnixSeconds;
  /** The lowest price of one more unit of cover. */
  prices: { productId: string; annualRateWad: BeforeAfter<Wad> }[];
  /** Of the pools that carry those products. */
  pools: {
    poolId: string;
    capacity: BeforeAfter<Amount>;
    requirement: BeforeAfter<Amount>;
    adequacyWad: BeforeAfter<Wad | null>;
  }[];
  /** Of each asset of those pools, by id; null where no simulation was asked for. */
  ruin: WhatIfRuinView[] | null;
}

/** What is tried out, and what of it is shown. */
export interface WhatIfAsked {
  /** Checked as those of a proposal. */
  changes: readonly Asked[];
  /** By default the newest hundred. */
  productIds?: readonly string[] | null;
  /** By default now. */
  at?: UnixSeconds | null;
  ruin?: RuinRequest | null;
}

export interface GovernanceQueries {
  /** What governs now. */
  governanceNow(): Promise<GovernanceView>;
  /**
   * What changes would do to products and to the pools behind them, or why they cannot be made: now, or at an
   * instant to come if nothing but time passes. Null: too many simulations of ruin wait, or this one took too
   * long.
   */
  whatIf(asked: WhatIfAsked): Promise<WhatIfView | Refusal | null>;
}
