import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutSegment,
  EARNING_SCALE,
  earningSegment,
  premiumOver,
  segmentPremium,
  unearnedPremium,
} from '../../../src/domain/policy/segment.ts';

const DAY = 86_400;
const premium = fc.bigInt(0n, 10n ** 30n);
const from = fc.integer({ min: 0, max: 3_000_000_000 });
const seconds = fc.integer({ min: 3_600, max: 365 * DAY });

describe('a segment', () => {
  test('stands for its premium exactly', () => {
    fc.assert(
      fc.property(premium, from, seconds, (amount, coverFrom, covered) => {
        const segment = earningSegment(amount, coverFrom, coverFrom + covered);
        const scaled = segment.ratePerSecond * BigInt(covered) + segment.remainder;
        expect(scaled).toBe(amount * EARNING_SCALE);
        expect(segmentPremium(segment)).toBe(amount);
      }),
    );
  });

  test('is refused for less than an hour of cover', () => {
    expect(() => earningSegment(1n, 0, 3_599)).toThrow(RangeError);
    expect(() => earningSegment(1n, 0, 3_600.5)).toThrow(RangeError);
    expect(() => earningSegment(1n, 10, 0)).toThrow(RangeError);
  });
});

describe('unearnedPremium', () => {
  const segment = earningSegment(700n, 1_000, 1_000 + 7 * DAY);

  test('is all of it before the first second of cover and none at the last', () => {
    expect(unearnedPremium(segment, 0)).toBe(700n);
    expect(unearnedPremium(segment, 1_000)).toBe(700n);
    expect(unearnedPremium(segment, 1_001)).toBe(699n);
    expect(unearnedPremium(segment, 999 + 7 * DAY)).toBe(0n);
    expect(unearnedPremium(segment, 1_000 + 7 * DAY)).toBe(0n);
  });

  test('is linear, rounded down', () => {
    fc.assert(
      fc.property(premium, seconds, fc.double({ min: 0, max: 1, noNaN: true }), (amount, covered, part) => {
        const at = Math.floor(covered * part);
        const exact = (amount * BigInt(covered - at)) / BigInt(covered);
        const unearned = unearnedPremium(earningSegment(amount, 0, covered), at);
        expect(unearned).toBe(exact);
      }),
    );
  });
});

describe('premiumOver', () => {
  test('rounds up against who pays the fee', () => {
    const segment = earningSegment(10n, 0, 3 * DAY);
    expect(premiumOver(segment, DAY)).toBe(4n);
    expect(premiumOver(segment, 0)).toBe(0n);
  });
});

describe('cutSegment', () => {
  test('gives two parts that sum to the segment exactly', () => {
    const whole = fc.bigInt(1n, 10n ** 18n);
    fc.assert(
      fc.property(premium, seconds, whole, fc.bigInt(0n, 100n), (amount, covered, all, percent) => {
        const segment = earningSegment(amount, 0, covered);
        const { part, rest } = cutSegment(segment, (all * percent) / 100n, all);
        expect(part.ratePerSecond + rest.ratePerSecond).toBe(segment.ratePerSecond);
        expect(part.remainder + rest.remainder).toBe(segment.remainder);
        // The part is what can be refunded: never more than its share.
        expect(part.ratePerSecond * all).toBeLessThanOrEqual(
          segment.ratePerSecond * ((all * percent) / 100n),
        );
        expect(part.remainder * all).toBeLessThanOrEqual(segment.remainder * ((all * percent) / 100n));
        const refundable = unearnedPremium(part, 0) + unearnedPremium(rest, 0);
        expect(refundable).toBeLessThanOrEqual(amount);
      }),
    );
  });
});
