/**
 * Made-up series: a price near 1 that trembles (an autoregressive process of hours), times a level that a
 * regime moves. Every figure here is chosen, none fitted: they try the machinery, not the world.
 */
import { DAY_SECONDS, HOUR_SECONDS } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { normalValue } from '../normal.ts';
import { nextUniform, type RandomState, streamOf } from '../random.ts';
import { madeUpCoin } from './coin.ts';
import { LEAD_SECONDS, SERIES_SECONDS, type Series, wadOf } from './series.ts';

/** The level at an hour after the onset; null where nothing is read. */
type Level = (hours: number) => number | null;

interface Regime {
  /** With its parameters, as it is printed. */
  readonly text: string;
  /** Standard deviation of the price around its level. */
  readonly deviation: number;
  /** Whether its product's condition is meant to fire. */
  readonly fires: boolean;
  readonly level: (random: RandomState) => Level;
}

/** How much of its distance to the level a price keeps from hour to hour. */
const KEPT = 0.9;
const CALM = 0.0004;
const NOISY = 0.0035;
/** The onset falls within so many days after the lead. */
const ONSET_SECONDS = 5 * DAY_SECONDS;
/** Made-up series begin at a midnight that nothing depends on. */
const BEGIN = 19_000 * DAY_SECONDS;

const between = (random: RandomState, least: number, most: number): number =>
  least + (most - least) * nextUniform(random);

const peg: Level = () => 1;

/** Down by a depth, for a while, and back. */
const trough =
  (depth: number, down: number, stay: number, back: number): Level =>
  (hours) => {
    if (hours < down) return 1 - (depth * (hours + 1)) / (down + 1);
    if (hours < down + stay) return 1 - depth;
    return 1 - depth * Math.max(0, 1 - (hours - down - stay + 1) / back);
  };

const unreadFor =
  (dark: number, level: Level): Level =>
  (hours) =>
    hours < dark ? null : level(hours);

export const REGIMES = {
  calm: { text: 'trembles by 4 bps', deviation: CALM, fires: false, level: () => peg },
  noisy: { text: 'trembles by 35 bps', deviation: NOISY, fires: false, level: () => peg },
  flash: {
    text: 'a dip of 6 to 15 % for 1 or 2 hours',
    ...{ deviation: CALM, fires: false },
    level: (random) => trough(between(random, 0.06, 0.15), 0, Math.floor(between(random, 1, 3)), 1),
  },
  dark: {
    text: 'nothing read for 4 to 72 hours, then as before',
    ...{ deviation: CALM, fires: false },
    level: (random) => unreadFor(between(random, 4, 72), peg),
  },
  bleed: {
    text: 'falls by 12 to 75 bps a day, for good',
    ...{ deviation: CALM, fires: true },
    level: (random) => {
      const hourly = between(random, 0.0012, 0.0075) / 24;
      return (hours) => Math.max(0.05, 1 - hourly * (hours + 1));
    },
  },
  recovers: {
    text: 'falls by 8 to 30 % within 1 to 12 hours, stays 8 to 48, is back after 12 to 72 more',
    ...{ deviation: CALM, fires: true },
    level: (random) =>
      trough(
        between(random, 0.08, 0.3),
        between(random, 1, 12),
        between(random, 8, 48),
        between(random, 12, 72),
      ),
  },
  breaks: {
    text: 'falls by 30 to 90 % within 6 to 48 hours, for good',
    ...{ deviation: CALM, fires: true },
    level: (random) => trough(between(random, 0.3, 0.9), between(random, 6, 48), 1e9, 1),
  },
  darkBreak: {
    text: 'nothing read for 4 to 72 hours, then 8 to 30 % lower for a day and back within two',
    ...{ deviation: CALM, fires: true },
    level: (random) => {
      const dark = between(random, 4, 72);
      return unreadFor(dark, trough(between(random, 0.08, 0.3), 0, dark + 24, 48));
    },
  },
} as const satisfies Record<string, Regime>;

export type RegimeName = keyof typeof REGIMES;
export const REGIME_NAMES = Object.keys(REGIMES) as RegimeName[];

/** Hourly readings of a regime: calm until the onset. */
export function regimeReadings(
  random: RandomState,
  name: RegimeName,
  { from, until, onset }: { from: number; until: number; onset: number },
): Reading[] {
  const { deviation, level: levelOf }: Regime = REGIMES[name];
  const level = levelOf(random);
  const fresh = deviation * Math.sqrt(1 - KEPT * KEPT);
  const readings: Reading[] = [];
  let tremble = deviation * normalValue(nextUniform(random));
  for (let at = from; at <= until; at += HOUR_SECONDS) {
    tremble = KEPT * tremble + fresh * normalValue(nextUniform(random));
    const height = at < onset ? 1 : level((at - onset) / HOUR_SECONDS);
    if (height !== null) readings.push({ at, value: wadOf(height * (1 + tremble)) });
  }
  return readings;
}

/** A made-up coin in a regime: its grade, its onset and its prices follow from seed and replica alone. */
export function madeUpSeries(name: RegimeName, replica: number, seed: number): Series {
  const random = streamOf(seed, REGIME_NAMES.indexOf(name) * 2 ** 32 + replica);
  const stated = madeUpCoin(random, between(random, 0.05, 0.95));
  const from = BEGIN;
  const until = from + SERIES_SECONDS;
  const hours = Math.floor(between(random, 0, ONSET_SECONDS / HOUR_SECONDS));
  const onset = from + LEAD_SECONDS + hours * HOUR_SECONDS;
  const readings = regimeReadings(random, name, { from, until, onset });
  return { name, replica, seed, isReal: false, stated, readings, from, until };
}
