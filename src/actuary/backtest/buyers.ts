/** The honest public: two orders a day, whatever the news, of a size and a length that chance decides. */
import { DAY_SECONDS, HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { nextUniform, streamOf } from '../random.ts';
import type { Market } from './market.ts';
import { type Refused, sell } from './sell.ts';
import type { Series } from './series.ts';
import { POOL_CAPITAL } from './terms.ts';
import type { Action } from './walk.ts';

/** What became of the orders. */
export interface SalesCount {
  orders: number;
  sold: number;
  refused: Partial<Record<Refused, number>>;
}

const ORDER_HOURS = [9, 17];
const TERM_DAYS = [14, 30, 60];
/** Streams of series have lower numbers. */
const BUYERS_STREAM = 2 ** 48;
/** Sizes have a heavy tail: the least is 0.2 % of the pool, one in 30 is above 10 %. */
const [SIZE_LEAST, SIZE_MOST, SIZE_POWER] = [0.002, 0.3, 0.85];
/** Nobody buys in the last days: what is sold is over at the end, or nearly. */
const LAST_DAYS = 10;

export const PUBLIC = 'public';

/** Its orders over a series, counted where they are told to. */
export function publicOrders({ from, until, seed, replica }: Series, count: SalesCount): Action[] {
  const random = streamOf(seed, BUYERS_STREAM + replica);
  const actions: Action[] = [];
  for (let day: UnixSeconds = from + DAY_SECONDS; day < until - LAST_DAYS * DAY_SECONDS; day += DAY_SECONDS) {
    for (const hour of ORDER_HOURS) {
      const part = Math.min(SIZE_MOST, SIZE_LEAST * nextUniform(random) ** -SIZE_POWER);
      const days = TERM_DAYS[Math.floor(nextUniform(random) * TERM_DAYS.length)] ?? 30;
      const cover = BigInt(Math.round(part * Number(POOL_CAPITAL)));
      const order = { holder: PUBLIC, cover, coveredSeconds: days * DAY_SECONDS };
      actions.push({ at: day + hour * HOUR_SECONDS, act: (market, at) => buy(market, order, at, count) });
    }
  }
  return actions;
}

function buy(market: Market, order: Parameters<typeof sell>[1], at: UnixSeconds, count: SalesCount): void {
  const sold = sell(market, order, at);
  count.orders += 1;
  if (typeof sold !== 'string') count.sold += 1;
  else count.refused[sold] = (count.refused[sold] ?? 0) + 1;
}
