/** Whether an incident pays a policy, and the first reason why not (docs/mechanics.md section 5). */
import type { Amount, UnixSeconds, Wad } from '../shared/units.ts';
import { type PayoutDue, payoutDue } from './payout.ts';

/** Reasons of a decision, in the order in which they are judged: the first that fails is the one given. */
export const DECISION_REASONS = [
  'NO_INCIDENT',
  'FORK_VOID',
  'ORACLE_GAP_REFUNDED',
  'CANCELLED',
  'ENDED_BEFORE_BREACH',
  'BOUGHT_AFTER_BREACH',
  'IN_WAITING_PERIOD',
  'TIER_NOT_REACHED',
  'DEDUCTIBLE_NOT_EXCEEDED',
  'PAID_IN_FULL',
  'PAID_WITH_HAIRCUT',
] as const;

export type DecisionReason = (typeof DECISION_REASONS)[number];
export type PaidReason = 'PAID_IN_FULL' | 'PAID_WITH_HAIRCUT';
export type UnpaidReason = Exclude<DecisionReason, PaidReason>;

/**
 * What a decision looks at. A policy whose cover was increased is judged once per amount, each with its own
 * times.
 */
export interface PolicyFacts {
  /** The incident, or null where none was confirmed. */
  readonly incident: { readonly breachStart: UnixSeconds; readonly ratioWad: Wad } | null;
  /** The chain split and the policy's fork rule voids it. */
  readonly forkVoid: boolean;
  /** A gap that no feed could decide ended the policy, and the gap's premium was refunded. */
  readonly oracleGapRefunded: boolean;
  /** When a cancellation took effect (as of its own time, not of the watermark that let it pass), or null. */
  readonly cancelledAt: UnixSeconds | null;
  readonly boughtAt: UnixSeconds;
  /** Covered from this second on, and no longer at `coverUntil`. */
  readonly coverFrom: UnixSeconds;
  readonly coverUntil: UnixSeconds;
  readonly original: Amount;
  /** What earlier incidents left; 0 counts as ended. */
  readonly remaining: Amount;
  readonly deductibleBps: number;
}

export type Eligibility =
  | ({ readonly eligible: true } & PayoutDue)
  | { readonly eligible: false; readonly reason: UnpaidReason };

/**
 * Eligible is a policy whose covered period began at or before the breach start and ends after it.
 * A cancellation counts when it was made at or before the breach start: one made later is void.
 * Example: covered from 100 to 200, breach start 100: eligible; 200: ENDED_BEFORE_BREACH.
 */
export function judgeEligibility(facts: PolicyFacts): Eligibility {
  const unpaid = (reason: UnpaidReason): Eligibility => ({ eligible: false, reason });
  const { incident, cancelledAt } = facts;
  if (incident === null) return unpaid('NO_INCIDENT');
  const { breachStart, ratioWad } = incident;
  if (facts.forkVoid) return unpaid('FORK_VOID');
  if (facts.oracleGapRefunded) return unpaid('ORACLE_GAP_REFUNDED');
  if (cancelledAt !== null && cancelledAt <= breachStart) return unpaid('CANCELLED');
  if (facts.coverUntil <= breachStart || facts.remaining === 0n) return unpaid('ENDED_BEFORE_BREACH');
  if (facts.boughtAt > breachStart) return unpaid('BOUGHT_AFTER_BREACH');
  if (facts.coverFrom > breachStart) return unpaid('IN_WAITING_PERIOD');
  if (ratioWad === 0n) return unpaid('TIER_NOT_REACHED');
  const payout = payoutDue({ ...facts, ratioWad });
  return payout.due === 0n ? unpaid('DEDUCTIBLE_NOT_EXCEEDED') : { eligible: true, ...payout };
}

/** The reason given to an eligible policy once it has been paid. */
export function paidReason(due: Amount, paid: Amount): PaidReason {
  return paid < due ? 'PAID_WITH_HAIRCUT' : 'PAID_IN_FULL';
}
