import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { incomeSegment } from '../../../src/domain/vault/income.ts';
import { buy, openBook, passTo } from '../policy/earningBook.ts';

const START = 1_700_000_400;
const MONTH = 30 * DAY_SECONDS;

describe('an income', () => {
  test('reaches the shares linearly: a unit a second of as many as 30 days have', () => {
    const book = openBook(START);
    buy(book, incomeSegment(BigInt(MONTH), START));
    passTo(book, START + 10 * DAY_SECONDS);
    expect(book.earned).toBe(BigInt(10 * DAY_SECONDS));
    passTo(book, START + MONTH + HOUR_SECONDS);
    expect(book).toMatchObject({ earned: BigInt(MONTH), unearned: 0n });
    expect(book.buckets.size).toBe(0);
  });

  test('gives who comes just before it and leaves just after it next to nothing', () => {
    const book = openBook(START);
    buy(book, incomeSegment(10n ** 12n, START));
    passTo(book, START + HOUR_SECONDS);
    expect(book.earned).toBeLessThan(10n ** 12n / 700n);
  });

  test('arrives whole and never early, however many there are', () => {
    const incomes = fc.array(
      fc.record({ amount: fc.bigInt(0n, 10n ** 15n), wait: fc.integer({ min: 0, max: 5 * DAY_SECONDS }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(incomes, fc.integer({ min: 0, max: MONTH }), (list, later) => {
        const book = openBook(START);
        const arrived: { amount: bigint; at: number }[] = [];
        let at = START;
        for (const { amount, wait } of list) {
          at += wait;
          passTo(book, at);
          buy(book, incomeSegment(amount, at));
          arrived.push({ amount, at });
        }
        passTo(book, at + later);
        const linear = (now: number) =>
          arrived.reduce((sum, { amount, at: from }) => {
            const seconds = Math.max(0, Math.min(MONTH, now - from));
            return sum + amount * BigInt(seconds);
          }, 0n);
        const month = BigInt(MONTH);
        expect(book.earned * month).toBeLessThanOrEqual(linear(at + later));
        // Late by two hours at most: its first and last hour are earned at their ends.
        expect((book.earned + 1n) * month).toBeGreaterThan(linear(at + later - 2 * HOUR_SECONDS));
        passTo(book, at + MONTH + HOUR_SECONDS);
        expect(book.unearned).toBe(0n);
        expect(book.earned).toBe(arrived.reduce((sum, { amount }) => sum + amount, 0n));
      }),
    );
  });
});
