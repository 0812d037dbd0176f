import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutPolicy } from '../../../src/domain/policy/cutPolicy.ts';
import {
  coverByPool,
  earnersOf,
  type PolicySegment,
  sumOf,
} from '../../../src/domain/policy/policySegment.ts';
import { cancellationOf } from '../../../src/domain/policy/refund.ts';
import { type EarningSegment, earningSegment } from '../../../src/domain/policy/segment.ts';

const DAY = 86_400;

/** Cover of several pools, bought at a time for a premium each, covered to day 100. */
function segmentOf(
  parts: readonly { poolId: string; cover: bigint; premium: bigint }[],
  from = 0,
): PolicySegment {
  const sum = (field: 'cover' | 'premium') => parts.reduce((all, part) => all + part[field], 0n);
  return {
    coverAmount: sum('cover'),
    coverRemaining: sum('cover'),
    premium: sum('premium') + sum('premium') / 9n,
    boughtAt: from,
    coverFrom: from,
    allocations: parts.map(({ poolId, cover, premium }) => ({
      poolId,
      coverAmount: cover,
      premium,
      earning: [earningSegment(premium, from, 100 * DAY)],
    })),
    commission: {
      commissionId: 'com_1',
      premium: sum('premium') / 9n,
      earning: [earningSegment(sum('premium') / 9n, from, 100 * DAY)],
    },
  };
}

const parts = fc
  .tuple(
    fc.bigInt(1n, 10n ** 15n),
    fc.bigInt(1n, 10n ** 15n),
    fc.bigInt(0n, 10n ** 13n),
    fc.bigInt(0n, 10n ** 13n),
  )
  .map(([a, b, first, second]) => [
    { poolId: 'pool_a', cover: a, premium: first },
    { poolId: 'pool_b', cover: b, premium: second },
  ]);
const policy = fc
  .tuple(parts, parts, fc.bigInt(0n, 100n))
  .map(([bought, added, percent]): PolicySegment[] => {
    const first = segmentOf(bought);
    return [{ ...first, coverRemaining: (first.coverAmount * percent) / 100n }, segmentOf(added, 10 * DAY)];
  });
const cut = policy.chain((segments) =>
  fc.record({
    segments: fc.constant(segments),
    amount: fc.bigInt(1n, sumOf(segments, 'coverAmount') - 1n),
  }),
);
const rateOf = (earning: readonly EarningSegment[]) =>
  earning.reduce((sum, { ratePerSecond, remainder }) => sum + ratePerSecond * 10n ** 9n + remainder, 0n);

describe('cutPolicy', () => {
  test('every segment gives in proportion to its cover', () => {
    const first = segmentOf([{ poolId: 'pool_a', cover: 100n, premium: 3_000_000n }]);
    const added = segmentOf([{ poolId: 'pool_a', cover: 50n, premium: 1_000_000n }], 10 * DAY);
    const { part, rest } = cutPolicy([first, added], 30n);
    const figures = (half: readonly PolicySegment[]) =>
      half.map(({ coverAmount, allocations, commission }) => [
        coverAmount,
        allocations[0]?.premium,
        commission?.premium,
      ]);
    expect(figures(part)).toEqual([
      [20n, 600_000n, 66_666n],
      [10n, 200_000n, 22_222n],
    ]);
    expect(figures(rest)).toEqual([
      [80n, 2_400_000n, 266_667n],
      [40n, 800_000n, 88_889n],
    ]);
  });

  test('part and rest sum to the whole: cover, what is left of it, premium and what is to be earned', () => {
    fc.assert(
      fc.property(cut, ({ segments, amount }) => {
        const { part, rest } = cutPolicy(segments, amount);
        expect(sumOf(part, 'coverAmount')).toBe(amount);
        for (const field of ['coverAmount', 'coverRemaining', 'premium'] as const)
          expect(sumOf(part, field) + sumOf(rest, field)).toBe(sumOf(segments, field));
        const rates = [part, rest].map((half) => earnersOf(half).map(({ earning }) => rateOf(earning)));
        const whole = earnersOf(segments).reduce((sum, { earning }) => sum + rateOf(earning), 0n);
        expect(rates.flat().reduce((sum, rate) => sum + rate, 0n)).toBe(whole);
        const covers = [part, rest].flatMap((half) => [...coverByPool(half).values()]);
        expect(covers.reduce((sum, cover) => sum + cover, 0n)).toBe(sumOf(segments, 'coverRemaining'));
      }),
    );
  });

  test('cancelling the part and then the rest never gives back more than cancelling the whole', () => {
    fc.assert(
      fc.property(cut, fc.integer({ min: 0, max: 100 * DAY }), ({ segments, amount }, at) => {
        const { part, rest } = cutPolicy(segments, amount);
        const refund = (half: readonly PolicySegment[]) =>
          earnersOf(half).reduce((sum, { earning }) => sum + cancellationOf(earning, at).refund, 0n);
        // The fee is rounded up once for each half and pool; the unearned part down.
        expect(refund(part) + refund(rest)).toBeLessThanOrEqual(refund(segments));
      }),
    );
  });
});
