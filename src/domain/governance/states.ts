/** States of a proposal: open until it is executed or taken back, and over by itself when it expires. */
import { nextState, rows, type Transition } from '../shared/transition.ts';
import type { UnixSeconds } from '../shared/units.ts';

export type ProposalStatus = 'OPEN' | 'EXECUTED' | 'CANCELLED';

export type ProposalEvent = 'EXECUTED' | 'CANCELLED';

/** Every step that there is. */
export const PROPOSAL_TRANSITIONS: readonly Transition<ProposalStatus, ProposalEvent>[] = [
  ...rows(['OPEN'], 'EXECUTED', 'EXECUTED'),
  ...rows(['OPEN'], 'CANCELLED', 'CANCELLED'),
];

/** The state after an event, or null where it is not allowed. Example: OPEN, EXECUTED: EXECUTED. */
export function transitionProposal(from: ProposalStatus, event: ProposalEvent): ProposalStatus | null {
  return nextState(PROPOSAL_TRANSITIONS, from, event);
}

/** What follows from the clock beside: what is open past its time has expired. */
export type ShownProposalStatus = ProposalStatus | 'EXPIRED';

/** Where a proposal stands at a time. Its last second is `expiresAt`. */
export function shownStatus(
  status: ProposalStatus,
  expiresAt: UnixSeconds,
  at: UnixSeconds,
): ShownProposalStatus {
  return status === 'OPEN' && at > expiresAt ? 'EXPIRED' : status;
}
