import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isRoundDue,
  openLatePayout,
  openPayout,
  payoutLeft,
  payPosition,
  roundAmount,
} from '../../../src/domain/pool/runOff.ts';
import { assetsForShares } from '../../../src/domain/pool/shares.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';

const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);

function payAll(amount: bigint, assets: bigint, holdings: readonly bigint[]) {
  let payout = openPayout(amount, { assets, shares: sum(holdings) });
  const parts = holdings.map((shares) => {
    const { after, ...part } = payPosition(payout, shares);
    payout = after;
    return part;
  });
  return { payout, parts };
}

describe('a round of run-off', () => {
  test('pays at most what may leave, and what all shares are worth', () => {
    expect(roundAmount(40n, { assets: 100n, shares: 100_000n })).toBe(40n);
    expect(roundAmount(500n, { assets: 100n, shares: 100_000n })).toBe(100n);
  });

  test('burns as much of the shares as it pays of their value, and all of them when it pays all', () => {
    const book = { assets: 100n, shares: 100_000n };
    expect(openPayout(40n, book)).toMatchObject({ amount: 40n, burned: 40_000n });
    expect(openPayout(100n, book)).toMatchObject({ burned: 100_000n });
  });

  test('gives the unit that others round away to the next in line', () => {
    expect(payAll(10n, 100n, [3n, 3n, 3n]).parts.map(({ paid }) => paid)).toEqual([3n, 3n, 4n]);
  });

  test('comes once a day, and at once when no cover is left', () => {
    expect(isRoundDue(null, 5, false)).toBe(true);
    expect(isRoundDue(5, 4 + DAY_SECONDS, false)).toBe(false);
    expect(isRoundDue(5, 4 + DAY_SECONDS, true)).toBe(true);
    expect(isRoundDue(5, 5 + DAY_SECONDS, false)).toBe(true);
  });
});

describe('for all positions', () => {
  const holdings = fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 20 });
  const inputs = fc
    .tuple(holdings, fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 12n))
    .filter(([held]) => sum(held) > 0n);

  test('the parts sum to the round exactly, and none is a unit away from its fair part', () => {
    fc.assert(
      fc.property(inputs, ([held, assets, room]) => {
        const shares = sum(held);
        const amount = roundAmount(room, { assets, shares });
        const { payout, parts } = payAll(amount, assets, held);
        expect(sum(parts.map(({ paid }) => paid))).toBe(amount);
        expect(sum(parts.map(({ burned }) => burned))).toBe(payout.burned);
        expect(payoutLeft(payout)).toEqual({ amount: 0n, burned: 0n });
        for (const [index, { paid, burned }] of parts.entries()) {
          const own = held[index] ?? 0n;
          expect(paid * shares < amount * own + shares && paid * shares > amount * own - shares).toBe(true);
          expect(burned <= own).toBe(true);
        }
      }),
    );
  });

  test('what comes to a wiped pool is paid in parts that sum to it exactly, and burns nothing', () => {
    fc.assert(
      fc.property(inputs, ([held, , amount]) => {
        const shares = sum(held);
        let payout = openLatePayout(amount, shares);
        let paid = 0n;
        for (const own of held) {
          const part = payPosition(payout, own);
          expect(part.burned).toBe(0n);
          expect(
            part.paid * shares < amount * own + shares && part.paid * shares > amount * own - shares,
          ).toBe(true);
          [paid, payout] = [paid + part.paid, part.after];
        }
        expect(paid).toBe(amount);
        expect(payoutLeft(payout)).toEqual({ amount: 0n, burned: 0n });
      }),
    );
  });

  test('nothing is paid out of thin air: what is paid and what stays is never more than there was', () => {
    fc.assert(
      fc.property(inputs, ([held, assets, room]) => {
        const before = { assets, shares: sum(held) };
        const amount = roundAmount(room, before);
        const { burned } = openPayout(amount, before);
        const after = { assets: assets - amount, shares: before.shares - burned };
        expect(after.assets >= 0n && after.shares >= 0n).toBe(true);
        const total = amount + assetsForShares(after.shares, after);
        expect(total <= assets).toBe(true);
      }),
    );
  });

  test('however a round is cut into commands, what is left is what is not paid yet', () => {
    fc.assert(
      fc.property(inputs, fc.nat(20), ([held, assets, room], cut) => {
        const amount = roundAmount(room, { assets, shares: sum(held) });
        let payout = openPayout(amount, { assets, shares: sum(held) });
        let [paid, burned] = [0n, 0n];
        for (const shares of held.slice(0, cut)) {
          const part = payPosition(payout, shares);
          [paid, burned, payout] = [paid + part.paid, burned + part.burned, part.after];
        }
        expect(payoutLeft(payout)).toEqual({ amount: amount - paid, burned: payout.burned - burned });
      }),
    );
  });
});
