/** What a slot may change, in the order in which one slot reports it. */
import type { UnixSeconds } from '../shared/units.ts';
import type { SettlementResult } from './settlement.ts';

/** A settlement window is over. `settlesAt` is its end, `slot` the last slot that it took in. */
export interface IncidentSettled extends SettlementResult {
  readonly type: 'SETTLED';
  readonly slot: UnixSeconds;
  readonly breachStart: UnixSeconds;
  readonly confirmedAt: UnixSeconds;
  readonly settlesAt: UnixSeconds;
}

/** A breach was true for long enough: it is an incident and pays. */
export interface BreachConfirmed {
  readonly type: 'CONFIRMED';
  readonly slot: UnixSeconds;
  readonly breachStart: UnixSeconds;
  readonly confirmedAt: UnixSeconds;
}

export type RuleEvent =
  | IncidentSettled
  /** The recovery that an incident needs before the next breach is complete. */
  | { readonly type: 'RECOVERED'; readonly slot: UnixSeconds }
  /** The open set became empty without a confirmation. */
  | { readonly type: 'BREACH_ENDED'; readonly slot: UnixSeconds; readonly reason: 'RECOVERED' | 'LOOKBACK' }
  | { readonly type: 'BREACH_STARTED'; readonly slot: UnixSeconds; readonly breachStart: UnixSeconds }
  | BreachConfirmed;
