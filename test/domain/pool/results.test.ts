/** What a pool earns and loses by source, for a share, and the yield between two moments. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BySource,
  type Mark,
  markPrice,
  NO_RESULTS,
  netOf,
  type PoolResults,
  resultOf,
  withResult,
  yieldBetween,
} from '../../../src/domain/pool/results.ts';
import { AMOUNT_MAX } from '../../../src/domain/shared/limits.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';

const NOTHING: PoolResults = { amounts: NO_RESULTS, perShare: NO_RESULTS };
const mark = (at: number, priceWad: bigint, perShare: Partial<BySource> = {}): Mark => ({
  at,
  priceWad,
  perShare: { ...NO_RESULTS, ...perShare },
});
const percent = (value: bigint) => (value * WAD) / 100n;

describe('results of a pool', () => {
  test('premium is shared by all shares, the virtual ones included', () => {
    expect(withResult(NOTHING, 'premium', 80n, 99_000n)).toEqual({
      amounts: { ...NO_RESULTS, premium: 80n },
      perShare: { ...NO_RESULTS, premium: (8n * WAD) / 10n },
    });
  });

  test('for a share income is rounded down and a loss up', () => {
    expect(withResult(NOTHING, 'premium', 1n, 2_000n).perShare.premium).toBe(WAD / 3n);
    expect(withResult(NOTHING, 'losses', 1n, 2_000n).perShare.losses).toBe(WAD / 3n + 1n);
  });

  test('what comes back of a loss counts against it, and never for more than came', () => {
    const lost = withResult(NOTHING, 'losses', 10n, 2_000n);
    const back = withResult(lost, 'losses', -10n, 2_000n);
    expect(back.amounts.losses).toBe(0n);
    expect(back.perShare.losses).toBe(1n);
  });

  test('what comes while nobody has a share is nobody’s', () => {
    const { amounts, perShare } = withResult(NOTHING, 'premium', 80n, 0n);
    expect({ premium: amounts.premium, perShare }).toEqual({ premium: 80n, perShare: NO_RESULTS });
  });

  test('a share whose price has left all bounds stops counting and never throws', () => {
    expect(withResult(NOTHING, 'premium', AMOUNT_MAX, 1n).perShare.premium).toBe(AMOUNT_MAX);
  });

  test('premium moves the price of a share by what is counted for it, to within one', () => {
    const capital = fc.bigInt(0n, 10n ** 24n);
    fc.assert(
      fc.property(capital, fc.bigInt(10n ** 12n, 10n ** 27n), capital, (before, shares, earned) => {
        const counted = withResult(NOTHING, 'premium', earned, shares).perShare.premium;
        const moved = markPrice(before + earned, shares) - markPrice(before, shares);
        expect(moved - counted).toBeGreaterThanOrEqual(-1n);
        expect(moved - counted).toBeLessThanOrEqual(1n);
      }),
    );
  });

  test('what all holders are told to have earned is never more than what came', () => {
    const holders = fc.array(fc.bigInt(1n, 10n ** 20n), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(holders, fc.array(fc.bigInt(0n, 10n ** 18n), { maxLength: 8 }), (shares, premiums) => {
        const all = shares.reduce((sum, share) => sum + share, 0n);
        const results = premiums.reduce((sum, premium) => withResult(sum, 'premium', premium, all), NOTHING);
        const told = shares.reduce(
          (sum, share) => sum + resultOf(share, NO_RESULTS, results.perShare).premium,
          0n,
        );
        expect(told).toBeLessThanOrEqual(results.amounts.premium);
      }),
    );
  });
});

describe('a yield', () => {
  test('is what a share made of its price at the beginning, source by source', () => {
    const start = mark(0, 2n * WAD, { premium: WAD, losses: WAD });
    const end = mark(DAY_SECONDS, 2n * WAD, {
      premium: WAD + percent(10n),
      reserveIncome: percent(4n),
      losses: WAD + percent(6n),
    });
    expect(yieldBetween(start, end)).toEqual({
      since: 0,
      premiumWad: percent(5n),
      reserveIncomeWad: percent(2n),
      lossesWad: percent(3n),
      netWad: percent(4n),
      annualNetWad: percent(4n) * 365n,
    });
  });

  test('is below zero where more was lost than earned, and for a year no smaller a loss than that', () => {
    const made = yieldBetween(mark(0, WAD), mark(2 * DAY_SECONDS, WAD, { premium: 1n, losses: percent(3n) }));
    expect(made.netWad).toBe(1n - percent(3n));
    expect(made.annualNetWad).toBe(-((percent(3n) - 1n) * 365n + 1n) / 2n);
  });

  test('a refund in the window is a loss below zero', () => {
    const made = yieldBetween(mark(0, WAD, { losses: percent(3n) }), mark(DAY_SECONDS, WAD));
    expect({ losses: made.lossesWad, net: made.netWad }).toEqual({ losses: -percent(3n), net: percent(3n) });
  });

  test('is given for a year from a day on, never for less', () => {
    const end = (at: number) => mark(at, WAD, { premium: percent(1n) });
    expect(yieldBetween(mark(0, WAD), end(DAY_SECONDS - 1)).annualNetWad).toBeNull();
    expect(yieldBetween(mark(0, WAD), end(DAY_SECONDS)).annualNetWad).toBe(percent(365n));
  });

  test('over two windows that touch the amounts add up, whatever lies between', () => {
    const figure = fc.bigInt(0n, 10n ** 20n);
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 24n), figure, figure, figure, (shares, first, second, lost) => {
        const half = { premium: first, reserveIncome: 0n, losses: lost };
        const whole = { premium: first + second, reserveIncome: 0n, losses: lost };
        const parts = netOf(resultOf(shares, NO_RESULTS, half)) + netOf(resultOf(shares, half, whole));
        const all = netOf(resultOf(shares, NO_RESULTS, whole));
        expect(all - parts).toBeGreaterThanOrEqual(0n);
        expect(all - parts).toBeLessThanOrEqual(1n);
      }),
    );
  });
});
