import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverOf } from '../../../src/actuary/backtest/market.ts';
import { madeUpSeries, REGIME_NAMES } from '../../../src/actuary/backtest/regimes.ts';
import { replaySeries } from '../../../src/actuary/backtest/replay.ts';
import { calmControl, LEAD_SECONDS, realSeries } from '../../../src/actuary/backtest/series.ts';
import { rowsOf } from '../../../src/cli/actuary/backtest.ts';
import { DEFAULT_RULES } from '../../../src/cli/actuary/liveBook.ts';
import { brokenPromise } from '../../../src/domain/pool/requirement.ts';
import { standingOf } from '../../../src/domain/pool/standing.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { held, owed, PROPERTY, walked } from './walks.ts';

const at = (text: string) => Date.parse(text) / 1_000;

describe('the real series', () => {
  test.each([
    ['USDC', '2023-03-11T04:34:00Z', '2023-03-11T08:34:00Z', WAD / 4n],
    ['UST', '2022-05-09T19:57:00Z', '2022-05-09T23:57:00Z', WAD],
  ] as const)(
    '%s fires as the rule book says, whoever buys what',
    async (name, start, confirmed, ratioWad) => {
      const { market } = walked(realSeries(await rowsOf(name), 3, 5));
      expect(market.verdicts).toMatchObject([
        { breachStart: at(start), confirmedAt: at(confirmed), settled: { ratioWad } },
      ]);
      const [verdict] = market.verdicts;
      expect(verdict?.due).toBeGreaterThan(0n);
      expect(verdict?.paid).toBe(verdict?.due);
      // Whoever was covered at the start, and nobody else, has the ratio of what was covered.
      for (const { segment, received } of market.policies) {
        const covered = segment.coverFrom <= at(start);
        if (!covered) expect(received).toBe(0n);
        else if (received > 0n) expect(received).toBe((segment.coverAmount * ratioWad) / WAD);
      }
    },
  );

  test.each(['USDC', 'UST'] as const)(
    'the calm rows of %s alone freeze nobody and pay nothing',
    async (name) => {
      const { market, sales } = walked(calmControl(await rowsOf(name), 1, 5));
      expect([market.phase, market.verdicts, sales.refused.WATCH]).toEqual(['CALM', [], undefined]);
      expect(market.policies.every(({ received }) => received === 0n)).toBe(true);
    },
  );
});

describe('any series', () => {
  const anySeries = fc.record({
    regime: fc.constantFrom(...REGIME_NAMES),
    replica: fc.nat(1_000),
    seed: fc.nat(1_000),
  });

  test('keeps every unit, and every promise of the pool but while a breach has set capital aside', () => {
    fc.assert(
      fc.property(anySeries, ({ regime, replica, seed }) => {
        const series = madeUpSeries(regime, replica, seed);
        let broken = 0;
        const { market } = walked(series, [], (now) => {
          if (now.shares === 0n || now.book.earmarks.length > 0) return;
          if (brokenPromise(standingOf(now.book, now.capital, now.fund)) !== null) broken += 1;
        });
        expect(held(market)).toBe(owed(market));
        expect(broken).toBe(0);
        const open = market.policies.filter(({ end }) => end === null);
        expect(coverOf(market)).toBe(open.reduce((sum, { segment }) => sum + segment.coverRemaining, 0n));
      }),
      { ...PROPERTY, numRuns: 6 },
    );
  });

  test('comes to the same figures for the same seed, and to others for another', () => {
    const replayed = (seed: number) => replaySeries(DEFAULT_RULES, madeUpSeries('recovers', 1, seed));
    const first = replayed(2);
    expect(replayed(2)).toEqual(first);
    expect(replayed(3)).not.toEqual(first);
  });

  test('a dip shorter than the hold, noise and silence fire nothing; breaks do', () => {
    for (const regime of REGIME_NAMES) {
      const { market } = walked(madeUpSeries(regime, 4, 2));
      const fires = ['bleed', 'recovers', 'breaks', 'darkBreak'].includes(regime);
      expect([regime, market.verdicts.length]).toEqual([regime, fires ? 1 : 0]);
    }
  });

  test('a score follows by five points a day once its feed is measured, and rises with a break', () => {
    const series = madeUpSeries('recovers', 2, 7);
    const scores: number[] = [];
    const { market } = walked(series, [], (now, time) => {
      if (time % 86_400 === 0) scores.push(now.score);
    });
    const steps = scores.slice(1).map((score, index) => Math.abs(score - (scores[index] ?? 0)));
    // At first it supposes the worst of its feed; what is measured first, on the second day, holds at once.
    expect(steps.slice(0, 2)).toEqual([0, 16]);
    expect(Math.max(...steps.slice(2))).toBe(5);
    const breach = market.verdicts[0]?.breachStart ?? 0;
    expect(breach).toBeGreaterThanOrEqual(series.from + LEAD_SECONDS);
    const day = Math.ceil((breach - series.from) / 86_400);
    expect(scores[day + 3]).toBeGreaterThan(scores[day - 2] ?? 100);
  });
});
