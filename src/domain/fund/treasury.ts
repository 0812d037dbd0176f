/** What the emergency treasury pays (docs/mechanics.md section 7). */
import { maximum, minimum } from '../shared/rounding.ts';
import { type Amount, DAY_SECONDS, type UnixSeconds, type Wad } from '../shared/units.ts';
import { drawCap } from '../waterfall/drawCap.ts';

/** A quarter of it for one loss event ... */
export const TREASURY_EVENT_CAP: Wad = 25n * 10n ** 16n;
/** ... and half of it within 30 days. */
export const TREASURY_PERIOD_CAP: Wad = 5n * 10n ** 17n;
/** See the one before. */
export const TREASURY_PERIOD_SECONDS = 30 * DAY_SECONDS;

/** Parts of what it held before the draws that they count. */
export interface TreasuryCaps {
  readonly event: Wad;
  readonly period: Wad;
}

const CAPS_DEFAULT: TreasuryCaps = { event: TREASURY_EVENT_CAP, period: TREASURY_PERIOD_CAP };

/** A draw of the log. */
export interface TreasuryDraw {
  readonly at: UnixSeconds;
  readonly lossEventId: string;
  readonly amount: Amount;
}

/** What is asked for one loss event. */
export interface TreasuryRequest {
  readonly lossEventId: string;
  /** What the approvals name. */
  readonly approved: Amount;
  /** What no layer before could bear. */
  readonly shortfall: Amount;
}

/**
 * What its caps leave for a loss event and for 30 days, and never more than it holds.
 * `draws` is the log of the last 30 days at least, and all draws of this loss event.
 * Example: balance 750, 250 drawn for another event today: 250.
 */
export function treasuryRoom(
  lossEventId: string | null,
  balance: Amount,
  draws: readonly TreasuryDraw[],
  at: UnixSeconds,
  caps = CAPS_DEFAULT,
): Amount {
  const sum = (of: readonly TreasuryDraw[]) => of.reduce((all, { amount }) => all + amount, 0n);
  const byEvent = sum(draws.filter((draw) => draw.lossEventId === lossEventId));
  const byPeriod = sum(draws.filter((draw) => at - draw.at < TREASURY_PERIOD_SECONDS));
  const room = minimum(drawCap(balance, byEvent, caps.event), drawCap(balance, byPeriod, caps.period));
  return maximum(0n, minimum(room, balance));
}

/**
 * `min(approved, shortfall)`, within both caps; 0 is to be refused by the caller.
 * Example: balance 1,000, nothing drawn, 400 approved for a shortfall of 300: 250.
 */
export function treasuryPays(
  { lossEventId, approved, shortfall }: TreasuryRequest,
  balance: Amount,
  draws: readonly TreasuryDraw[],
  at: UnixSeconds,
  caps = CAPS_DEFAULT,
): Amount {
  const room = treasuryRoom(lossEventId, balance, draws, at, caps);
  return maximum(0n, minimum(minimum(approved, shortfall), room));
}
