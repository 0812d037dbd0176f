import { describe, expect, test } from 'vitest';
import { formatTime, parseTime } from '../../../src/cli/shared/times.ts';

describe('times', () => {
  test.each([
    ['0', 0],
    ['1678509240', 1_678_509_240],
    ['2023-03-11T04:34:00Z', 1_678_509_240],
    ['2023-03-11T05:34:00+01:00', 1_678_509_240],
    ['2023-03-10T23:04:00-05:30', 1_678_509_240],
    ['2024-02-29T00:00:00Z', 1_709_164_800],
    ['9999-12-31T23:59:59Z', 253_402_300_799],
  ])('%s is %d', (text, seconds) => {
    expect(parseTime(text)).toBe(seconds);
  });

  test.each(['', '1e9', '0x10', '2023-3-11T04:34:00Z', '2023-03-11 04:34:00Z', '2023-03-11t04:34:00z'])(
    '%j is none',
    (text) => {
      expect(parseTime(text)).toBeNull();
    },
  );

  test.each(['1900-02-29T00:00:00Z', '2023-04-31T00:00:00Z', '2023-13-01T00:00:00Z', '2023-01-01T00:60:00Z'])(
    '%j does not exist',
    (text) => {
      expect(parseTime(text)).toBeNull();
    },
  );

  test('are shown to the second with a Z', () => {
    expect(formatTime(1_678_509_240)).toBe('2023-03-11T04:34:00Z');
  });
});
