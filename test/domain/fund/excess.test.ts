import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assetsForShares, sharesForDeposit } from '../../../src/domain/pool/shares.ts';
import { INCOME_RELEASE_SECONDS } from '../../../src/domain/shared/limits.ts';
import { incomeSegment } from '../../../src/domain/vault/income.ts';
import { buy, openBook, passTo } from '../policy/earningBook.ts';

const START = 1_700_000_400;

test('who deposits just before a fund gives has at most the share of the time that he stays', () => {
  const amount = fc.bigInt(1_000n, 10n ** 15n);
  const stay = fc.integer({ min: 0, max: INCOME_RELEASE_SECONDS });
  fc.assert(
    fc.property(amount, amount, amount, stay, (capital, deposit, excess, seconds) => {
      const others = { assets: capital, shares: sharesForDeposit(capital, { assets: 0n, shares: 0n }) };
      const shares = sharesForDeposit(deposit, others);
      const book = openBook(START);
      buy(book, incomeSegment(excess, START));
      passTo(book, START + seconds);
      const then = { assets: capital + deposit + book.earned, shares: others.shares + shares };
      const gain = assetsForShares(shares, then) - deposit;
      // His part of what had arrived by then, and no unit of what was still to come.
      const arrived = (excess * BigInt(seconds)) / BigInt(INCOME_RELEASE_SECONDS);
      const part = (arrived * shares) / (others.shares + shares);
      expect(gain).toBeLessThanOrEqual(part + 1n);
      if (seconds === 0) expect(gain).toBeLessThanOrEqual(0n);
    }),
  );
});
