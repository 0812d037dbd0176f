/** A series to walk: hourly readings with a calm lead, an episode or none, and what follows. */
import { DAY_SECONDS, HOUR_SECONDS, type UnixSeconds, type Wad } from '../../domain/shared/units.ts';
import { advanceRule } from '../../domain/trigger/advance.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { initialRuleState } from '../../domain/trigger/state.ts';
import { nextUniform, type RandomState, streamOf } from '../random.ts';
import { type StatedFactor, USDC_2023, UST_2022 } from './coin.ts';
import { STABLECOIN_RULE } from './terms.ts';

export interface Series {
  readonly name: string;
  /** Which of a regime's series, and with which seed: the same two give the same series. */
  readonly replica: number;
  readonly seed: number;
  /** True where the episode was traded. */
  readonly isReal: boolean;
  readonly stated: readonly StatedFactor[];
  readonly readings: readonly Reading[];
  readonly from: UnixSeconds;
  readonly until: UnixSeconds;
}

/** Calm days before anything happens: long enough for the measures of 30 days. */
export const LEAD_SECONDS = 40 * DAY_SECONDS;
/** All of a series, without that of its episode where it is real. */
export const SERIES_SECONDS = 95 * DAY_SECONDS;

/** Prices as feeds give them, to a millionth; never below it. */
export const wadOf = (price: number): Wad => BigInt(Math.max(1, Math.round(price * 1e6))) * 10n ** 12n;

/** Rows of a real series at or above it stand near the peg: what its calm hours looked like. */
const CALM_FROM: Wad = wadOf(0.998);

/** A real series with its name. */
export interface RealRows {
  readonly name: 'USDC' | 'UST';
  readonly rows: readonly Reading[];
}

const STATED = { USDC: USDC_2023, UST: UST_2022 } as const;

const calmOf = (rows: readonly Reading[]): Reading[] => rows.filter(({ value }) => value >= CALM_FROM);

const drawn = (random: RandomState, rows: readonly Reading[]): Wad =>
  rows[Math.floor(nextUniform(random) * rows.length)]?.value ?? wadOf(1);

function filled(random: RandomState, rows: readonly Reading[], from: number, until: number): Reading[] {
  const made: Reading[] = [];
  for (let at = from; at < until; at += HOUR_SECONDS) made.push({ at, value: drawn(random, rows) });
  return made;
}

/**
 * A real episode with what it does not have: before its first row, and after its last where it had recovered,
 * hours drawn from its own calm rows. What was halted stays dark.
 */
export function realSeries({ name, rows }: RealRows, replica: number, seed: number): Series {
  const random = streamOf(seed, replica);
  const calm = calmOf(rows);
  const first = rows[0]?.at ?? 0;
  const last = rows.at(-1);
  if (last === undefined) throw new RangeError(`${name} has no rows`);
  // Whole days, so that scores are followed from midnight as they are elsewhere.
  const from = first - LEAD_SECONDS - (first % DAY_SECONDS);
  const until = last.at + SERIES_SECONDS - LEAD_SECONDS;
  const after =
    last.value < CALM_FROM ? [] : filled(random, calm, last.at + HOUR_SECONDS, until + HOUR_SECONDS);
  const readings = [...filled(random, calm, from, first), ...rows, ...after];
  return { name, replica, seed, isReal: true, stated: STATED[name], readings, from, until };
}

/** The same coin without its episode: its calm rows alone. */
export function calmControl({ name, rows }: RealRows, replica: number, seed: number): Series {
  const random = streamOf(seed, replica);
  const calm = calmOf(rows);
  const first = rows[0]?.at ?? 0;
  const from = first - (first % DAY_SECONDS);
  const until = from + SERIES_SECONDS;
  const readings = filled(random, calm, from, until + HOUR_SECONDS);
  return {
    name: `${name}, calm rows`,
    replica,
    seed,
    isReal: false,
    stated: STATED[name],
    readings,
    from,
    until,
  };
}

/** All that the breach rule says of a series, without a market: what somebody who knows it all knows. */
export function eventsOf({
  readings,
  from,
  until,
}: Pick<Series, 'readings' | 'from' | 'until'>): RuleEvent[] {
  const state = initialRuleState(STABLECOIN_RULE, from);
  return advanceRule(STABLECOIN_RULE, state, readings, until).events;
}

/** When the first breach that is confirmed began, or null. */
export function firstIncident(series: Series): UnixSeconds | null {
  const confirmed = eventsOf(series).find(({ type }) => type === 'CONFIRMED');
  return confirmed?.type === 'CONFIRMED' ? confirmed.breachStart : null;
}

/** When a reading first stood below a level after the calm lead, or null. */
export function firstBelow({ readings, from }: Series, level: Wad): UnixSeconds | null {
  return readings.find(({ at, value }) => at >= from + LEAD_SECONDS / 2 && value < level)?.at ?? null;
}
