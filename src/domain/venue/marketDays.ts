/** What a market did day by day, for as long as its requirement looks back. */
import { minimum } from '../shared/rounding.ts';
import { type Amount, DAY_SECONDS, type UnixSeconds, type Wad } from '../shared/units.ts';

/** The requirement looks at the volume of 30 days. */
export const MARKET_DAYS = 30;

/** One day (UTC) of a market. */
export interface MarketDay {
  /** Days since 1970. */
  readonly day: number;
  /** Traded in the settlement asset. */
  readonly volume: Amount;
  /** The last mark of the day; null while no state came. */
  readonly mark: Wad | null;
  /** Liquidations that fell short. */
  readonly shortfalls: number;
}

/** The day that a second belongs to. */
export const dayOf = (at: UnixSeconds): number => Math.floor(at / DAY_SECONDS);

/** Adds to the day of a time; days that are too old are dropped. Days stay in order. */
export function addToDay(
  days: readonly MarketDay[],
  at: UnixSeconds,
  added: { volume?: Amount; mark?: Wad; shortfalls?: number; volumeMax?: Amount },
): MarketDay[] {
  const today = dayOf(at);
  const kept = days.filter(({ day }) => day > today - MARKET_DAYS);
  const before = kept.find(({ day }) => day === today) ?? {
    ...{ day: today, volume: 0n, mark: null, shortfalls: 0 },
  };
  const volume = before.volume + (added.volume ?? 0n);
  const next = {
    day: today,
    volume: added.volumeMax === undefined ? volume : minimum(volume, added.volumeMax),
    mark: added.mark ?? before.mark,
    shortfalls: before.shortfalls + (added.shortfalls ?? 0),
  };
  return [...kept.filter(({ day }) => day !== today), next].sort((one, other) => one.day - other.day);
}

/** Volume, marks in order and shortfalls of the days that are kept. */
export function sumDays(days: readonly MarketDay[]): { volume: Amount; marks: Wad[]; shortfalls: number } {
  return {
    volume: days.reduce((sum, { volume }) => sum + volume, 0n),
    marks: days.flatMap(({ mark }) => (mark === null ? [] : [mark])),
    shortfalls: days.reduce((sum, { shortfalls }) => sum + shortfalls, 0),
  };
}
