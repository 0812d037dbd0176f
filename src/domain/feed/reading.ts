/** One agreed value out of what independent operators say. */
import { maximum, minimum } from '../shared/rounding.ts';
import { BPS, type UnixSeconds, type Wad } from '../shared/units.ts';
import type { AcceptedObservation } from './observation.ts';
import { OUTLIER_DEVIATIONS_THOUSANDTHS, OUTLIER_MEDIAN_THOUSANDTHS, SPREAD_BPS_MAX } from './parameters.ts';

/** How readings of a feed are formed; frozen while a slot is open. */
export interface ReadingTerms {
  /** Operators that must remain after outliers are dropped. */
  readonly quorum: number;
  /** A reading is formed again after this long while a quorum is fresh; 0: never (the rows of a replay). */
  readonly repeatSeconds: number;
  /** Levels of the products that depend on the feed: what a disagreement must not straddle. */
  readonly levels: FeedLevels;
}

export interface FeedLevels {
  readonly strikes: readonly Wad[];
  /** Recovery and watch levels. */
  readonly others: readonly Wad[];
}

export interface FeedReading {
  readonly at: UnixSeconds;
  readonly value: Wad;
  /** Keys of the observations that it is made of, in the order of their operators' names. */
  readonly votes: readonly string[];
}

/** Why no value was agreed on. */
export type NoReading = 'NO_QUORUM' | 'TOO_MANY_OUTLIERS' | 'SPREAD';

interface ReadingAttempt {
  /** Null with a reason, or a reading without one. */
  readonly reading: FeedReading | null;
  readonly reason: NoReading | null;
  /** Observations that were dropped before the rest was judged. */
  readonly outliers: readonly AcceptedObservation[];
  /** Median that outliers were measured against; null when there was no quorum to begin with. */
  readonly median: Wad | null;
}

/** The votes that still count at a time. */
export function freshVotes(votes: readonly AcceptedObservation[], at: UnixSeconds): AcceptedObservation[] {
  return votes.filter((vote) => vote.observedAt <= at && at <= vote.freshUntil);
}

/**
 * Forms the reading at `at` by docs/mechanics.md section 5. `votes` holds the latest accepted observation of
 * each operator, one each; those that are no longer fresh are left out here.
 * Example: 0.9, 0.901 and 0.95 with quorum 2 → 0.95 is dropped, the upper middle of the rest is 0.901.
 */
export function formReading(
  votes: readonly AcceptedObservation[],
  at: UnixSeconds,
  terms: ReadingTerms,
): ReadingAttempt {
  const fresh = freshVotes(votes, at).sort(byOperator);
  if (fresh.length < terms.quorum) return none('NO_QUORUM', [], null);
  const attempt = agree(fresh, at, terms);
  const sided = attempt.reading === null ? allButOne(fresh, terms) : null;
  if (sided === null) return attempt;
  const outliers = attempt.outliers.filter((vote) => !sided.votes.includes(vote));
  const reading = { at, value: sided.value, votes: sided.votes.map((vote) => vote.key) };
  return { ...attempt, reading, reason: null, outliers };
}

/** Outliers are dropped, and what remains agrees on its upper middle. */
function agree(fresh: readonly AcceptedObservation[], at: UnixSeconds, terms: ReadingTerms): ReadingAttempt {
  const median = upperMedian(fresh.map((vote) => vote.value));
  const deviation = upperMedian(fresh.map((vote) => distance(vote.value, median)));
  // Compared in thousandths, so that no division can round an honest operator away.
  const byDeviation = OUTLIER_DEVIATIONS_THOUSANDTHS * deviation;
  const byMedian = OUTLIER_MEDIAN_THOUSANDTHS * median;
  const allowed = maximum(byDeviation, byMedian);
  const isOutlier = (vote: AcceptedObservation) => distance(vote.value, median) * 1_000n > allowed;
  const outliers = fresh.filter(isOutlier);
  if (outliers.length * 3 > fresh.length) return none('TOO_MANY_OUTLIERS', outliers, median);
  const kept = fresh.filter((vote) => !isOutlier(vote));
  if (kept.length < terms.quorum) return none('NO_QUORUM', outliers, median);
  const value = agreedValue(
    kept.map((vote) => vote.value),
    terms.levels,
  );
  if (value === null) return none('SPREAD', outliers, median);
  return { reading: { at, value, votes: kept.map((vote) => vote.key) }, reason: null, outliers, median };
}

/** The middle value; of an even count the upper one, because a higher price does not trigger. */
function upperMedian(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new RangeError('the median of no values');
  return middle;
}

/**
 * The median of values that agree. Further apart than 5 % they still say one thing when no level lies
 * between them; then the one nearest a strike is taken (of two as near the higher one: it pays less).
 */
function agreedValue(values: readonly Wad[], levels: FeedLevels): Wad | null {
  const median = upperMedian(values);
  const lowest = values.reduce(minimum);
  const highest = values.reduce(maximum);
  if ((highest - lowest) * BPS <= median * SPREAD_BPS_MAX) return median;
  return endNearestStrike(lowest, highest, levels);
}

/**
 * What all but one at most say, where more are heard than the quorum: those on one side of every level, and
 * of these the value nearest a strike. So one operator, whatever it says, takes no reading from a quorum of
 * others: not by a vote beyond a level that makes the spread too wide, nor by one that repeats another's, so
 * that honest ones a little further off look like outliers.
 * Example: strike 0.95, quorum 3: 0.90, 0.91, 0.93 and 0.97 → 0.93 by the first three.
 */
function allButOne(
  fresh: readonly AcceptedObservation[],
  { quorum, levels }: ReadingTerms,
): { value: Wad; votes: AcceptedObservation[] } | null {
  if (fresh.length <= quorum) return null;
  const all = [...levels.strikes, ...levels.others];
  const heightOf = ({ value }: AcceptedObservation) => all.filter((level) => value >= level).length;
  for (const height of new Set(fresh.map(heightOf))) {
    const votes = fresh.filter((vote) => heightOf(vote) === height);
    if (votes.length < fresh.length - 1) continue;
    const values = votes.map((vote) => vote.value);
    const value = endNearestStrike(values.reduce(minimum), values.reduce(maximum), levels);
    if (value !== null) return { value, votes };
  }
  return null;
}

/**
 * What values from `lowest` to `highest` say together: the end that is nearest to a strike, because it pays
 * less than the others, or null when a level lies between them and they do not say one thing.
 * Example: 0.80 to 0.90 with the strike 0.95 → 0.90; 0.94 to 0.96 → null.
 */
export function endNearestStrike(lowest: Wad, highest: Wad, { strikes, others }: FeedLevels): Wad | null {
  const straddled = [...strikes, ...others].some((level) => lowest < level && highest >= level);
  if (straddled || strikes.length === 0) return null;
  const nearest = (value: Wad) => strikes.map((strike) => distance(strike, value)).reduce(minimum);
  // No strike lies between the values, so one of the two ends is the nearest.
  return nearest(lowest) < nearest(highest) ? lowest : highest;
}

function none(reason: NoReading, outliers: AcceptedObservation[], median: Wad | null): ReadingAttempt {
  return { reading: null, reason, outliers, median };
}

function distance(a: bigint, b: bigint): bigint {
  return a < b ? b - a : a - b;
}

function byOperator(a: AcceptedObservation, b: AcceptedObservation): number {
  return a.operator < b.operator ? -1 : a.operator > b.operator ? 1 : 0;
}
