import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantText } from '../../../src/domain/policy/instant.ts';

describe('instantText', () => {
  test.each([
    [0, '1970-01-01T00:00:00Z'],
    [951_782_399, '2000-02-28T23:59:59Z'],
    [951_782_400, '2000-02-29T00:00:00Z'],
    [951_868_800, '2000-03-01T00:00:00Z'],
    [1_678_509_240, '2023-03-11T04:34:00Z'],
    [4_107_542_400, '2100-03-01T00:00:00Z'],
  ])('writes %i as %s', (at, text) => {
    expect(instantText(at)).toBe(text);
  });

  test('agrees with the calendar of the platform for every second until the year 9999', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (at) => {
        expect(instantText(at)).toBe(new Date(at * 1_000).toISOString().replace('.000', ''));
      }),
      { numRuns: 1_000 },
    );
  });
});
