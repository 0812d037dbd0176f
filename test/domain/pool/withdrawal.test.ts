import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assetsForShares, type ShareBook } from '../../../src/domain/pool/shares.ts';
import {
  cancelWithdrawal,
  payMatured,
  payWithdrawal,
  type QueuedWithdrawal,
} from '../../../src/domain/pool/withdrawal.ts';

describe('payWithdrawal', () => {
  const queued: QueuedWithdrawal = { sharesLeft: 100n, valueLeft: 50n };

  test('pays the value at the request where the pool has gained since', () => {
    expect(payWithdrawal(queued, 60n, 1_000n)).toEqual({
      paid: 50n,
      burned: 100n,
      left: { sharesLeft: 0n, valueLeft: 0n },
    });
  });

  test('pays the value now where the pool has lost since', () => {
    expect(payWithdrawal(queued, 40n, 1_000n)).toMatchObject({ paid: 40n, burned: 100n });
  });

  test('pays in parts while capital is locked, burning shares pro rata to the recorded value', () => {
    expect(payWithdrawal(queued, 60n, 20n)).toEqual({
      paid: 20n,
      burned: 40n,
      left: { sharesLeft: 60n, valueLeft: 30n },
    });
  });

  test('rounds burned shares up by one', () => {
    expect(payWithdrawal(queued, 33n, 1n)).toMatchObject({ paid: 1n, burned: 4n });
  });

  test('rounds the recorded value of what is left down', () => {
    const odd = { sharesLeft: 3n, valueLeft: 10n };
    expect(payWithdrawal(odd, 10n, 5n)).toEqual({
      paid: 5n,
      burned: 2n,
      left: { sharesLeft: 1n, valueLeft: 3n },
    });
  });

  test('does nothing without room', () => {
    expect(payWithdrawal(queued, 60n, 0n)).toEqual({ paid: 0n, burned: 0n, left: queued });
  });

  test('never pays more in parts than at once, whatever the pool has gained or lost', () => {
    const amount = fc.bigInt(1n, 10n ** 12n);
    const rooms = fc.array(fc.bigInt(0n, 10n ** 12n), { maxLength: 12 });
    fc.assert(
      fc.property(amount, amount, amount, rooms, (mine, others, recorded, parts) => {
        const total = mine + others;
        let book: ShareBook = { assets: total, shares: total * 1_000n };
        let left: QueuedWithdrawal = { sharesLeft: mine * 1_000n, valueLeft: recorded };
        const atOnce = payWithdrawal(left, assetsForShares(left.sharesLeft, book), total).paid;
        let paid = 0n;
        for (const room of [...parts, total]) {
          const payment = payWithdrawal(left, assetsForShares(left.sharesLeft, book), room);
          const next = { assets: book.assets - payment.paid, shares: book.shares - payment.burned };
          // Nobody who stays loses by it.
          const before = (book.assets + 1n) * (next.shares + 1_000n);
          expect((next.assets + 1n) * (book.shares + 1_000n)).toBeGreaterThanOrEqual(before);
          paid += payment.paid;
          left = payment.left;
          book = next;
        }
        expect(paid).toBeLessThanOrEqual(atOnce);
        expect(paid).toBeLessThanOrEqual(recorded);
        expect(left.sharesLeft).toBeGreaterThanOrEqual(0n);
      }),
    );
  });
});

describe('cancelWithdrawal', () => {
  test('forfeits the gain since the request to those who stayed', () => {
    const book = { assets: 3_000n, shares: 2_000_000n };
    const cancelled = cancelWithdrawal({ sharesLeft: 1_000_000n, valueLeft: 1_000n }, book);
    expect(cancelled).toEqual({ kept: 500_249n, burned: 499_751n, forfeited: 499n });
    const after = { assets: 3_000n, shares: book.shares - cancelled.burned };
    expect(assetsForShares(cancelled.kept, after)).toBe(999n);
  });

  test('forfeits nothing after a loss', () => {
    const book = { assets: 500n, shares: 1_000_000n };
    const cancelled = cancelWithdrawal({ sharesLeft: 600_000n, valueLeft: 600n }, book);
    expect(cancelled).toEqual({ kept: 600_000n, burned: 0n, forfeited: 0n });
  });

  test('keeps every share where there is no gain, fractions of a unit too', () => {
    const book = { assets: 1_000n, shares: 1_000_000n };
    const cancelled = cancelWithdrawal({ sharesLeft: 600_500n, valueLeft: 600n }, book);
    expect(cancelled).toEqual({ kept: 600_500n, burned: 0n, forfeited: 0n });
  });

  test('never leaves the holder with more than the recorded value, or with more than before', () => {
    const amount = fc.bigInt(1n, 10n ** 15n);
    fc.assert(
      fc.property(amount, amount, amount, amount, (mine, others, assets, recorded) => {
        const book = { assets, shares: mine + others };
        const before = assetsForShares(mine, book);
        const { kept, burned } = cancelWithdrawal({ sharesLeft: mine, valueLeft: recorded }, book);
        const after = assetsForShares(kept, { assets, shares: book.shares - burned });
        expect(kept + burned).toBe(mine);
        expect(after).toBeLessThanOrEqual(before);
        expect(after).toBeLessThanOrEqual(recorded);
      }),
    );
  });
});

describe('payMatured', () => {
  const matured = { sharesLeft: 100n, valueLeft: 50n, valueAtMaturity: 48n };

  test('pays the least of what the shares were worth at the request, at the end of the cooldown, and now', () => {
    expect(payMatured(matured, 60n, 100n)).toMatchObject({ paid: 48n, burned: 100n });
    expect(payMatured(matured, 40n, 100n)).toMatchObject({ paid: 40n, burned: 100n });
    expect(payMatured({ ...matured, valueAtMaturity: 55n }, 60n, 100n)).toMatchObject({ paid: 50n });
  });

  test('what is paid in parts never comes to more than at once, and waits where there is no room', () => {
    const first = payMatured(matured, 60n, 20n);
    expect(first).toMatchObject({ paid: 20n, left: { valueAtMaturity: 28n } });
    expect(first && payMatured(first.left, 60n, 100n)).toMatchObject({ paid: 28n });
    expect(payMatured(matured, 60n, 0n)).toBeNull();
  });

  test('shares that are worth nothing leave with nothing', () => {
    const left = { sharesLeft: 0n, valueLeft: 0n, valueAtMaturity: 0n };
    expect(payMatured(matured, 0n, 0n)).toEqual({ paid: 0n, burned: 100n, left });
  });
});
