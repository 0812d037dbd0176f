/**
 * Forecasts against what happened: made-up coins whose breaks come as often as the price list says, or so
 * many times as often, each judged by the score that its own feed and its stated factors led to.
 */
import type { BookRules } from '../../domain/book/describedBook.ts';
import { hazardAt } from '../../domain/pricing/hazard.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../domain/shared/units.ts';
import { fraction } from '../fraction.ts';
import { nextUniform, streamOf } from '../random.ts';
import { madeUpCoin } from './coin.ts';
import { followScore } from './followScore.ts';
import { hear } from './hear.ts';
import { openMarket } from './market.ts';
import { type RegimeName, regimeReadings } from './regimes.ts';
import { eventsOf } from './series.ts';

/** One coin: what was said of the year ahead, and what happened in it. */
export interface Forecast {
  readonly score: number;
  /** Probability that its condition fires within a year, as priced. */
  readonly predicted: number;
  readonly fired: boolean;
  /** Whether something befell it that is meant to fire. */
  readonly meant: boolean;
}

const FORECAST_STREAM = 2 ** 51;
const BEGIN = 19_000 * DAY_SECONDS;
/** Readings before the forecast: what is measured over 30 days is all there, and the score has followed. */
const KNOWN_SECONDS = 31 * DAY_SECONDS;
/** One in four coins trembles like the noisy regime. */
const NOISY_PART = 0.25;
const BREAKS: readonly RegimeName[] = ['bleed', 'recovers', 'breaks', 'darkBreak'];
/** What befalls every coin once a year in turn and should fire nothing. */
const HARMLESS: readonly RegimeName[] = ['flash', 'dark', 'noisy'];
/** Around an onset: long enough for the slowest of the breaks. */
const [BEFORE_SECONDS, AFTER_SECONDS] = [2 * DAY_SECONDS, 50 * DAY_SECONDS];

/** The forecast of a coin. `hazardTimes` is how much more often than listed breaks come. */
export function forecast(rules: BookRules, coin: number, seed: number, hazardTimes: number): Forecast {
  const random = streamOf(seed, FORECAST_STREAM + coin);
  const stated = madeUpCoin(random, nextUniform(random));
  const usual: RegimeName = nextUniform(random) < NOISY_PART ? 'noisy' : 'calm';
  const market = openMarket(rules, stated, BEGIN);
  const until = BEGIN + KNOWN_SECONDS;
  for (const reading of regimeReadings(random, usual, { from: BEGIN, until, onset: until + 1 })) {
    hear(market, reading, reading.at);
    followScore(market, reading.at);
  }
  const predicted = fraction(hazardAt(rules.hazards.DEPEG, market.score));
  const meant = nextUniform(random) < Math.min(1, predicted * hazardTimes);
  const among = meant ? BREAKS : HARMLESS;
  const regime = among[Math.floor(nextUniform(random) * among.length)] ?? 'calm';
  const onset = until + BEFORE_SECONDS + Math.floor(nextUniform(random) * 24) * HOUR_SECONDS;
  const stretch = { from: until, until: onset + AFTER_SECONDS, onset };
  const readings = regimeReadings(random, regime, stretch);
  const fired = eventsOf({ ...stretch, readings }).some(({ type }) => type === 'CONFIRMED');
  return { score: market.score, predicted, fired, meant };
}
