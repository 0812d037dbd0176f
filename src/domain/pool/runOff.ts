/**
 * Run-off: what a pool's cover frees is paid to all shares alike, round by round, until nobody has a share
 * (docs/mechanics.md section 1).
 *
 * A round is announced, and as an exit it waits until no breach can have begun before. Then its amount
 * leaves the capital at once and is paid position by position: nothing that happens meanwhile changes a
 * part.
 */
import { RUN_OFF_ROUND_SECONDS } from '../shared/limits.ts';
import { minimum, mulDivDown } from '../shared/rounding.ts';
import type { Amount, UnixSeconds } from '../shared/units.ts';
import { proRataPart } from '../waterfall/prorata.ts';
import { assetsForShares, type ShareBook } from './shares.ts';

/** A round whose amount has left the capital. */
export interface Payout {
  /** What all positions are paid together. */
  readonly amount: Amount;
  /** Shares of all positions when it began, and how many of them are burned for it. */
  readonly shares: Amount;
  readonly burned: Amount;
  /** Shares, as they were when it began, of the positions that have been paid. */
  readonly passed: Amount;
}

/** The most that a round may pay: what may leave, and no more than all shares are worth. */
export function roundAmount(room: Amount, book: ShareBook): Amount {
  return minimum(room, assetsForShares(book.shares, book));
}

/**
 * Whether a round may be announced: once a day, because it walks all positions; at once when no cover is
 * left.
 */
export function isRoundDue(lastAt: UnixSeconds | null, at: UnixSeconds, isLast: boolean): boolean {
  return isLast || lastAt === null || at - lastAt >= RUN_OFF_ROUND_SECONDS;
}

/**
 * The round that pays an amount. It burns as much of all shares as it pays of their value, so that the price
 * of those that stay does not change; all of them when it pays all.
 * Example: 40 of 100 that 100,000 shares are worth: 40,000 are burned.
 */
export function openPayout(amount: Amount, book: ShareBook): Payout {
  const { shares } = book;
  const value = assetsForShares(shares, book);
  // Down: a share too many stays, and with it the claim of those who hold it.
  const burned = value === 0n ? 0n : mulDivDown(shares, amount, value);
  return { amount, shares, burned, passed: 0n };
}

/**
 * What comes to a pool after it was wiped, for its old shares. None is burned for it: whatever comes later
 * still is for the same holders, in the same parts.
 */
export function openLatePayout(amount: Amount, shares: Amount): Payout {
  return { amount, shares, burned: 0n, passed: 0n };
}

/** What one position is paid, and what it gives for it. */
export interface PayoutPart {
  readonly paid: Amount;
  readonly burned: Amount;
  readonly after: Payout;
}

/**
 * The part of the next position. All parts sum to the amount exactly, and each is its fair part to within one
 * unit, whoever comes first. Example: 10 over 3, 3 and 3 shares: 3, 3, 4.
 */
export function payPosition(payout: Payout, shares: Amount): PayoutPart {
  const { amount, burned, passed } = payout;
  const partOf = (funded: Amount) => proRataPart({ funded, claimed: payout.shares }, passed, shares);
  return { paid: partOf(amount), burned: partOf(burned), after: { ...payout, passed: passed + shares } };
}

/** What is still to be paid and burned. Both are 0 once every position has been passed. */
export interface PayoutLeft {
  readonly amount: Amount;
  readonly burned: Amount;
}

/** What a round has still to pay and to burn, whatever the positions that come next hold. */
export function payoutLeft({ amount, shares, burned, passed }: Payout): PayoutLeft {
  const left = (funded: Amount) => funded - proRataPart({ funded, claimed: shares }, 0n, passed);
  return { amount: left(amount), burned: left(burned) };
}
