/** States of a venue and of a liquidation (docs/mechanics.md section 8). */
import { nextState, rows, type Transition } from '../shared/transition.ts';

/**
 * PENDING: grade D, it draws on nothing but its own funds. ACTIVE: it draws what its grade allows.
 * SUSPENDED: it owes past its grace and draws on nothing but its own until it has paid.
 */
export type VenueStatus = 'PENDING' | 'ACTIVE' | 'SUSPENDED';

/** GRADED: A, B or C. DOWNGRADED: D. FELL_BEHIND: something it owes is past its grace. */
export type VenueEvent = 'GRADED' | 'DOWNGRADED' | 'FELL_BEHIND' | 'PAID_UP';

/** One that owes stays suspended whatever its grade. */
export const VENUE_TRANSITIONS: readonly Transition<VenueStatus, VenueEvent>[] = [
  ...rows(['PENDING', 'ACTIVE'], 'GRADED', 'ACTIVE'),
  ...rows(['PENDING', 'ACTIVE'], 'DOWNGRADED', 'PENDING'),
  ...rows(['ACTIVE'], 'FELL_BEHIND', 'SUSPENDED'),
  ...rows(['SUSPENDED'], 'PAID_UP', 'ACTIVE'),
];

/**
 * OPENED: the worst case is held. CLOSED: what it lacks is known, and draws beyond the venue's own funds wait
 * for the challenge window. LAPSED: it was never closed, and what was held is free.
 */
export type LiquidationStatus = 'OPENED' | 'CLOSED' | 'SETTLED' | 'LAPSED';

/** CLOSED_WITHIN: it drew on nothing but the venue's own. DRAWN, VOIDED: the window is over. */
export type LiquidationEvent = 'CLOSED' | 'CLOSED_WITHIN' | 'DRAWN' | 'VOIDED' | 'TIME_OVER';

/** A draw is void when the venue is no longer ACTIVE at the end of the window. */
export const LIQUIDATION_TRANSITIONS: readonly Transition<LiquidationStatus, LiquidationEvent>[] = [
  ...rows(['OPENED'], 'CLOSED', 'CLOSED'),
  ...rows(['OPENED'], 'CLOSED_WITHIN', 'SETTLED'),
  ...rows(['OPENED'], 'TIME_OVER', 'LAPSED'),
  ...rows(['CLOSED'], 'DRAWN', 'SETTLED'),
  ...rows(['CLOSED'], 'VOIDED', 'SETTLED'),
];

/** The state after an event, or null where it is not allowed. Example: OPENED, TIME_OVER: LAPSED. */
export function transitionLiquidation(
  from: LiquidationStatus,
  event: LiquidationEvent,
): LiquidationStatus | null {
  return nextState(LIQUIDATION_TRANSITIONS, from, event);
}

/** The state after an event, or null where it is not allowed. Example: ACTIVE, FELL_BEHIND: SUSPENDED. */
export function transitionVenue(from: VenueStatus, event: VenueEvent): VenueStatus | null {
  return nextState(VENUE_TRANSITIONS, from, event);
}
