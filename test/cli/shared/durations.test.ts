import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../src/cli/shared/durations.ts';

describe('durations', () => {
  test.each([
    ['0s', 0],
    ['90s', 90],
    ['30m', 1_800],
    ['4h', 14_400],
    ['007d', 604_800],
  ])('%s are %d seconds', (text, seconds) => {
    expect(parseDuration(text, '--hold')).toBe(seconds);
  });

  test.each(['', '4', 'h', '-1h', '1.5h', '1 h', '1w', '1h30m', '4H', '٤h', '36501d'])(
    '%j is none',
    (text) => {
      expect(() => parseDuration(text, '--hold')).toThrow(/^--hold "/);
    },
  );
});
