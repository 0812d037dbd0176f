import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancelling } from '../../../src/actuary/backtest/cancelling.ts';
import { deposit, requestExit, worthOf } from '../../../src/actuary/backtest/capital.ts';
import type { HeldPolicy, Position } from '../../../src/actuary/backtest/market.ts';
import { madeUpSeries, REGIME_NAMES } from '../../../src/actuary/backtest/regimes.ts';
import { sell } from '../../../src/actuary/backtest/sell.ts';
import { firstIncident, LEAD_SECONDS } from '../../../src/actuary/backtest/series.ts';
import { sniping } from '../../../src/actuary/backtest/sniping.ts';
import { splitting } from '../../../src/actuary/backtest/splitting.ts';
import { COOLDOWN_SECONDS, UNIT, WAITING_SECONDS } from '../../../src/actuary/backtest/terms.ts';
import type { Action } from '../../../src/actuary/backtest/walk.ts';
import { DEFAULT_RULES } from '../../../src/cli/actuary/liveBook.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { PROPERTY, walked } from './walks.ts';

const anySeries = fc.record({
  regime: fc.constantFrom(...REGIME_NAMES),
  replica: fc.nat(1_000),
  seed: fc.nat(1_000),
});
/** Where a break begins. */
const breaking = fc.record({
  regime: fc.constantFrom('bleed', 'recovers', 'breaks', 'darkBreak'),
  replica: fc.nat(1_000),
  seed: fc.nat(1_000),
} as const);
/** Any second from ten days before the onset to twenty after. */
const anySeconds = fc.integer({ min: LEAD_SECONDS - 10 * DAY_SECONDS, max: LEAD_SECONDS + 20 * DAY_SECONDS });

describe('who buys at any second', () => {
  test('is paid for nothing that begins within the waiting period, whatever he knew', () => {
    const bought: boolean[] = [];
    fc.assert(
      fc.property(breaking, fc.array(anySeconds, { minLength: 8, maxLength: 8 }), (which, seconds) => {
        const series = madeUpSeries(which.regime, which.replica, which.seed);
        const policies: HeldPolicy[] = [];
        const order = { holder: 'late', cover: 100n * UNIT, coveredSeconds: 30 * DAY_SECONDS };
        const { market } = walked(
          series,
          seconds.map((after) => ({
            at: series.from + after,
            act: (now, at) => {
              const sold = sell(now, order, at);
              if (typeof sold !== 'string') policies.push(sold);
            },
          })),
        );
        const start = market.verdicts[0]?.breachStart ?? 0;
        for (const { segment, received } of policies) {
          const waits = segment.boughtAt + WAITING_SECONDS > start;
          bought.push(waits);
          if (waits) expect(received).toBe(0n);
        }
      }),
      PROPERTY,
    );
    // Both kinds were there.
    expect(new Set(bought).size).toBe(2);
  });
});

describe('an underwriter who asks to leave at any second', () => {
  test('under seven days before a breach bears it with those who stay', () => {
    let asked = 0;
    fc.assert(
      fc.property(breaking, fc.integer({ min: 1, max: COOLDOWN_SECONDS }), (which, ahead) => {
        const series = madeUpSeries(which.regime, which.replica, which.seed);
        const start = firstIncident(series) ?? 0;
        const positions: Position[] = [];
        let isLet = false;
        const enter: Action = {
          at: series.from + 2 * DAY_SECONDS,
          act: (now, at) => {
            for (const holder of ['leaves', 'stays']) {
              const position = deposit(now, holder, 100n * UNIT, at);
              if (position !== null) positions.push(position);
            }
          },
        };
        const leave: Action = {
          at: start - ahead,
          act: (now, at) => {
            const [leaver] = positions;
            isLet = leaver !== undefined && requestExit(now, leaver, at);
          },
        };
        const { market } = walked(series, [enter, leave]);
        const [leaver, stayer] = positions;
        if (!isLet || leaver === undefined || stayer === undefined) return;
        asked += 1;
        // He gives up what is earned from the request on; a rounding of shares is all that he can keep.
        expect(worthOf(market, leaver)).toBeLessThanOrEqual(worthOf(market, stayer) + 1n);
      }),
      PROPERTY,
    );
    expect(asked).toBeGreaterThan(3);
  });

  test('whoever comes for premium and leaves never has more than as many shares that stayed', () => {
    fc.assert(
      fc.property(anySeries, fc.array(anySeconds, { minLength: 3, maxLength: 3 }), (which, seconds) => {
        const series = madeUpSeries(which.regime, which.replica, which.seed);
        const times = seconds.map((after) => series.from + after);
        const { actions, outcomes } = sniping(series, times);
        const { market } = walked(series, actions);
        expect(outcomes(market).filter(({ beats }) => beats)).toEqual([]);
      }),
      { ...PROPERTY, numRuns: 6 },
    );
  });
});

test('who cancels and buys again pays no less for a covered second than who holds', () => {
  let compared = 0;
  fc.assert(
    fc.property(anySeries, fc.integer({ min: 2, max: 35 }), (which, days) => {
      const series = madeUpSeries(which.regime, which.replica, which.seed);
      const { actions, outcomes } = cancelling(series, days * DAY_SECONDS + HOUR_SECONDS);
      const { market } = walked(series, actions);
      const found = outcomes(market);
      compared += found.length;
      expect(found.filter(({ beats }) => beats)).toEqual([]);
    }),
    { ...PROPERTY, numRuns: 6 },
  );
  expect(compared).toBeGreaterThan(5);
});

test('who splits an order pays no less, but for the drift that quotes are honoured within', () => {
  let worst = 0;
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000), (replica, seed) => {
      const outcomes = splitting(DEFAULT_RULES, replica, seed);
      expect(outcomes.filter(({ beats }) => beats)).toEqual([]);
      for (const { advantage } of outcomes) worst = Math.max(worst, advantage);
    }),
    { ...PROPERTY, numRuns: 200 },
  );
  // The drift is worth something, and the measure sees it.
  expect(worst).toBeGreaterThan(0.001);
});
