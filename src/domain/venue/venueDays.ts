/** What a venue has paid and drawn day by day, for as long as its contribution looks back. */
import { type Amount, DAY_SECONDS, type UnixSeconds } from '../shared/units.ts';
import { dayOf } from './marketDays.ts';

/** Its experience is that of 90 days. */
const VENUE_DAYS = 90;

/** One day (UTC) of a venue. */
export interface VenueDay {
  readonly day: number;
  readonly paid: Amount;
  readonly drawn: Amount;
}

/** Adds to the day of a time; days that are too old are dropped. */
export function addToVenueDay(
  days: readonly VenueDay[],
  at: UnixSeconds,
  { paid = 0n, drawn = 0n }: { paid?: Amount; drawn?: Amount },
): VenueDay[] {
  if (paid === 0n && drawn === 0n) return [...days];
  const today = dayOf(at);
  const kept = days.filter(({ day }) => day > today - VENUE_DAYS && day !== today);
  const before = days.find(({ day }) => day === today) ?? { paid: 0n, drawn: 0n };
  return [...kept, { day: today, paid: before.paid + paid, drawn: before.drawn + drawn }];
}

/** Both over the days that still count. */
export function experienceOf(days: readonly VenueDay[], at: UnixSeconds): { paid: Amount; drawn: Amount } {
  const counted = days.filter(({ day }) => day > Math.floor(at / DAY_SECONDS) - VENUE_DAYS);
  return {
    paid: counted.reduce((sum, { paid }) => sum + paid, 0n),
    drawn: counted.reduce((sum, { drawn }) => sum + drawn, 0n),
  };
}
