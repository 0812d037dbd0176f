import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSeriesRow, parseTime } from '../../../src/domain/feed/seriesRow.ts';
import { wad } from './observations.ts';

test.each([
  ['2023-03-11T08:00:00Z', 1_678_521_600],
  ['2023-03-11T09:30:00+01:30', 1_678_521_600],
  ['2023-03-11T03:00:00-05', 1_678_521_600],
  ['1678521600', 1_678_521_600],
  ['1970-01-01T00:00:00Z', 0],
  ['2024-02-29T00:00:00Z', 1_709_164_800],
])('reads the time %s', (text, seconds) => {
  expect(parseTime(text)).toBe(seconds);
});

test.each([
  '',
  '2023-02-29T00:00:00Z',
  '2100-02-29T00:00:00Z',
  '2023-13-01T00:00:00Z',
  '2023-03-11T24:00:00Z',
  '2023-03-11T08:00:00',
  '2023-03-11T08:00:00.5Z',
  '2023-03-11 08:00:00Z',
  '1969-12-31T23:59:59Z',
  '-1',
  '1e9',
])('refuses the time "%s"', (text) => {
  expect(parseTime(text)).toBeNull();
});

test('agrees with the calendar of the platform', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
      const text = `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
      expect(parseTime(text)).toBe(seconds);
    }),
  );
});

test('reads a row exactly', () => {
  expect(parseSeriesRow('1678521600,0.900000000000000001')).toEqual({
    at: 1_678_521_600,
    value: wad('0.900000000000000001'),
  });
});

test.each(['', '1678521600', '1678521600,0.9,1', '1678521600,0', '1678521600,-1', '1678521600,9e-1', 'x,1'])(
  'says what is wrong with the row "%s"',
  (text) => {
    expect(parseSeriesRow(text)).toEqual({ problem: expect.any(String) });
  },
);
