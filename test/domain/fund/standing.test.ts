import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type FundStanding,
  isCoverageShort,
  isRunwayShort,
  standingOf,
  toldStanding,
} from '../../../src/domain/fund/standing.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const LEVELS = { targetWad: (13n * WAD) / 10n, minimumWad: (7n * WAD) / 10n };
const ORDER: FundStanding[] = ['UNDER_MINIMUM', 'UNDER_REQUIRED', 'UNDER_TARGET', 'AT_TARGET'];

test.each([
  [1_300n, 'AT_TARGET'],
  [1_299n, 'UNDER_TARGET'],
  [999n, 'UNDER_REQUIRED'],
  [699n, 'UNDER_MINIMUM'],
] as const)('%d of 1,000 is %s', (resources, standing) => {
  expect(standingOf(resources, 1_000n, LEVELS)).toBe(standing);
  expect(standingOf(resources, 0n, LEVELS)).toBe('NOTHING_REQUIRED');
});

test('a fall is told at once, a rise two points above the level, as far as it is sure', () => {
  const told = (before: FundStanding, resources: bigint) => toldStanding(before, resources, 1_000n, LEVELS);
  expect(told('UNDER_TARGET', 999n)).toBe('UNDER_REQUIRED');
  expect(told('UNDER_REQUIRED', 1_019n)).toBe('UNDER_REQUIRED');
  expect(told('UNDER_REQUIRED', 1_020n)).toBe('UNDER_TARGET');
  expect(told('UNDER_MINIMUM', 1_310n)).toBe('UNDER_TARGET');
  expect(told('NOTHING_REQUIRED', 1_000n)).toBe('UNDER_TARGET');
});

test('what flutters within two points of a level is told once at most', () => {
  const flutter = fc.array(fc.bigInt(990n, 1_009n), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(flutter, (moves) => {
      let before: FundStanding = 'UNDER_TARGET';
      let changes = 0;
      for (const resources of moves) {
        const next = toldStanding(before, resources, 1_000n, LEVELS);
        if (next !== before) changes += 1;
        before = next;
      }
      expect(changes).toBeLessThanOrEqual(1);
    }),
  );
});

test('it is never told to stand better than it does', () => {
  const before = fc.constantFrom(...ORDER);
  fc.assert(
    fc.property(before, fc.bigInt(0n, 3_000n), fc.bigInt(1n, 1_500n), (was, resources, required) => {
      const told = ORDER.indexOf(toldStanding(was, resources, required, LEVELS));
      expect(told).toBeLessThanOrEqual(ORDER.indexOf(standingOf(resources, required, LEVELS)));
    }),
  );
});

test('a runway is short under 90 days until it is 100, and coverage under 1 until it is 1.02', () => {
  expect([89n, 90n, null].map((days) => isRunwayShort(false, days))).toEqual([true, false, false]);
  expect([99n, 100n, null].map((days) => isRunwayShort(true, days))).toEqual([true, false, false]);
  const point = WAD / 100n;
  expect([WAD - 1n, WAD, null].map((ratio) => isCoverageShort(false, ratio))).toEqual([true, false, false]);
  expect([WAD + point, WAD + 2n * point].map((ratio) => isCoverageShort(true, ratio))).toEqual([true, false]);
});
