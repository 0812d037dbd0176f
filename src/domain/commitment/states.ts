/** States of a commitment: offered by whoever signed it, and in force once governors have accepted it. */
import { nextState, rows, type Transition } from '../shared/transition.ts';

export type CommitmentStatus = 'OFFERED' | 'ACTIVE' | 'DEFAULTED' | 'ENDED' | 'CANCELLED';

export type CommitmentEvent = 'ACCEPTED' | 'CANCELLED' | 'DEFAULTED' | 'CURED' | 'TIME_OVER' | 'SPENT';

/** Those that losses may call. */
export const IN_FORCE: readonly CommitmentStatus[] = ['ACTIVE', 'DEFAULTED'];

/** One in force is not taken back at once: it ends after its notice. What is overdue is cured first. */
export const COMMITMENT_TRANSITIONS: readonly Transition<CommitmentStatus, CommitmentEvent>[] = [
  ...rows(['OFFERED'], 'ACCEPTED', 'ACTIVE'),
  ...rows(['OFFERED'], 'CANCELLED', 'CANCELLED'),
  ...rows(['ACTIVE'], 'DEFAULTED', 'DEFAULTED'),
  ...rows(['DEFAULTED'], 'CURED', 'ACTIVE'),
  ...rows(['ACTIVE'], 'TIME_OVER', 'ENDED'),
  ...rows(['ACTIVE'], 'SPENT', 'ENDED'),
];

/** The state after an event, or null where it is not allowed. Example: OFFERED, ACCEPTED: ACTIVE. */
export function transitionCommitment(
  from: CommitmentStatus,
  event: CommitmentEvent,
): CommitmentStatus | null {
  return nextState(COMMITMENT_TRANSITIONS, from, event);
}
