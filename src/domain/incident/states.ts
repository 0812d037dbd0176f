/** States of an incident, from its confirmation until everybody has been paid. */
import { nextState, rows, type Transition } from '../shared/transition.ts';

export type IncidentStatus =
  | 'CONFIRMED'
  | 'SETTLING'
  | 'CHALLENGE'
  | 'DELAYED'
  | 'FORK_HELD'
  | 'ASSESSING'
  | 'FINAL'
  | 'ALLOCATED'
  | 'PAYING'
  | 'PAID'
  | 'REVERSED';

export type IncidentEvent =
  | 'SETTLEMENT_OPENED'
  | 'SETTLED'
  | 'RE_EVALUATED'
  | 'DELAYED'
  | 'CHAIN_SPLIT'
  | 'FORK_RULED'
  | 'REVERSED'
  | 'ASSESSMENT_STARTED'
  | 'ASSESSED'
  | 'ALLOCATED'
  | 'PAYMENT_STARTED'
  | 'PAID';

/** Before the assessment begins an incident can still turn out not to be one. */
const REVERSIBLE = ['CONFIRMED', 'SETTLING', 'CHALLENGE', 'DELAYED', 'FORK_HELD'] as const;

/**
 * BINARY settles at its confirmation: SETTLED without SETTLEMENT_OPENED. A delay ends by itself, in payment.
 */
export const INCIDENT_TRANSITIONS: readonly Transition<IncidentStatus, IncidentEvent>[] = [
  ...rows(['CONFIRMED'], 'SETTLEMENT_OPENED', 'SETTLING'),
  ...rows(['CONFIRMED', 'SETTLING'], 'SETTLED', 'CHALLENGE'),
  ...rows(['CHALLENGE', 'DELAYED'], 'RE_EVALUATED', 'CHALLENGE'),
  ...rows(['CHALLENGE', 'DELAYED'], 'DELAYED', 'DELAYED'),
  ...rows(['CHALLENGE', 'DELAYED'], 'CHAIN_SPLIT', 'FORK_HELD'),
  ...rows(['FORK_HELD'], 'FORK_RULED', 'CHALLENGE'),
  ...rows(REVERSIBLE, 'REVERSED', 'REVERSED'),
  ...rows(['CHALLENGE', 'DELAYED'], 'ASSESSMENT_STARTED', 'ASSESSING'),
  ...rows(['ASSESSING'], 'ASSESSED', 'FINAL'),
  ...rows(['FINAL'], 'ALLOCATED', 'ALLOCATED'),
  ...rows(['ALLOCATED'], 'PAYMENT_STARTED', 'PAYING'),
  ...rows(['PAYING'], 'PAID', 'PAID'),
];

/** True once nothing changes its result any more. Example: CHALLENGE: false, ASSESSING: true. */
export function isDecided(status: IncidentStatus): boolean {
  return !(REVERSIBLE as readonly IncidentStatus[]).includes(status);
}

/** The state after an event, or null where it is not allowed. Example: FINAL, ALLOCATED: ALLOCATED. */
export function transitionIncident(from: IncidentStatus, event: IncidentEvent): IncidentStatus | null {
  return nextState(INCIDENT_TRANSITIONS, from, event);
}
