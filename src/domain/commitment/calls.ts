/** What may be asked of commitments, and what is asked (docs/mechanics.md section 7). */
import { maximum } from '../shared/rounding.ts';
import type { Amount, UnixSeconds } from '../shared/units.ts';

/**
 * What one incident asks of a commitment. Until the incident is allocated `amount` is what was called, and
 * `paidIn` what of it lies in the reserve; after that `amount` is what is still owed of it.
 */
export interface CommitmentCall {
  readonly incidentId: string;
  readonly amount: Amount;
  readonly paidIn: Amount;
  readonly calledAt: UnixSeconds;
  readonly dueAt: UnixSeconds;
  /** The loss event in which the incident was allocated, or null. */
  readonly lossEventId: string | null;
}

/** A capped promise, and what became of it. */
export interface Promised {
  /** The most that it gives in all. */
  readonly amount: Amount;
  /** What losses have taken. */
  readonly used: Amount;
  /** Calls that are open. */
  readonly calls: readonly CommitmentCall[];
}

/** What open calls ask for, paid in or not. */
export const calledOf = ({ calls }: Pick<Promised, 'calls'>): Amount =>
  calls.reduce((sum, { amount }) => sum + amount, 0n);

/** What of it lies in the reserve. */
export const paidInOf = ({ calls }: Pick<Promised, 'calls'>): Amount =>
  calls.reduce((sum, { paidIn }) => sum + paidIn, 0n);

/** What may still be called. Example: 100 promised, 30 used and 50 called: 20. */
export const leftOf = (promised: Promised): Amount =>
  maximum(0n, promised.amount - promised.used - calledOf(promised));
