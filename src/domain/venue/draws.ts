/** What a venue may draw beyond its own fund (docs/mechanics.md section 8). */
import { maximum, minimum } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';
import { drawCap } from '../waterfall/drawCap.ts';
import { type DrawCaps, GRADES, type VenueGrade } from './grade.ts';

/** Draws beyond its own fund are at most this many times what a venue has ever paid in. */
export const LIFETIME_DRAW_FACTOR = 3n;

/** What a venue has paid and drawn in its life, over all layers beyond its own fund. */
export interface VenueRecord {
  readonly grade: VenueGrade;
  readonly contributed: Amount;
  readonly drawn: Amount;
}

/** One layer beyond the venue's own fund, and what the venue has drawn of it. */
export interface DrawnLayer {
  readonly balance: Amount;
  readonly drawnByEvent: Amount;
  /** In the last 24 hours, this loss event among them. */
  readonly drawnByDay: Amount;
}

/** What a venue may still draw in its life. Example: 100 contributed, 250 drawn: 50. */
export function lifetimeRoom({ contributed, drawn }: VenueRecord): Amount {
  return maximum(0n, contributed * LIFETIME_DRAW_FACTOR - drawn);
}

/**
 * What a venue may draw of a layer for one loss event: least of its lifetime room, and of the parts of the
 * layer that its grade allows for an event and for a day. The caller lowers the record's room by what each
 * layer before has given.
 * Example: grade A, 1,000 contributed, layer of 5,000 untouched: min(3,000, 500, 1,000) = 500.
 */
export function drawRoom(
  record: VenueRecord,
  layer: DrawnLayer,
  { eventCapWad, dayCapWad }: DrawCaps = GRADES[record.grade],
): Amount {
  const byEvent = drawCap(layer.balance, layer.drawnByEvent, eventCapWad);
  const byDay = drawCap(layer.balance, layer.drawnByDay, dayCapWad);
  return minimum(lifetimeRoom(record), minimum(byEvent, byDay));
}
