import { describe, expect, test } from 'vitest';
import type { PoolProductBook } from '../../../src/domain/pool/exposure.ts';
import {
  ADEQUACY_MINIMUM,
  ADEQUACY_REQUIRED,
  ADEQUACY_TARGET,
  adequacyRatio,
  brokenPromise,
  exitRoom,
  hasAdequacy,
  poolRequirement,
  stressOfTwoLargest,
} from '../../../src/domain/pool/requirement.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const product = (group: string, cover: bigint, ratioPercent = 100n): PoolProductBook => ({
  productId: `${group}${cover}`,
  group,
  weightWad: WAD / 10n,
  highestRatioWad: (WAD * ratioPercent) / 100n,
  cover,
});

describe('poolRequirement', () => {
  test('is nothing without cover, whatever the floor', () => {
    expect(poolRequirement([product('g', 0n)], 10_000n)).toBe(0n);
  });

  test('is the floor while any cover is in force', () => {
    expect(poolRequirement([product('g', 1n)], 10_000n)).toBe(10_000n);
  });

  test('is the stressed payout of the two largest groups', () => {
    expect(poolRequirement([product('g', 480n), product('h', 96n), product('i', 90n)], 10n)).toBe(576n);
  });

  test('is the cover over 4.8, rounded up by one unit, where many groups pay little', () => {
    const groups = Array.from({ length: 10 }, (_, index) => product(`g${index}`, 49n, 25n));
    // 490 / 4.8 = 102.08; two largest: 2 * ceil(49 * 0.25) = 26.
    expect(poolRequirement(groups, 0n)).toBe(103n);
  });

  test('takes the highest ratio among the products of a group for all its cover', () => {
    expect(stressOfTwoLargest([product('g', 100n, 25n), product('g', 60n, 50n)])).toBe(80n);
  });
});

describe('adequacy', () => {
  test('is null, which is met, where nothing is required', () => {
    expect(adequacyRatio(0n, 0n)).toBeNull();
    expect(hasAdequacy(0n, 0n, ADEQUACY_TARGET)).toBe(true);
  });

  test('is judged exactly: a rounded ratio never lifts a pool over a level', () => {
    expect(adequacyRatio(3n, 2n)).toBe((3n * WAD) / 2n);
    expect(adequacyRatio(2n, 3n)).toBe(666_666_666_666_666_666n);
    expect(hasAdequacy(13n, 10n, ADEQUACY_TARGET)).toBe(true);
    expect(hasAdequacy(12_999_999_999_999_999_999n, 10n ** 19n, ADEQUACY_TARGET)).toBe(false);
    expect(hasAdequacy(7n, 10n, ADEQUACY_MINIMUM)).toBe(true);
    expect(hasAdequacy(9n, 10n, ADEQUACY_REQUIRED)).toBe(false);
  });
});

describe('brokenPromise', () => {
  const standing = { assets: 100n, locked: 100n, resources: 120n, requirement: 120n };

  test('allows a pool to stand exactly at both bounds', () => {
    expect(brokenPromise(standing)).toBeNull();
  });

  test('names locked capital first, then the requirement', () => {
    expect(brokenPromise({ ...standing, locked: 101n, requirement: 121n })).toBe('LOCKED_CAPITAL');
    expect(brokenPromise({ ...standing, requirement: 121n })).toBe('REQUIREMENT');
  });

  test('lets out exactly what breaks no promise', () => {
    const now = { assets: 100n, locked: 60n, resources: 150n, requirement: 120n };
    expect(exitRoom(now)).toBe(30n);
    expect(exitRoom({ ...now, locked: 90n })).toBe(10n);
    expect(exitRoom({ ...now, locked: 101n })).toBe(0n);
    const standingWithout = (left: bigint) => ({
      ...now,
      assets: now.assets - left,
      resources: now.resources - left,
    });
    expect(brokenPromise(standingWithout(30n))).toBeNull();
    expect(brokenPromise(standingWithout(31n))).toBe('REQUIREMENT');
  });
});
