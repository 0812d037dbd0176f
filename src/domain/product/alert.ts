/** Alerts: what a guardian has heard keeps a product on watch for a day, and never decides or pays. */
import { ALERT_PAUSE_SECONDS, ALERT_SECONDS, ALERTS_MAX } from '../shared/limits.ts';
import type { UnixSeconds } from '../shared/units.ts';

/** One alert of one source. */
export interface Alert {
  readonly by: string;
  readonly at: UnixSeconds;
}

/**
 * The alerts with one more, without those that bar nobody any more; or the number of alerts that bar this
 * one: its source raised one within 30 days, or too many sources have.
 * Example: an alert of day 0 bars its source's next one until day 30, to the second.
 */
export function withAlert(alerts: readonly Alert[], next: Alert): Alert[] | number {
  const barring = alerts.filter(({ at }) => next.at - at < ALERT_PAUSE_SECONDS);
  const own = barring.filter(({ by }) => by === next.by);
  if (own.length > 0) return own.length;
  return barring.length >= ALERTS_MAX ? barring.length : [...barring, next];
}

/** When the last alert ends, or null without one. It may lie in the past. */
export function alertedUntil(alerts: readonly Alert[]): UnixSeconds | null {
  const last = alerts.at(-1);
  return last === undefined ? null : last.at + ALERT_SECONDS;
}

/** True while an alert keeps the product on watch. */
export function isAlerted(alerts: readonly Alert[], at: UnixSeconds): boolean {
  const until = alertedUntil(alerts);
  return until !== null && at < until;
}
