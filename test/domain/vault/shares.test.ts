/** A vault's shares are those of a pool: what others publish of theirs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assetsForShares,
  type ShareBook,
  sharesForDeposit,
  VIRTUAL_ASSETS,
  VIRTUAL_SHARES,
} from '../../../src/domain/pool/shares.ts';
import { cancelWithdrawal, payWithdrawal } from '../../../src/domain/pool/withdrawal.ts';
import { NOTHING_SLASHED, slashForLoss } from '../../../src/domain/vault/slash.ts';
import vectors from '../../vectors/vault/shares.json' with { type: 'json' };

/** A book whose totals, with what is virtual, are those of a vector. */
const bookOf = (row: { totalShares: string; totalAssets: string }): ShareBook => ({
  shares: BigInt(row.totalShares) - VIRTUAL_SHARES,
  assets: BigInt(row.totalAssets) - VIRTUAL_ASSETS,
});

test.each(vectors.deposits.rows)('$amount into $totalAssets gives $gives shares', (row) => {
  expect(sharesForDeposit(BigInt(row.amount), bookOf(row))).toBe(BigInt(row.gives));
});

test.each(vectors.redemptions.rows)('$shares of $totalShares shares are worth $gives', (row) => {
  expect(assetsForShares(BigInt(row.shares), bookOf(row))).toBe(BigInt(row.gives));
});

test.each(vectors.payments.rows)(
  'an exit of $then then and $now now is paid $paid',
  ({ then, now, paid, stays }) => {
    const payment = payWithdrawal({ sharesLeft: 100n, valueLeft: BigInt(then) }, BigInt(now), BigInt(then));
    expect(payment).toMatchObject({ paid: BigInt(paid), burned: 100n });
    expect(BigInt(now) - payment.paid).toBe(BigInt(stays));
  },
);

test.each(vectors.cancellations.rows)(
  'attack 29: an exit taken back at $totalAssets loses $lost shares',
  (row) => {
    const queued = { sharesLeft: 100_000_000n, valueLeft: BigInt(row.recorded) };
    expect(cancelWithdrawal(queued, bookOf(row)).burned).toBe(BigInt(row.lost));
  },
);

describe('a slash', () => {
  test('is borne by all shares alike, queued or not, to within a unit', () => {
    const amounts = fc.bigInt(1n, 10n ** 24n);
    fc.assert(
      fc.property(amounts, amounts, amounts, (mine, theirs, loss) => {
        const assets = mine + theirs;
        const shares = sharesForDeposit(mine, { assets: 0n, shares: 0n });
        const book = { assets: mine, shares };
        const others = sharesForDeposit(theirs, book);
        const { assets: left, taken } = slashForLoss(
          assets,
          NOTHING_SLASHED,
          { amount: loss, borneBefore: 0n },
          1n,
        );
        const after = { assets: left, shares: shares + others };
        const fair = mine - (mine * taken) / assets;
        const value = assetsForShares(shares, after);
        expect(value >= fair - 1n && value <= fair + 1n).toBe(true);
        expect(value + assetsForShares(others, after)).toBeLessThanOrEqual(left);
      }),
    );
  });
});
