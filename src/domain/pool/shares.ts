/**
 * What a share of a pool is worth (docs/mechanics.md section 1).
 *
 * The virtual 1,000 shares and 1 unit own a sliver of every pool, so that
 * nobody can drive the price of a share by being alone in it: what a share
 * loop rounds away goes to them and to the others, never to who loops.
 */
import { mulDivDown, mulDivUp } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';

/** Shares that nobody holds. */
export const VIRTUAL_SHARES = 1_000n;
/** Units that nobody put in. */
export const VIRTUAL_ASSETS = 1n;

/** What the price of a share follows from: `assets` is A, capital less earmarks; `shares` is S. */
export interface ShareBook {
  readonly assets: Amount;
  readonly shares: Amount;
}

/** `A = max(0, capital - earmarked)`: what belongs to the shares. Accrue before calling. */
export function poolAssets(capital: Amount, earmarked: Amount): Amount {
  return capital > earmarked ? capital - earmarked : 0n;
}

/**
 * `floor(amount * (S + 1000) / (A + 1))`. A zero result is to be refused by the caller: it would be a gift.
 * Example: 100 units into an empty pool give 100,000 shares.
 */
export function sharesForDeposit(amount: Amount, book: ShareBook): Amount {
  // Down: the fraction of a share stays with those who are in the pool, never with the depositor.
  return mulDivDown(amount, book.shares + VIRTUAL_SHARES, book.assets + VIRTUAL_ASSETS);
}

/**
 * `floor(shares * (A + 1) / (S + 1000))`. A zero result is to be refused by the caller.
 * Example: 100,000 shares of a pool that has 100,000 shares and 100 units are worth 100 units.
 */
export function assetsForShares(shares: Amount, book: ShareBook): Amount {
  // Down: the fraction of a unit stays in the pool, never with the leaver.
  return mulDivDown(shares, book.assets + VIRTUAL_ASSETS, book.shares + VIRTUAL_SHARES);
}

/** `F = A - value of queued shares`: the capital that new cover may count on. Never below 0. */
export function freeCapital(book: ShareBook, queuedShares: Amount): Amount {
  // Up: queued value that is counted too high makes less capital free, so less is sold.
  const queued = mulDivUp(queuedShares, book.assets + VIRTUAL_ASSETS, book.shares + VIRTUAL_SHARES);
  return book.assets > queued ? book.assets - queued : 0n;
}

/**
 * True when a share has lost all but a millionth: `(A + 1) * 10^6 < (S + 1000) / 1000`, kept exact by
 * multiplying out. Judged only when nothing is earmarked, because an earmark may still come back.
 * A wiped pool takes no deposit ever again.
 */
export function isWiped(capital: Amount, earmarked: Amount, shares: Amount): boolean {
  if (earmarked > 0n) return false;
  return (capital + VIRTUAL_ASSETS) * 1_000_000n * 1_000n < shares + VIRTUAL_SHARES;
}

/**
 * What goes to the insurance fund when the last share has left: all that remains, or 0 while anybody holds a
 * share or anything is earmarked. Rounding and late premium end up here instead of with the next depositor.
 */
export function leftoverWithoutShares(capital: Amount, earmarked: Amount, shares: Amount): Amount {
  return shares === 0n && earmarked === 0n ? capital : 0n;
}
