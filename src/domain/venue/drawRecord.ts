/** What a venue holds and has drawn of one layer beyond its own funds (docs/decisions/0038). */
import { type Amount, DAY_SECONDS, HOUR_SECONDS, type UnixSeconds } from '../shared/units.ts';
import type { DrawnLayer } from './draws.ts';

/** Draws that are no further apart than this are one loss event. */
export const EVENT_GAP_SECONDS = HOUR_SECONDS;

export interface DrawRecord {
  readonly reserveId: string;
  /** For liquidations that are open. */
  readonly held: Amount;
  /** By hours since 1970, those of the last day. */
  readonly hours: readonly { readonly hour: number; readonly amount: Amount }[];
  /** The newest loss event. */
  readonly event: { readonly lastAt: UnixSeconds; readonly amount: Amount };
}

/** A layer of which nothing was ever drawn. */
export const newDrawRecord = (reserveId: string): DrawRecord => ({
  ...{ reserveId, held: 0n, hours: [], event: { lastAt: 0, amount: 0n } },
});

/** How the caps see it now: what is held counts as drawn, hours count whole. */
export function drawnLayer({ held, hours, event }: DrawRecord, balance: Amount, at: UnixSeconds): DrawnLayer {
  const byEvent = at - event.lastAt <= EVENT_GAP_SECONDS ? event.amount : 0n;
  const byDay = hours
    .filter(({ hour }) => (hour + 1) * HOUR_SECONDS > at - DAY_SECONDS)
    .reduce((sum, { amount }) => sum + amount, 0n);
  return { balance, drawnByEvent: byEvent + held, drawnByDay: byDay + held };
}

/** The record after a draw. */
export function addDraw(record: DrawRecord, amount: Amount, at: UnixSeconds): DrawRecord {
  if (amount === 0n) return record;
  const now = Math.floor(at / HOUR_SECONDS);
  const kept = record.hours.filter(({ hour }) => (hour + 1) * HOUR_SECONDS > at - DAY_SECONDS);
  const before = kept.find(({ hour }) => hour === now)?.amount ?? 0n;
  const isSame = at - record.event.lastAt <= EVENT_GAP_SECONDS;
  return {
    ...record,
    hours: [...kept.filter(({ hour }) => hour !== now), { hour: now, amount: before + amount }],
    event: { lastAt: at, amount: (isSame ? record.event.amount : 0n) + amount },
  };
}
