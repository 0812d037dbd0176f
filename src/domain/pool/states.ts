/** States of a pool (the solvency ladder) and of a withdrawal from it. */
import { nextState, rows, type Transition } from '../shared/transition.ts';

export type PoolStatus = 'OPEN' | 'NO_GROWTH' | 'STOPPED' | 'RECAPITALISING' | 'RUN_OFF' | 'WIPED';

export type PoolEvent =
  | 'FELL_UNDER_REQUIRED'
  | 'FELL_UNDER_MINIMUM'
  | 'TOP_UP_MISSED'
  | 'AUCTION_OPENED'
  | 'AUCTION_FELL_SHORT'
  | 'AUCTION_UNFILLED'
  | 'REACHED_REQUIRED'
  | 'WIPED';

/**
 * AUCTION_FELL_SHORT: filled, but to less than the requirement. RUN_OFF does not open again: each released
 * unit is already being paid out to all shares. Claims are paid in every state.
 */
export const POOL_TRANSITIONS: readonly Transition<PoolStatus, PoolEvent>[] = [
  ...rows(['OPEN'], 'FELL_UNDER_REQUIRED', 'NO_GROWTH'),
  ...rows(['OPEN', 'NO_GROWTH'], 'FELL_UNDER_MINIMUM', 'STOPPED'),
  ...rows(['NO_GROWTH'], 'TOP_UP_MISSED', 'STOPPED'),
  ...rows(['STOPPED'], 'AUCTION_OPENED', 'RECAPITALISING'),
  ...rows(['RECAPITALISING'], 'AUCTION_FELL_SHORT', 'STOPPED'),
  ...rows(['RECAPITALISING'], 'AUCTION_UNFILLED', 'RUN_OFF'),
  ...rows(['NO_GROWTH', 'STOPPED', 'RECAPITALISING'], 'REACHED_REQUIRED', 'OPEN'),
  ...rows(['OPEN', 'NO_GROWTH', 'STOPPED', 'RECAPITALISING', 'RUN_OFF'], 'WIPED', 'WIPED'),
];

/**
 * The state after an event, or null where it is not allowed. Example: OPEN, FELL_UNDER_REQUIRED: NO_GROWTH.
 */
export function transitionPool(from: PoolStatus, event: PoolEvent): PoolStatus | null {
  return nextState(POOL_TRANSITIONS, from, event);
}

export type WithdrawalStatus = 'QUEUED' | 'PART_PAID' | 'PAID' | 'CANCELLED';

export type WithdrawalEvent = 'PAID_IN_PART' | 'PAID_IN_FULL' | 'CANCELLED' | 'VOIDED';

/** VOIDED: a breach that began before the end of the cooldown was open then; it waits in the queue again. */
export const WITHDRAWAL_TRANSITIONS: readonly Transition<WithdrawalStatus, WithdrawalEvent>[] = [
  ...rows(['QUEUED', 'PART_PAID'], 'PAID_IN_PART', 'PART_PAID'),
  ...rows(['QUEUED', 'PART_PAID'], 'PAID_IN_FULL', 'PAID'),
  ...rows(['QUEUED', 'PART_PAID'], 'CANCELLED', 'CANCELLED'),
  ...rows(['QUEUED'], 'VOIDED', 'QUEUED'),
];

/** The state after an event, or null where it is not allowed. Example: QUEUED, PAID_IN_FULL: PAID. */
export function transitionWithdrawal(
  from: WithdrawalStatus,
  event: WithdrawalEvent,
): WithdrawalStatus | null {
  return nextState(WITHDRAWAL_TRANSITIONS, from, event);
}
