import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  TREASURY_PERIOD_SECONDS,
  type TreasuryDraw,
  treasuryPays,
} from '../../../src/domain/fund/treasury.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/fund/figures.json' with { type: 'json' };

const NOW = 1_700_000_000;

describe('treasuryPays', () => {
  test.each(vectors.treasury)('$pays of $balance after $byEvent and $before', (row) => {
    const [approved, shortfall] = [BigInt(row.approved), BigInt(row.shortfall)];
    const draws = [
      { at: NOW - DAY_SECONDS, lossEventId: 'this', amount: BigInt(row.byEvent) },
      { at: NOW - DAY_SECONDS, lossEventId: 'other', amount: BigInt(row.before) },
    ];
    const request = { lossEventId: 'this', approved, shortfall };
    expect(treasuryPays(request, BigInt(row.balance), draws, NOW)).toBe(BigInt(row.pays));
  });

  test('forgets draws of other events after 30 days, and those of the same event never', () => {
    const request = { lossEventId: 'this', approved: 999n, shortfall: 999n };
    const draw = (lossEventId: string, at: number) => [{ at, lossEventId, amount: 500n }];
    const old = NOW - TREASURY_PERIOD_SECONDS;
    expect(treasuryPays(request, 500n, draw('other', old), NOW)).toBe(125n);
    expect(treasuryPays(request, 500n, draw('other', old + 1), NOW)).toBe(0n);
    expect(treasuryPays(request, 500n, draw('this', old), NOW)).toBe(0n);
  });

  test('never gives an event more than a quarter, nor 30 days more than half, however it is asked', () => {
    const asks = fc.array(
      fc.record({
        lossEventId: fc.constantFrom('a', 'b', 'c'),
        approved: fc.bigInt(0n, 10n ** 6n),
        shortfall: fc.bigInt(0n, 10n ** 6n),
        wait: fc.integer({ min: 0, max: 3 * DAY_SECONDS }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 6n), asks, (start, list) => {
        const draws: TreasuryDraw[] = [];
        let [balance, at] = [start, NOW];
        for (const { wait, ...request } of list) {
          at += wait;
          const amount = treasuryPays(request, balance, draws, at);
          expect(amount <= request.approved && amount <= request.shortfall).toBe(true);
          balance -= amount;
          draws.push({ at, lossEventId: request.lossEventId, amount });
        }
        expect(balance).toBeGreaterThanOrEqual(0n);
        const sum = (of: TreasuryDraw[]) => of.reduce((all, { amount }) => all + amount, 0n);
        for (const id of ['a', 'b', 'c'])
          expect(sum(draws.filter(({ lossEventId }) => lossEventId === id)) * 4n).toBeLessThanOrEqual(start);
        for (const { at: from } of draws) {
          const period = draws.filter((draw) => draw.at >= from && draw.at - from < TREASURY_PERIOD_SECONDS);
          expect(sum(period) * 2n).toBeLessThanOrEqual(start);
        }
      }),
    );
  });
});
