/** Who puts capital in for premium that is to be earned and leaves, beside who stays from that day. */
import { assetsForShares } from '../../domain/pool/shares.ts';
import { DAY_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { deposit, requestExit, worthOf } from './capital.ts';
import type { Market, Position } from './market.ts';
import type { Attempt, Outcome } from './outcome.ts';
import { shareBookOf } from './sell.ts';
import { LEAD_SECONDS, type Series } from './series.ts';
import { UNIT } from './terms.ts';

const DEPOSIT = 100n * UNIT;
/** Days between deposit and request: the cooldown comes on top. */
export const STAYED_DAYS = [0, 1, 3, 7] as const;
/** Days before the end of the lead at which they come. */
const COMES_DAYS_BEFORE = [12, 5, 1] as const;

interface Sniper {
  readonly variant: string;
  position: Position | null;
  isLeaving: boolean;
}

/** Each comes at some time, and asks to leave some days later. `times` are where they come. */
export function sniping(
  series: Series,
  times: readonly UnixSeconds[] = COMES_DAYS_BEFORE.map(
    (days) => series.from + LEAD_SECONDS - days * DAY_SECONDS,
  ),
): Attempt {
  const all = times.flatMap((at) =>
    STAYED_DAYS.map((days) => {
      const sniper: Sniper = { variant: `leaves after ${days} d`, position: null, isLeaving: false };
      return { sniper, at, leavesAt: at + days * DAY_SECONDS };
    }),
  );
  return {
    actions: all.flatMap(({ sniper, at, leavesAt }) => [
      { at, act: (market: Market, now: UnixSeconds) => enter(market, sniper, now) },
      { at: leavesAt, act: (market: Market, now: UnixSeconds) => leave(market, sniper, now) },
    ]),
    outcomes: (market) => all.flatMap(({ sniper }) => outcomeOf(market, sniper, series)),
  };
}

function enter(market: Market, sniper: Sniper, at: UnixSeconds): void {
  sniper.position = deposit(market, sniper.variant, DEPOSIT, at);
}

function leave(market: Market, sniper: Sniper, at: UnixSeconds): void {
  sniper.isLeaving = sniper.position !== null && requestExit(market, sniper.position, at);
}

/** The twin keeps as many shares over the same days: until the sniper is paid, or to the end. */
function outcomeOf(market: Market, { variant, position, isLeaving }: Sniper, series: Series): Outcome[] {
  const about = { strategy: 'SNIPER' as const, variant, series: series.name, replica: series.replica };
  if (position === null || !isLeaving)
    return [{ ...about, refused: 'FROZEN', stake: 0, gain: 0, advantage: 0, beats: false }];
  const isPaid = position.exit?.sharesLeft === 0n;
  const stayed = assetsForShares(position.sharesAtFirst, shareBookOf(market));
  const twin = isPaid ? (position.stayedValue ?? stayed) : stayed;
  const worth = isPaid ? position.paid : worthOf(market, position);
  const gain = Number(worth - DEPOSIT) / Number(DEPOSIT);
  const advantage = Number(worth - twin) / Number(DEPOSIT);
  return [{ ...about, refused: null, stake: 1, gain, advantage, beats: advantage > ROUNDING }];
}

/** A hundred units of the hundred million that were put in. */
const ROUNDING = 1e-6;
