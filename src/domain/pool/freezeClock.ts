/**
 * The clock of a pool's cooldowns: it stands still while the pool is frozen (docs/mechanics.md section 4).
 *
 * The pool keeps one clock; a withdrawal only remembers what it showed. So a freeze touches one document,
 * however long the exit queue is.
 */
import type { UnixSeconds } from '../shared/units.ts';

export interface FreezeClock {
  /** Seconds of all freezes that have ended. */
  readonly frozenSecondsBefore: number;
  /** Start of the present freeze, or null while the clock runs. */
  readonly frozenSince: UnixSeconds | null;
}

/** Stops the clock. A second watch during a freeze changes nothing: the freeze began with the first. */
export function freezeAt(clock: FreezeClock, at: UnixSeconds): FreezeClock {
  return clock.frozenSince === null ? { ...clock, frozenSince: at } : clock;
}

/** Lets the clock run again: to be called when the last reason for the freeze has ended. */
export function thawAt(clock: FreezeClock, at: UnixSeconds): FreezeClock {
  return { frozenSecondsBefore: frozenSeconds(clock, at), frozenSince: null };
}

/** Seconds that the clock has stood still up to a time. */
export function frozenSeconds(clock: FreezeClock, at: UnixSeconds): number {
  if (clock.frozenSince === null) return clock.frozenSecondsBefore;
  return clock.frozenSecondsBefore + Math.max(0, at - clock.frozenSince);
}

/** When a withdrawal was asked for, and what the pool's clock had stood still until then. */
export interface Cooldown {
  readonly requestedAt: UnixSeconds;
  readonly cooldownSeconds: number;
  readonly frozenSecondsAtRequest: number;
}

/**
 * When the cooldown ends, or null while a freeze keeps that open. An instant at which a freeze begins is
 * not frozen yet: a cooldown that ends exactly then has ended.
 * Store the end once it is reached: asked again after a later freeze, this would answer a later time.
 * Example: asked at 0 for 100 s, frozen from 40 to 70: ends at 130.
 */
export function cooldownEndsAt(cooldown: Cooldown, clock: FreezeClock): UnixSeconds | null {
  const frozenBefore = clock.frozenSecondsBefore - cooldown.frozenSecondsAtRequest;
  const end = cooldown.requestedAt + cooldown.cooldownSeconds + frozenBefore;
  return clock.frozenSince !== null && end > clock.frozenSince ? null : end;
}
