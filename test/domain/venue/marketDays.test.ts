import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { addToDay, MARKET_DAYS, type MarketDay, sumDays } from '../../../src/domain/venue/marketDays.ts';
import { dailyVolatility } from '../../../src/domain/venue/volatility.ts';
import { marginWarnings } from '../../../src/domain/venue/warnings.ts';

const PERCENT = WAD / 100n;

test('volatility is the root mean square of the moves from day to day, never rounded down', () => {
  expect(dailyVolatility([100n, 110n, 99n])).toBe(10n * PERCENT);
  // 3 % and 4 %: the root of 12.5, on the last digit upwards.
  expect(dailyVolatility([100n * WAD, 103n * WAD, 98n * WAD + (88n * WAD) / 100n])).toBe(
    35_355_339_059_327_377n,
  );
  expect([dailyVolatility([]), dailyVolatility([5n]), dailyVolatility([5n, 5n])]).toEqual([0n, 0n, 0n]);
});

test('it is between the smallest and the largest move', () => {
  const marks = fc.array(fc.bigInt(1n, 10n ** 24n), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(marks, (list) => {
      const moves = list.slice(1).map((mark, index) => {
        const before = list[index] ?? 1n;
        return ((mark > before ? mark - before : before - mark) * WAD + before - 1n) / before;
      });
      const sorted = [...moves].sort((one, other) => (one < other ? -1 : 1));
      const found = dailyVolatility(list);
      expect(found >= (sorted[0] ?? 0n) && found <= (sorted.at(-1) ?? 0n)).toBe(true);
    }),
  );
});

test('days keep what was added to them, in order, for thirty days and no longer', () => {
  const step = fc.record({ day: fc.integer({ min: 0, max: 90 }), volume: fc.bigInt(0n, 1_000n) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ordered = [...steps].sort((one, other) => one.day - other.day);
      let days: MarketDay[] = [];
      for (const { day, volume } of ordered) days = addToDay(days, day * DAY_SECONDS + 5, { volume });
      const last = ordered.at(-1)?.day ?? 0;
      const kept = ordered.filter(({ day }) => day > last - MARKET_DAYS);
      expect(sumDays(days).volume).toBe(kept.reduce((sum, { volume }) => sum + volume, 0n));
      expect(days.map(({ day }) => day)).toEqual([...new Set(kept.map(({ day }) => day))]);
    }),
  );
});

test('a warned account keeps its deadline until it is above the level, and then begins anew', () => {
  const thin = { account: 'a', equity: 100n, maintenance: 100n };
  const first = marginWarnings([thin, { ...thin, account: 'b', equity: 125n }], [], 1_000);
  expect(first).toEqual([{ account: 'a', topUp: 25n, deadlineAt: 4_600 }]);
  expect(marginWarnings([{ ...thin, equity: 110n }], first, 2_000)).toEqual([
    { account: 'a', topUp: 15n, deadlineAt: 4_600 },
  ]);
  expect(marginWarnings([{ ...thin, equity: 125n }], first, 2_000)).toEqual([]);
  expect(marginWarnings([thin], [], 3_000)[0]?.deadlineAt).toBe(6_600);
});
