/**
 * How somebody leaves a backstop vault (docs/mechanics.md section 7): 21 days after asking, each exit on its
 * own. A queued share is slashed like any other, and what it is paid is `min(then, now)`: payWithdrawal and
 * cancelWithdrawal of a pool say how, in src/domain/pool/withdrawal.ts.
 *
 * The vault has the clock of a pool: it stands still from the breach of any pool that the vault backs.
 */
import { type Cooldown, cooldownEndsAt, exitsFrozen, type FreezeClock } from '../pool/freezeClock.ts';
import { VAULT_COOLDOWN_SECONDS, VAULT_EXITS_MAX } from '../shared/limits.ts';
import type { UnixSeconds } from '../shared/units.ts';

/**
 * The cooldown of an exit that is asked for now, or null for a holder who has 21 in the queue. What is added
 * or changed later moves no exit that runs.
 */
export function openExit(queued: number, clock: FreezeClock, requestedAt: UnixSeconds): Cooldown | null {
  if (queued >= VAULT_EXITS_MAX) return null;
  return {
    requestedAt,
    cooldownSeconds: VAULT_COOLDOWN_SECONDS,
    frozenSecondsAtRequest: clock.frozenSecondsBefore,
  };
}

/** Whether an exit may be paid now: its cooldown is over, and nothing that the vault backs is in a breach. */
export function isMature(cooldown: Cooldown, clock: FreezeClock, at: UnixSeconds): boolean {
  const end = cooldownEndsAt(cooldown, clock, at);
  return end !== null && end <= at && !exitsFrozen(clock, at);
}
