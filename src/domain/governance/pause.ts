/**
 * Emergency pauses: a guardian stops sales and exits for a while. A pause ends by itself, and nobody can
 * pause for ever; it can only stop, and what observes, decides and pays never looks at it.
 */
import { PAUSE_SECONDS_MAX, PAUSE_WINDOW_SECONDS } from '../shared/limits.ts';
import type { UnixSeconds } from '../shared/units.ts';

/** `[since, until)`. */
export interface Pause {
  readonly since: UnixSeconds;
  readonly until: UnixSeconds;
}

/** By what is paused: those that stand, and those that count against the next. */
export type Pauses = Readonly<Record<string, readonly Pause[]>>;

/** What stands for everything there is. */
export const EVERYTHING = 'market';

/** Of the pauses of some nodes the one that lasts longest, or null when none stands. */
export function pauseOf(pauses: Pauses, nodeIds: readonly string[], at: UnixSeconds): Pause | null {
  const standing = [EVERYTHING, ...nodeIds].flatMap((id) =>
    (pauses[id] ?? []).filter(({ since, until }) => since <= at && at < until),
  );
  return standing.reduce<Pause | null>(
    (last, pause) => (last === null || pause.until > last.until ? pause : last),
    null,
  );
}

/** Seconds that a node may still be paused: 72 hours in each 30 days. Example: 24 h an hour ago: 48 h. */
export function pauseLeft(pauses: Pauses, nodeId: string, at: UnixSeconds): number {
  const used = counting(pauses[nodeId] ?? [], at).reduce((sum, { since, until }) => sum + until - since, 0);
  return Math.max(0, PAUSE_SECONDS_MAX - used);
}

const counting = (own: readonly Pause[], at: UnixSeconds) =>
  own.filter(({ until }) => until > at - PAUSE_WINDOW_SECONDS);

/** With a pause from now, or from the end of the one that stands; what counts no more is dropped. */
export function withPause(pauses: Pauses, nodeId: string, until: UnixSeconds, at: UnixSeconds): Pauses {
  const kept: Record<string, readonly Pause[]> = {};
  for (const [id, own] of Object.entries(pauses)) {
    const left = counting(own, at);
    if (left.length > 0) kept[id] = left;
  }
  const since = Math.max(at, ...(kept[nodeId] ?? []).map((pause) => pause.until));
  return { ...kept, [nodeId]: [...(kept[nodeId] ?? []), { since, until }] };
}

/** Without what of a node's pauses lies ahead: it is resumed. */
export function withoutPause(pauses: Pauses, nodeId: string, at: UnixSeconds): Pauses {
  const own = (pauses[nodeId] ?? []).filter(({ since }) => since < at);
  return { ...pauses, [nodeId]: own.map(({ since, until }) => ({ since, until: Math.min(until, at) })) };
}
