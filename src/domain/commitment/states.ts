/** States of a commitment: offered by whoever signed it, and in force once governors have accepted it. */
import { nextState, rows, type Transition } from '../shared/transition.ts';

export type CommitmentStatus = 'OFFERED' | 'ACTIVE' | 'ENDED' | 'CANCELLED';

export type CommitmentEvent = 'ACCEPTED' | 'CANCELLED' | 'TIME_OVER' | 'SPENT';

/** One that is in force is not taken back at once: it ends after its notice. */
export const COMMITMENT_TRANSITIONS: readonly Transition<CommitmentStatus, CommitmentEvent>[] = [
  ...rows(['OFFERED'], 'ACCEPTED', 'ACTIVE'),
  ...rows(['OFFERED'], 'CANCELLED', 'CANCELLED'),
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
