import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coverPending,
  NOTHING_SLASHED,
  pendingOf,
  slashForLoss,
  type VaultLoss,
} from '../../../src/domain/vault/slash.ts';
import vectors from '../../vectors/vault/vault.json' with { type: 'json' };

describe('slashForLoss', () => {
  test.each(vectors.slashes.rows)('$loss of $assets after $slashed and $before takes $taken', (row) => {
    const loss = { slashed: BigInt(row.slashed), covered: 0n };
    const total = { amount: BigInt(row.loss), borneBefore: BigInt(row.before) };
    const slash = slashForLoss(BigInt(row.assets), loss, total, BigInt(row.unit));
    const taken = BigInt(row.taken);
    const after = { slashed: loss.slashed + taken, covered: 0n };
    expect(slash).toEqual({ taken, assets: BigInt(row.left), loss: after });
  });

  const amount = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 10n ** 24n));

  test('takes nothing twice: the same loss told again changes nothing', () => {
    fc.assert(
      fc.property(amount, amount, amount, amount, (assets, lost, borneBefore, unit) => {
        const total = { amount: lost, borneBefore };
        const once = slashForLoss(assets, NOTHING_SLASHED, total, unit);
        // Also when money has come in since: that is for other losses.
        const again = slashForLoss(once.assets, once.loss, total, unit);
        expect(again).toEqual({ ...once, taken: 0n });
      }),
    );
  });

  test('of a growing loss takes in all what it would at once, and keeps the last whole unit', () => {
    fc.assert(
      fc.property(amount, amount, fc.array(amount, { maxLength: 8 }), (assets, unit, growth) => {
        let [left, total, loss]: [bigint, bigint, VaultLoss] = [assets, 0n, NOTHING_SLASHED];
        for (const more of growth) {
          total += more;
          const slash = slashForLoss(left, loss, { amount: total, borneBefore: 0n }, unit);
          [left, loss] = [slash.assets, slash.loss];
          expect(left + loss.slashed).toBe(assets);
          expect(pendingOf(loss)).toBeLessThanOrEqual(total);
        }
        const atOnce = slashForLoss(assets, NOTHING_SLASHED, { amount: total, borneBefore: 0n }, unit);
        expect(left).toBe(atOnce.assets);
        if (left < unit) expect(left).toBe(assets);
      }),
    );
  });
});

describe('coverPending', () => {
  test('hands on what is pending, once', () => {
    const slashed = { slashed: 100n, covered: 0n };
    const first = coverPending(slashed, 70n);
    expect(first).toEqual({ covered: 70n, loss: { slashed: 100n, covered: 70n } });
    const second = coverPending(first.loss, 70n);
    expect(second).toEqual({ covered: 30n, loss: { slashed: 100n, covered: 100n } });
    expect(pendingOf(second.loss)).toBe(0n);
    expect(coverPending(second.loss, 70n).covered).toBe(0n);
  });
});
