import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assetsForShares,
  freeCapital,
  isWiped,
  leftoverWithoutShares,
  poolAssets,
  type ShareBook,
  sharesForDeposit,
} from '../../../src/domain/pool/shares.ts';
import vectors from '../../vectors/pool/shares.json' with { type: 'json' };

describe('shares', () => {
  test.each(vectors.deposits)('gives $gives shares for $amount into $assets', (row) => {
    const book = { assets: BigInt(row.assets), shares: BigInt(row.shares) };
    expect(sharesForDeposit(BigInt(row.amount), book)).toBe(BigInt(row.gives));
  });

  test.each(vectors.redemptions)('gives $gives units for $shares shares of $supply', (row) => {
    const book = { assets: BigInt(row.assets), shares: BigInt(row.supply) };
    expect(assetsForShares(BigInt(row.shares), book)).toBe(BigInt(row.gives));
  });

  test.each(vectors.wiped)('is wiped: $wiped at capital $capital and $shares shares', (row) => {
    expect(isWiped(BigInt(row.capital), 0n, BigInt(row.shares))).toBe(row.wiped);
  });

  test('is not judged wiped while anything is earmarked', () => {
    expect(isWiped(0n, 0n, 10n ** 12n)).toBe(true);
    expect(isWiped(5n, 1n, 10n ** 12n)).toBe(false);
  });

  test('leaves what remains to the fund only without shares and without earmarks', () => {
    expect(leftoverWithoutShares(7n, 0n, 0n)).toBe(7n);
    expect(leftoverWithoutShares(7n, 0n, 1n)).toBe(0n);
    expect(leftoverWithoutShares(7n, 3n, 0n)).toBe(0n);
  });

  test('counts earmarked capital out, never below zero', () => {
    expect(poolAssets(100n, 30n)).toBe(70n);
    expect(poolAssets(100n, 130n)).toBe(0n);
  });

  test('rounds queued value up, so that less capital is free', () => {
    const book = { assets: 100n, shares: 100_000n };
    expect(freeCapital(book, 0n)).toBe(100n);
    expect(freeCapital(book, 1n)).toBe(99n);
    expect(freeCapital(book, 100_000n)).toBe(0n);
  });
});

interface Actor {
  shares: bigint;
  spent: bigint;
}

/** One move on a pool without any yield: nobody may gain by it but through what others round away. */
function move(book: ShareBook, actor: Actor, deposits: boolean, size: bigint): ShareBook {
  if (deposits) {
    const minted = sharesForDeposit(size, book);
    if (minted === 0n) return book;
    actor.shares += minted;
    actor.spent += size;
    return { assets: book.assets + size, shares: book.shares + minted };
  }
  const burned = size < actor.shares ? size : actor.shares;
  const paid = assetsForShares(burned, book);
  if (paid === 0n) return book;
  actor.shares -= burned;
  actor.spent -= paid;
  return { assets: book.assets - paid, shares: book.shares - burned };
}

const size = fc.oneof(fc.bigInt(1n, 3_000n), fc.bigInt(1n, 10n ** 24n));
const moves = fc.array(fc.record({ mine: fc.boolean(), deposits: fc.boolean(), size }), { maxLength: 40 });

describe('share loops', () => {
  test('attack 27: never pay who loops alone, from any state of the pool', () => {
    const state = fc.record({ assets: fc.bigInt(0n, 10n ** 24n), shares: fc.bigInt(0n, 10n ** 27n) });
    fc.assert(
      fc.property(state, moves, (start, steps) => {
        const looper: Actor = { shares: 0n, spent: 0n };
        let book: ShareBook = start;
        for (const step of steps) book = move(book, looper, step.deposits, step.size);
        const exit = assetsForShares(looper.shares, book);
        expect(exit).toBeLessThanOrEqual(looper.spent);
      }),
    );
  });

  test('gain at most the unit that each move of another rounds away, from an empty pool', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const looper: Actor = { shares: 0n, spent: 0n };
        const other: Actor = { shares: 0n, spent: 0n };
        let book: ShareBook = { assets: 0n, shares: 0n };
        for (const step of steps) book = move(book, step.mine ? looper : other, step.deposits, step.size);
        const theirs = BigInt(steps.filter((step) => !step.mine).length);
        expect(assetsForShares(looper.shares, book) - looper.spent).toBeLessThanOrEqual(theirs);
      }),
    );
  });

  test('never make a share worth less: no deposit and no exit takes from those who stay', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const actor: Actor = { shares: 0n, spent: 0n };
        let book: ShareBook = { assets: 0n, shares: 0n };
        for (const step of steps) {
          const next = move(book, actor, step.deposits, step.size);
          const before = (book.assets + 1n) * (next.shares + 1_000n);
          expect((next.assets + 1n) * (book.shares + 1_000n)).toBeGreaterThanOrEqual(before);
          book = next;
        }
      }),
    );
  });
});
