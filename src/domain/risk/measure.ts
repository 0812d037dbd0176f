/** What a product's own feed tells of its risk, from the readings of the last 30 days. */
import { RISK_MEASURE_SECONDS } from '../shared/limits.ts';
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { BPS, DAY_SECONDS, type UnixSeconds, type Wad } from '../shared/units.ts';
import type { Reading } from '../trigger/rule.ts';

/** Both in hundredths of a percent. */
export interface Measured {
  readonly deviationFrequency: bigint;
  /** Null where not a single reading was made. */
  readonly pegVolatility: bigint | null;
}

/** What is measured: since when, until when, below which level, and how long a reading holds. */
export interface MeasureTerms {
  readonly from: UnixSeconds;
  readonly until: UnixSeconds;
  readonly watch: Wad;
  readonly maxGapSeconds: number;
}

/**
 * What is measured of a feed that is read up to its watermark: the last 30 days, or since it began. Null for
 * less than a day, which shows nothing yet.
 */
export function measuredSpan(
  watermark: UnixSeconds | null,
  since: UnixSeconds,
): Pick<MeasureTerms, 'from' | 'until'> | null {
  if (watermark === null) return null;
  const from = Math.max(watermark - RISK_MEASURE_SECONDS, since);
  return watermark - from < DAY_SECONDS ? null : { from, until: watermark };
}

/**
 * Measures `[from, until)`. A reading holds until the next, and for `maxGapSeconds` at most: what nobody
 * read counts as deviating, so that a dark feed never looks calm. `readings` rise in time; the last one
 * before `from` holds at first. Null for a span of no time.
 * Example: 1.00 for 9 h and 0.96 for 1 h below a watch level of 0.99: 1,000, and a range of 417.
 */
export function measure(readings: readonly Reading[], terms: MeasureTerms): Measured | null {
  const { from, until, watch } = terms;
  if (until <= from) return null;
  const calm = calmSeconds(readings, terms);
  const inside = readings.filter(({ at }) => at >= from && at < until);
  // Up: against whoever is scored.
  const deviationFrequency = mulDivUp(BigInt(until - from - calm), BPS, BigInt(until - from));
  return { deviationFrequency, pegVolatility: meanDailyRange(inside) };

  function calmSeconds(all: readonly Reading[], { maxGapSeconds }: MeasureTerms): number {
    let calmFor = 0;
    all.forEach(({ at, value }, index) => {
      if (value < watch) return;
      const ends = Math.min(all[index + 1]?.at ?? until, at + maxGapSeconds, until);
      calmFor += Math.max(0, ends - Math.max(at, from));
    });
    return calmFor;
  }
}

function meanDailyRange(readings: readonly Reading[]): bigint | null {
  const days = new Map<number, { low: Wad; high: Wad }>();
  for (const { at, value } of readings) {
    const day = at - (at % DAY_SECONDS);
    const { low, high } = days.get(day) ?? { low: value, high: value };
    days.set(day, { low: minimum(low, value), high: maximum(high, value) });
  }
  if (days.size === 0) return null;
  // Up, both times: against whoever is scored.
  const ranges = [...days.values()].map(({ low, high }) => mulDivUp(high - low, BPS, low));
  return mulDivUp(
    ranges.reduce((sum, range) => sum + range, 0n),
    1n,
    BigInt(ranges.length),
  );
}
