/** Walks a series hour by hour: what people do, what the feed says, what the watcher does about it. */
import type { BookRules } from '../../domain/book/describedBook.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { HOUR_SECONDS } from '../../domain/shared/units.ts';
import { payExits } from './capital.ts';
import { accrueTo } from './earn.ts';
import { followScore } from './followScore.ts';
import { hear } from './hear.ts';
import { settleLeavers } from './leavePolicy.ts';
import { type Market, openMarket } from './market.ts';
import { payIncidents } from './payIncident.ts';
import type { Series } from './series.ts';

/** Something that somebody does at a time. */
export interface Action {
  readonly at: UnixSeconds;
  readonly act: (market: Market, at: UnixSeconds) => void;
}

/**
 * The market after a series. Who acts at the hour of a reading knows it and comes before the watcher: the
 * race with the watch is always won by who acts.
 */
export function walk(
  rules: BookRules,
  { stated, readings, from, until }: Series,
  actions: readonly Action[],
  onHour: (market: Market, at: UnixSeconds) => void = () => {},
): Market {
  const market = openMarket(rules, stated, from);
  const agenda = [...actions].sort((a, b) => a.at - b.at);
  let next = 0;
  let heard = 0;
  for (let at = from; at <= until; at += HOUR_SECONDS) {
    for (let action = agenda[next]; action !== undefined && action.at <= at; action = agenda[next]) {
      accrueTo(market, Math.max(action.at, market.earning.accruedTo));
      action.act(market, Math.max(action.at, market.earning.accruedTo));
      next += 1;
    }
    accrueTo(market, at);
    const reading = readings[heard];
    const isNow = reading !== undefined && reading.at <= at;
    hear(market, isNow ? reading : null, at);
    if (isNow) heard += 1;
    payIncidents(market, at);
    settleLeavers(market, at);
    payExits(market, at);
    followScore(market, at);
    onHour(market, at);
  }
  return market;
}
