/** What is read of who governs and how: a part of the port. */
import type { Refusal } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { Asked } from '../governance/applyChanges.ts';
import type { GovernanceView } from './governance.ts';

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
}

export interface GovernanceQueries {
  /** What governs now. */
  governanceNow(): Promise<GovernanceView>;
  /**
   * What checked changes would do to products, by default the newest hundred, and to the pools behind them;
   * or why they cannot be made; by default now, else at an instant to come if nothing but time passes.
   */
  whatIf(
    changes: readonly Asked[],
    productIds: readonly string[] | null,
    at?: UnixSeconds,
  ): Promise<WhatIfView | Refusal>;
}
