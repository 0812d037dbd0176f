/**
 * States of a policy. A step-out that waits for the watermark is not a state: it stands beside as `pending`.
 */
import { nextState, rows, type Transition } from '../shared/transition.ts';

export type PolicyStatus =
  | 'WAITING'
  | 'ACTIVE'
  | 'PENDING_ORACLE'
  | 'SETTLING'
  | 'EXPIRED'
  | 'PAID'
  | 'CANCELLED'
  | 'VOID';

export type PolicyEvent =
  | 'COVER_BEGAN'
  | 'END_REACHED'
  | 'END_RELEASED'
  | 'INCIDENT_CONFIRMED'
  | 'INCIDENT_CLOSED'
  | 'INCIDENT_CLOSED_AFTER_END'
  | 'COVER_USED_UP'
  | 'CANCELLED'
  | 'VOIDED';

/**
 * END_REACHED: the end has come but the feed has not been seen past it. END_RELEASED: it has, and no open
 * breach or unpaid incident began before it. VOIDED: by the fork rule, or by a gap that no feed can decide; a
 * policy whose end fell into that gap is PENDING_ORACLE, so it can be voided too.
 */
export const POLICY_TRANSITIONS: readonly Transition<PolicyStatus, PolicyEvent>[] = [
  ...rows(['WAITING'], 'COVER_BEGAN', 'ACTIVE'),
  ...rows(['ACTIVE'], 'END_REACHED', 'PENDING_ORACLE'),
  ...rows(['ACTIVE', 'PENDING_ORACLE'], 'END_RELEASED', 'EXPIRED'),
  ...rows(['ACTIVE', 'PENDING_ORACLE'], 'INCIDENT_CONFIRMED', 'SETTLING'),
  ...rows(['SETTLING'], 'INCIDENT_CLOSED', 'ACTIVE'),
  ...rows(['SETTLING'], 'INCIDENT_CLOSED_AFTER_END', 'EXPIRED'),
  ...rows(['SETTLING'], 'COVER_USED_UP', 'PAID'),
  ...rows(['WAITING', 'ACTIVE'], 'CANCELLED', 'CANCELLED'),
  ...rows(['WAITING', 'ACTIVE', 'PENDING_ORACLE'], 'VOIDED', 'VOID'),
];

/** The state after an event, or null where it is not allowed. Example: WAITING, COVER_BEGAN: ACTIVE. */
export function transitionPolicy(from: PolicyStatus, event: PolicyEvent): PolicyStatus | null {
  return nextState(POLICY_TRANSITIONS, from, event);
}
