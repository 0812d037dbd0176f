/** Underwriters: what they put in, ask for, and are paid, by the rules of shares, cooldown and freeze. */
import { cooldownEndsAt, exitsFrozen, frozenSeconds } from '../../domain/pool/freezeClock.ts';
import { queuePressure } from '../../domain/pool/queuePressure.ts';
import { exitRoom } from '../../domain/pool/requirement.ts';
import { assetsForShares, sharesForDeposit } from '../../domain/pool/shares.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { payMatured } from '../../domain/pool/withdrawal.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { isUndecided } from './leavePolicy.ts';
import { frozenSinceOf, type Market, type Position } from './market.ts';
import { backingOf, isFeedFresh, shareBookOf } from './sell.ts';
import { COOLDOWN_SECONDS } from './terms.ts';

/** The capital that a product is opened with: a pool is watched at first, and filled before it sells. */
export const foundPool = (market: Market, holder: string, amount: Amount): Position =>
  takeIn(market, holder, amount);

/** Puts capital in; null while nobody steps in. The market is accrued. */
export function deposit(market: Market, holder: string, amount: Amount, at: UnixSeconds): Position | null {
  const closed = market.queuePressure === 'CLOSED' || frozenSinceOf(market) !== null;
  return closed || !isFeedFresh(market, at) ? null : takeIn(market, holder, amount);
}

function takeIn(market: Market, holder: string, amount: Amount): Position {
  const shares = sharesForDeposit(amount, shareBookOf(market));
  market.capital += amount;
  market.shares += shares;
  const position: Position = {
    ...{
      holder,
      deposited: amount,
      sharesAtFirst: shares,
      shares,
      exit: null,
      frozenSecondsAtRequest: 0,
      paid: 0n,
    },
    stayedValue: null,
  };
  market.positions.push(position);
  return position;
}

/** Asks for all of it; false while nobody steps out. The market is accrued. */
export function requestExit(market: Market, position: Position, at: UnixSeconds): boolean {
  if (exitsFrozen(market.clock, at) || position.exit !== null) return false;
  const value = assetsForShares(position.shares, shareBookOf(market));
  if (value === 0n) return false;
  const shares = position.shares;
  position.exit = {
    ...{ sharesLeft: shares, valueLeft: value, valueAtMaturity: value, requestedAt: at, maturedAt: null },
  };
  position.frozenSecondsAtRequest = frozenSeconds(market.clock, at);
  market.queuedShares += shares;
  pressQueue(market);
  return true;
}

function pressQueue(market: Market): void {
  market.queuePressure = queuePressure(market.queuedShares, market.shares, market.queuePressure);
}

/** Pays the queue, first come first paid, as far as capital is not locked. */
export function payExits(market: Market, at: UnixSeconds): void {
  const waiting = market.positions.filter(({ exit }) => exit !== null && exit.sharesLeft > 0n);
  waiting.sort((a, b) => (a.exit?.requestedAt ?? 0) - (b.exit?.requestedAt ?? 0));
  for (const position of waiting) if (!payOne(market, position, at)) return;
}

/** False where the queue behind waits too. */
function payOne(market: Market, position: Position, at: UnixSeconds): boolean {
  const { exit, frozenSecondsAtRequest } = position;
  if (exit === null) return true;
  const { requestedAt, sharesLeft } = exit;
  if (exit.maturedAt === null) {
    const cooldown = { requestedAt, cooldownSeconds: COOLDOWN_SECONDS, frozenSecondsAtRequest };
    const endsAt = cooldownEndsAt(cooldown, market.clock, at);
    if (endsAt === null || endsAt > at) return true;
    // Without earmarks: a breach may come to nothing, and what it costs is in the value when it is paid.
    const valueAtMaturity = assetsForShares(sharesLeft, { assets: market.capital, shares: market.shares });
    position.exit = { ...exit, maturedAt: at, valueAtMaturity };
    return true;
  }
  if (exitsFrozen(market.clock, at) || isUndecided(market, exit.maturedAt, at)) return false;
  const worth = assetsForShares(sharesLeft, shareBookOf(market));
  const room = exitRoom(standingOf(market.book, market.capital, backingOf(market)));
  const payment = payMatured(exit, worth, room);
  if (payment === null) return false;
  const { paid, burned, left } = payment;
  position.stayedValue = assetsForShares(position.sharesAtFirst, shareBookOf(market));
  position.exit = { ...exit, ...left };
  position.shares -= burned;
  position.paid += paid;
  market.capital -= paid;
  market.shares -= burned;
  market.queuedShares -= burned;
  pressQueue(market);
  return true;
}

/** What a position is worth now: what was paid, and its shares; those that wait at their record at most. */
export function worthOf(market: Market, { shares, exit, paid }: Position): Amount {
  const now = assetsForShares(shares, shareBookOf(market));
  const waits = exit !== null && exit.sharesLeft > 0n;
  return paid + (waits ? minimum(now, minimum(exit.valueLeft, exit.valueAtMaturity)) : now);
}
