/** Who buys, cancels after some days and buys again, beside who holds: what a covered second costs both. */
import { COVERED_SECONDS_MIN } from '../../domain/shared/limits.ts';
import { DAY_SECONDS, HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { cancel } from './leavePolicy.ts';
import type { HeldPolicy, Market } from './market.ts';
import type { Attempt, Outcome } from './outcome.ts';
import { sell } from './sell.ts';
import { LEAD_SECONDS, type Series } from './series.ts';
import { UNIT, WAITING_SECONDS } from './terms.ts';
import type { Action } from './walk.ts';

const COVER = 100n * UNIT;
/** First bought so long after the beginning, and covered for so long at the longest. */
const BOUGHT_SECONDS = LEAD_SECONDS - 10 * DAY_SECONDS;
const COVERED_SECONDS = 50 * DAY_SECONDS;
/** Days of cover after which each cancels, again and again. */
export const HELD_DAYS = [1, 3, 7, 14] as const;

interface Canceller {
  readonly variant: string;
  readonly policies: HeldPolicy[];
  refused: string | null;
}

/** The first hour in which a new product is sold: its feed has just been measured for the first time. */
export const NEW_PRODUCT_SECONDS = 2 * DAY_SECONDS + HOUR_SECONDS;

/** One who holds to the end, and one for each length of holding. `boughtAfter` is when all of them begin. */
export function cancelling(series: Series, boughtAfter: number = BOUGHT_SECONDS): Attempt {
  const begin = series.from + boughtAfter;
  const until = begin + WAITING_SECONDS + COVERED_SECONDS;
  const of = boughtAfter === NEW_PRODUCT_SECONDS ? 'of a new product, ' : '';
  const holder: Canceller = { variant: 'holds', policies: [], refused: null };
  const all = HELD_DAYS.map(
    (days): Canceller => ({
      ...{ variant: `${of}cancels after ${days} d`, policies: [], refused: null },
    }),
  );
  const actions = [
    buying(holder, begin, until),
    ...all.map((canceller) => buying(canceller, begin, until)),
    ...all.flatMap((canceller, index) => cycle(canceller, HELD_DAYS[index] ?? 1, begin, until)),
  ];
  return { actions, outcomes: () => all.flatMap((canceller) => outcomeOf(canceller, holder, series)) };
}

function buying(canceller: Canceller, at: UnixSeconds, until: UnixSeconds): Action {
  return { at, act: (market, now) => buy(market, canceller, now, until) };
}

function buy(market: Market, canceller: Canceller, at: UnixSeconds, until: UnixSeconds): boolean {
  const coveredSeconds = until - at - WAITING_SECONDS;
  const sold = sell(market, { holder: canceller.variant, cover: COVER, coveredSeconds }, at);
  if (typeof sold === 'string') {
    if (canceller.policies.length === 0) canceller.refused = sold;
    return false;
  }
  canceller.policies.push(sold);
  return true;
}

/** Buys first and cancels then: whoever is not sold to keeps what he has. */
function cycle(canceller: Canceller, days: number, begin: UnixSeconds, until: UnixSeconds): Action[] {
  const step = WAITING_SECONDS + days * DAY_SECONDS;
  const actions: Action[] = [];
  for (let at = begin + step; until - at - WAITING_SECONDS >= COVERED_SECONDS_MIN; at += step)
    actions.push({ at, act: (market, now) => renew(market, canceller, now, until) });
  return actions;
}

function renew(market: Market, canceller: Canceller, at: UnixSeconds, until: UnixSeconds): void {
  const held = canceller.policies.at(-1);
  if (held === undefined || held.end !== null || held.cancel !== null) return;
  if (buy(market, canceller, at, until)) cancel(market, held, at);
}

const covered = ({ segment: { coverFrom }, coverUntil, cancel: left }: HeldPolicy): number =>
  Math.max(0, (left?.madeAt ?? coverUntil) - coverFrom);

/** What a covered year cost, in parts of the cover; null where nothing was covered. */
function yearlyCost({ policies }: Canceller): number | null {
  const seconds = policies.reduce((sum, policy) => sum + covered(policy), 0);
  const cost = policies.reduce((sum, { premium, refunded }) => sum + premium - refunded, 0n);
  return seconds === 0 ? null : (Number(cost) / Number(COVER) / seconds) * 365 * DAY_SECONDS;
}

function outcomeOf(canceller: Canceller, holder: Canceller, { name, replica }: Series): Outcome[] {
  const [own, honest] = [yearlyCost(canceller), yearlyCost(holder)];
  // An incident ends cover and earns premium at once: what a second cost then is another question.
  const hit = [...canceller.policies, ...holder.policies].some(({ received }) => received > 0n);
  if (own === null || honest === null || hit) return [];
  const { variant, refused } = canceller;
  return [
    {
      ...{ strategy: 'CANCELLER', variant, series: name, replica, refused, stake: own, gain: -own },
      ...{ advantage: honest - own, beats: honest - own > ROUNDING },
    },
  ];
}

/** Units that are rounded away, over the shortest cover of the smallest order. */
const ROUNDING = 1e-6;
