import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Measured, measure } from '../../../src/domain/risk/measure.ts';
import { wad } from '../pricing/decimals.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const FROM = 20_000 * DAY;
const terms = { from: FROM, until: FROM + 10 * HOUR, watch: wad('0.99'), maxGapSeconds: HOUR };
const readings = (...values: string[]) =>
  values.map((value, index) => ({ at: FROM + index * HOUR, value: wad(value) }));

describe('measure', () => {
  test('the worked example: an hour of ten below the watch level, a range of 4 in 96', () => {
    const series = readings('1', '1', '1', '0.96', '1', '1', '1', '1', '1', '1');
    expect(measure(series, terms)).toEqual({ deviationFrequency: 1_000n, pegVolatility: 417n });
  });

  test('silence counts as deviating, also before the first reading and after the last', () => {
    expect(measure([], terms)).toEqual({ deviationFrequency: 10_000n, pegVolatility: null });
    const late = [{ at: FROM + 8 * HOUR, value: wad('1') }];
    expect(measure(late, terms)?.deviationFrequency).toBe(9_000n);
    const before = [{ at: FROM - HOUR / 2, value: wad('1') }];
    expect(measure(before, terms)).toEqual({ deviationFrequency: 9_500n, pegVolatility: null });
  });

  test('the range is the mean of each day that has readings, rounded up', () => {
    const two = [
      { at: FROM, value: wad('1') },
      { at: FROM + HOUR, value: wad('1.01') },
      { at: FROM + DAY, value: wad('1') },
      { at: FROM + DAY + HOUR, value: wad('1.0001') },
    ];
    // 100 and 1, a mean of 50.5.
    expect(measure(two, { ...terms, until: FROM + 2 * DAY })?.pegVolatility).toBe(51n);
  });

  test('a span of no time tells nothing', () => {
    expect(measure(readings('1'), { ...terms, until: FROM })).toBeNull();
  });

  test('a feed that says less, or worse, never looks calmer', () => {
    const values = fc.array(fc.bigInt(wad('0.9'), wad('1.1')), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(values, fc.nat(), (list, pick) => {
        const span = { ...terms, until: FROM + 30 * HOUR };
        const series = list.map((value, index) => ({ at: FROM + index * HOUR, value }));
        const chosen = pick % series.length;
        const { deviationFrequency: before } = measure(series, span) as Measured;
        const worse = series.map((entry, index) =>
          index === chosen ? { ...entry, value: wad('0.5') } : entry,
        );
        const silent = series.filter((_, index) => index !== chosen);
        expect(measure(worse, span)?.deviationFrequency ?? 0n).toBeGreaterThanOrEqual(before);
        expect(measure(silent, span)?.deviationFrequency ?? 0n).toBeGreaterThanOrEqual(before);
        expect(before >= 0n && before <= 10_000n).toBe(true);
      }),
    );
  });
});
