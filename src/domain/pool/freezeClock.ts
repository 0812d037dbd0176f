/**
 * The clock of a pool's cooldowns: it stands still while the pool is frozen, and a freeze without a breach
 * ends for exits seven days after it began or after the last reading below the watch level, and after 30 in
 * any case (docs/mechanics.md sections 4 and 5).
 *
 * The pool keeps one clock; a withdrawal only remembers what it showed. So a freeze touches one document,
 * however long the exit queue is.
 */
import { WATCH_BELOW_SECONDS_MAX, WATCH_SECONDS_MAX } from '../shared/limits.ts';
import type { UnixSeconds } from '../shared/units.ts';

export interface FreezeClock {
  /** Seconds of all freezes that have ended. */
  readonly frozenSecondsBefore: number;
  /** Since when the clock stands still, or null while the pool is not frozen. */
  readonly frozenSince: UnixSeconds | null;
  /** When this freeze ends for exits; null without a freeze, and while anything is set aside for a breach. */
  readonly reopensAt: UnixSeconds | null;
  /** What the last freeze left of the seven days: the next one goes on with it ... */
  readonly watchSecondsLeft: number;
  /** What readings below the watch level may still add to them. */
  readonly belowSecondsLeft: number;
  /** ... unless it begins a whole week after this, when the last one ended. */
  readonly thawedAt: UnixSeconds | null;
}

/** The clock of a pool that was never frozen. */
export const RUNNING_CLOCK: FreezeClock = {
  frozenSecondsBefore: 0,
  frozenSince: null,
  reopensAt: null,
  watchSecondsLeft: WATCH_SECONDS_MAX,
  belowSecondsLeft: WATCH_BELOW_SECONDS_MAX,
  thawedAt: null,
};

/** Whether nobody steps out: frozen, and not for so long without a breach that exits are open again. */
export function exitsFrozen({ frozenSince, reopensAt }: FreezeClock, at: UnixSeconds): boolean {
  return frozenSince !== null && (reopensAt === null || at < reopensAt);
}

/**
 * Whether exits wait until it is decided what became of the product: not once it has been watched for seven
 * days. All of its cover stays then, whatever will be decided, and it may never be.
 */
export function isWaitedFor({ frozenSince }: Pick<FreezeClock, 'frozenSince'>, at: UnixSeconds): boolean {
  return frozenSince === null || at - frozenSince < WATCH_SECONDS_MAX;
}

/** Stops the clock. A second watch during a freeze changes nothing: the freeze began with the first. */
export function freezeAt(clock: FreezeClock, at: UnixSeconds): FreezeClock {
  if (clock.frozenSince !== null) return clock;
  const isAnew = clock.thawedAt === null || at - clock.thawedAt >= WATCH_SECONDS_MAX;
  const left = isAnew ? WATCH_SECONDS_MAX : clock.watchSecondsLeft;
  const belowSecondsLeft = isAnew ? WATCH_BELOW_SECONDS_MAX : clock.belowSecondsLeft;
  return { ...clock, frozenSince: at, reopensAt: at + left, belowSecondsLeft };
}

/**
 * A reading of `readAt` below the watch level, heard of during a freeze: seven days begin anew with it, until
 * 23 days have been added in all (decision 73). Freezes exits again that were open. Nothing while anything is
 * set aside. Example: frozen on day 0, below the level until day 5: exits reopen on day 12.
 */
export function belowAt(clock: FreezeClock, readAt: UnixSeconds, at: UnixSeconds): FreezeClock {
  const { frozenSince, reopensAt, belowSecondsLeft } = clock;
  if (frozenSince === null || reopensAt === null) return clock;
  // What was open meanwhile is neither frozen nor added.
  const standing = Math.max(reopensAt, at);
  const added = Math.min(readAt + WATCH_SECONDS_MAX - standing, belowSecondsLeft);
  if (added <= 0) return clock;
  const next = { ...clock, reopensAt: standing + added, belowSecondsLeft: belowSecondsLeft - added };
  if (at < reopensAt) return next;
  return { ...next, frozenSecondsBefore: frozenSeconds(clock, at), frozenSince: at };
}

/** A breach sets something aside: until it is free again exits are frozen, however long the watch was. */
export function breachAt(clock: FreezeClock, at: UnixSeconds): FreezeClock {
  const standing = exitsFrozen(clock, at) ? clock.frozenSince : at;
  const gone = exitsFrozen(clock, at) ? clock.frozenSecondsBefore : frozenSeconds(clock, at);
  return { ...clock, frozenSecondsBefore: gone, frozenSince: standing, reopensAt: null };
}

/** Nothing is set aside any more: the seven days of watch begin. */
export function breachOverAt(clock: FreezeClock, at: UnixSeconds): FreezeClock {
  if (clock.frozenSince === null) return clock;
  return { ...clock, reopensAt: at + WATCH_SECONDS_MAX, belowSecondsLeft: WATCH_BELOW_SECONDS_MAX };
}

/** Lets the clock run again: to be called when the last reason for the freeze has ended. */
export function thawAt(clock: FreezeClock, at: UnixSeconds): FreezeClock {
  const { frozenSince, reopensAt } = clock;
  if (frozenSince === null) return clock;
  return {
    frozenSecondsBefore: frozenSeconds(clock, at),
    frozenSince: null,
    reopensAt: null,
    watchSecondsLeft: reopensAt === null ? WATCH_SECONDS_MAX : Math.max(0, reopensAt - at),
    belowSecondsLeft: reopensAt === null ? WATCH_BELOW_SECONDS_MAX : clock.belowSecondsLeft,
    thawedAt: at,
  };
}

/** Seconds that the clock has stood still up to a time. */
export function frozenSeconds(clock: FreezeClock, at: UnixSeconds): number {
  if (clock.frozenSince === null) return clock.frozenSecondsBefore;
  const until = clock.reopensAt === null ? at : Math.min(at, clock.reopensAt);
  return clock.frozenSecondsBefore + Math.max(0, until - clock.frozenSince);
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
export function cooldownEndsAt(cooldown: Cooldown, clock: FreezeClock, at: UnixSeconds): UnixSeconds | null {
  const frozenBefore = clock.frozenSecondsBefore - cooldown.frozenSecondsAtRequest;
  const end = cooldown.requestedAt + cooldown.cooldownSeconds + frozenBefore;
  if (clock.frozenSince === null || end <= clock.frozenSince) return end;
  return exitsFrozen(clock, at) ? null : end + frozenSeconds(clock, at) - clock.frozenSecondsBefore;
}
