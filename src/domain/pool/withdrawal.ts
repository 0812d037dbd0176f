/** What a queued withdrawal is paid, and what it costs in shares (docs/mechanics.md section 4). */
import { minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';
import { assetsForShares, type ShareBook, sharesForDeposit } from './shares.ts';

/** The part of a withdrawal that is not paid yet. */
export interface QueuedWithdrawal {
  readonly sharesLeft: Amount;
  /** Recorded value of `sharesLeft`: value at the request, less what paid parts took with them. */
  readonly valueLeft: Amount;
}

export interface WithdrawalPayment {
  readonly paid: Amount;
  readonly burned: Amount;
  readonly left: QueuedWithdrawal;
}

/**
 * Pays `min(value at request, value now)`, or as much of it as has room.
 *
 * A part burns `ceil(shares * part / that minimum)` shares and takes its share of the recorded value along.
 * Measured against the recorded value alone, parts would burn too few shares once the pool has lost value,
 * and who is paid in parts would get more than who is paid at once.
 *
 * Example: 100 shares recorded at 50 and worth 60 now, room 20: pays 20, burns 40, leaves 60 recorded at 30.
 */
export function payWithdrawal(queued: QueuedWithdrawal, valueNow: Amount, room: Amount): WithdrawalPayment {
  const due = minimum(queued.valueLeft, valueNow);
  const paid = minimum(due, room);
  if (paid === 0n) return { paid, burned: 0n, left: queued };
  // Up: against the leaver, who gives a share too many rather than one too few.
  const burned = mulDivUp(queued.sharesLeft, paid, due);
  const sharesLeft = queued.sharesLeft - burned;
  // Down: the recorded value caps what the leaver still gets.
  const valueLeft = mulDivDown(queued.valueLeft, sharesLeft, queued.sharesLeft);
  return { paid, burned, left: { sharesLeft, valueLeft } };
}

/** A withdrawal whose cooldown has ended, with what its shares were worth then. */
export interface MaturedWithdrawal extends QueuedWithdrawal {
  readonly valueAtMaturity: Amount;
}

/**
 * Pays a withdrawal whose cooldown has ended: never more than its shares were worth at the request, at the
 * end of the cooldown, or now. Null where there is no room for a unit. Shares that are worth nothing leave
 * with nothing: they must not block the queue behind them.
 * Example: recorded at 50, worth 48 when the cooldown ended and 60 now, room 100: pays 48.
 */
export function payMatured(
  queued: MaturedWithdrawal,
  valueNow: Amount,
  room: Amount,
): { paid: Amount; burned: Amount; left: MaturedWithdrawal } | null {
  const value = minimum(valueNow, queued.valueAtMaturity);
  const nothing: MaturedWithdrawal = { sharesLeft: 0n, valueLeft: 0n, valueAtMaturity: 0n };
  if (value === 0n) return { paid: 0n, burned: queued.sharesLeft, left: nothing };
  const { paid, burned, left } = payWithdrawal(queued, value, room);
  if (paid === 0n) return null;
  const valueLeft = left.sharesLeft === 0n ? 0n : left.valueLeft;
  return { paid, burned, left: { sharesLeft: left.sharesLeft, valueLeft, valueAtMaturity: value - paid } };
}

export interface WithdrawalCancellation {
  /** Shares that stay with the holder, out of the queue. */
  readonly kept: Amount;
  /** Shares that are burned, so that their value goes to those who stayed. */
  readonly burned: Amount;
  /** What the forfeited gain was worth before. */
  readonly forfeited: Amount;
}

/**
 * Takes a withdrawal out of the queue. The gain since the request is forfeited, because queueing would
 * otherwise be a free option: it is as if the holder left with the recorded value and came back with it.
 *
 * Example: 1,000,000 of 2,000,000 shares recorded at 1,000 and worth 1,499 at A 3,000: 500,249 are kept,
 * worth 999.
 */
export function cancelWithdrawal(queued: QueuedWithdrawal, book: ShareBook): WithdrawalCancellation {
  const value = assetsForShares(queued.sharesLeft, book);
  if (value <= queued.valueLeft) return { kept: queued.sharesLeft, burned: 0n, forfeited: 0n };
  const others: ShareBook = {
    assets: book.assets - queued.valueLeft,
    shares: book.shares - queued.sharesLeft,
  };
  const kept = minimum(queued.sharesLeft, sharesForDeposit(queued.valueLeft, others));
  return { kept, burned: queued.sharesLeft - kept, forfeited: value - queued.valueLeft };
}
