/** What there is to be known of a series: by everybody who reads prices, or by who knows what comes. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { firstBelow, firstIncident, type Series, wadOf } from './series.ts';
import { SALES_LEVEL, STABLECOIN_RULE } from './terms.ts';

/**
 * LOW: below the sales level; LEFT: halfway from 1.00 to the watch level; WATCHED: below that level; BELOW:
 * below the strike.
 */
export const NEWS = ['LOW', 'LEFT', 'WATCHED', 'BELOW'] as const;
export type News = (typeof NEWS)[number];

const LEVELS = {
  LOW: SALES_LEVEL ?? 0n,
  LEFT: wadOf(0.995),
  WATCHED: STABLECOIN_RULE.watch,
  BELOW: STABLECOIN_RULE.strike,
} as const;

export interface Knowledge {
  readonly series: Series;
  /** The first reading of each kind of news, where there is one. */
  readonly heardAt: Readonly<Record<News, UnixSeconds | null>>;
  /** When the first breach began that was confirmed: only who knows what comes knows it before. */
  readonly breachStart: UnixSeconds | null;
}

export function knowledgeOf(series: Series): Knowledge {
  const heard = (news: News) => firstBelow(series, LEVELS[news]);
  return {
    series,
    heardAt: { LOW: heard('LOW'), LEFT: heard('LEFT'), WATCHED: heard('WATCHED'), BELOW: heard('BELOW') },
    breachStart: firstIncident(series),
  };
}
