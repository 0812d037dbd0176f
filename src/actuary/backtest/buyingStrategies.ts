/** Who buys at the news, or hours before a breach that he knows of, beside who bought while all was calm. */
import { DAY_SECONDS, HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { HeldPolicy, Market } from './market.ts';
import { type Knowledge, NEWS } from './news.ts';
import type { Attempt, Outcome, StrategyName } from './outcome.ts';
import { sell } from './sell.ts';
import { LEAD_SECONDS } from './series.ts';
import { UNIT, WAITING_SECONDS } from './terms.ts';
import type { Action } from './walk.ts';

/** Small beside the pool, so that those who try do not meet each other. */
const COVER = 100n * UNIT;
const COVERED_SECONDS = 30 * DAY_SECONDS;
/** The honest holder buys four days before anything can happen. */
const HONEST_SECONDS = LEAD_SECONDS - 4 * DAY_SECONDS;
/** Hours after the news. */
export const LATE_HOURS = [0, 1, 2, 6, 12, 24, 48, 72, 120] as const;
/** Hours before the breach. */
export const AHEAD_HOURS = [0, 1, 6, 12, 24, 48, 71, 72, 73, 96, 168] as const;
/**
 * The sales level stops sales once the reading is closed: 15 minutes later, here with the next hour. Who wins
 * that race knows a price like many at which nothing happened: shown, not counted.
 */
const CLOSED_HOURS = 2;
/** How long somebody goes on trying who was refused. */
const PERSISTENT_HOURS = 14 * 24;

interface Probe {
  readonly strategy: StrategyName;
  readonly variant: string;
  readonly times: readonly UnixSeconds[];
  /** Whether the rules promise that he wins nothing by it. */
  readonly isPromised: boolean;
}

interface Tried {
  readonly probe: Probe;
  bought: HeldPolicy | null;
  refused: string;
}

/** One honest holder, and everybody who comes late or knows what comes. */
export function buyingStrategies(knowledge: Knowledge): Attempt {
  const { series } = knowledge;
  const honest: Tried = { probe: honestAt(series.from), bought: null, refused: '' };
  const tried = probesOf(knowledge).map((probe): Tried => ({ probe, bought: null, refused: '' }));
  const actions = [honest, ...tried].flatMap((each) => actionsOf(each));
  const outcomes = () => [honest, ...tried].map((each): Outcome => outcomeOf(each, honest, knowledge));
  return { actions, outcomes };
}

const honestAt = (from: UnixSeconds): Probe => ({
  ...{ strategy: 'HONEST_BUYER', variant: 'buys while calm, holds', times: [from + HONEST_SECONDS] },
  isPromised: false,
});

function probesOf({ series, heardAt, breachStart }: Knowledge): Probe[] {
  const probes: Probe[] = [];
  const add = (strategy: StrategyName, variant: string, all: UnixSeconds[], isPromised: boolean) => {
    const times = all.filter((at) => at < series.until);
    if (times.length > 0) probes.push({ strategy, variant, times, isPromised });
  };
  for (const news of NEWS) {
    const heard = heardAt[news];
    if (heard === null) continue;
    const known = news === 'LOW' ? CLOSED_HOURS : 0;
    for (const hours of LATE_HOURS)
      add('LATE_BUYER', `${news} + ${hours} h`, [heard + hours * HOUR_SECONDS], hours >= known);
    const first = Math.max(known, 1);
    const hourly = Array.from(
      { length: PERSISTENT_HOURS },
      (_, hour) => heard + (hour + first) * HOUR_SECONDS,
    );
    add('LATE_BUYER', `${news} + ${first} h, until sold to`, hourly, true);
  }
  if (breachStart === null) return probes;
  for (const hours of AHEAD_HOURS) {
    const isWaiting = hours * HOUR_SECONDS < WAITING_SECONDS;
    add('INFORMED_BUYER', `${hours} h ahead`, [breachStart - hours * HOUR_SECONDS], isWaiting);
  }
  return probes;
}

function actionsOf(tried: Tried): Action[] {
  const order = { holder: tried.probe.variant, cover: COVER, coveredSeconds: COVERED_SECONDS };
  const act = (market: Market, at: UnixSeconds): void => {
    if (tried.bought !== null) return;
    const sold = sell(market, order, at);
    if (typeof sold === 'string') tried.refused = sold;
    else tried.bought = sold;
  };
  return tried.probe.times.map((at) => ({ at, act }));
}

/** What is won, in parts of the cover: what was paid out and back less the premium. */
const gainOf = (policy: HeldPolicy | null): number =>
  policy === null ? 0 : Number(policy.received + policy.refunded - policy.premium) / Number(COVER);

function outcomeOf({ probe, bought, refused }: Tried, honest: Tried, { series }: Knowledge): Outcome {
  const { strategy, variant, isPromised } = probe;
  const gain = gainOf(bought);
  return {
    ...{ strategy, variant, series: series.name, replica: series.replica },
    refused: bought === null ? refused : null,
    stake: bought === null ? 0 : Number(bought.premium) / Number(COVER),
    gain,
    advantage: bought === null ? 0 : gain - gainOf(honest.bought),
    // Whoever bought when news was out is paid more than he paid.
    beats: isPromised && gain > 0,
  };
}
