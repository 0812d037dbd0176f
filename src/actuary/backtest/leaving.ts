/** Underwriters who leave at the news, or who know what comes, beside one who stays. */
import { DAY_SECONDS, HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { deposit, requestExit, worthOf } from './capital.ts';
import type { Market, Position } from './market.ts';
import { type Knowledge, NEWS } from './news.ts';
import type { Attempt, Outcome, StrategyName } from './outcome.ts';
import { COOLDOWN_SECONDS, UNIT } from './terms.ts';
import type { Action } from './walk.ts';

const DEPOSIT = 100n * UNIT;
const DEPOSITED_SECONDS = 2 * DAY_SECONDS;
/** Hours between the request and the breach. */
export const LEFT_HOURS = [0, 6, 24, 72, 120, 167, 168, 192, 240] as const;

/** How long somebody goes on asking who was not let. */
const PERSISTENT_HOURS = 14 * 24;

interface Leaver {
  readonly strategy: StrategyName;
  readonly variant: string;
  /** Asks at the first of these at which anybody is let. */
  readonly times: readonly UnixSeconds[];
  /** Whether the rules promise that he bears what stayers bear. */
  readonly isPromised: boolean;
  position: Position | null;
  isLeaving: boolean;
}

/** Everybody deposits on the same day: one stays, the others ask to leave at their time. */
export function leaving(knowledge: Knowledge): Attempt {
  const { series } = knowledge;
  const stayer = leaver('LEAVER', 'stays', [], true);
  const all = leaversOf(knowledge);
  const actions: Action[] = [stayer, ...all].flatMap((each) => [
    { at: series.from + DEPOSITED_SECONDS, act: (market, at) => enter(market, each, at) },
    ...each.times.map((at) => ({ at, act: (market: Market, now: UnixSeconds) => leave(market, each, now) })),
  ]);
  return { actions, outcomes: (market) => all.map((each) => outcomeOf(market, each, stayer, knowledge)) };
}

function leaversOf({ series, heardAt, breachStart }: Knowledge): Leaver[] {
  const earliest = series.from + DEPOSITED_SECONDS;
  const atNews = NEWS.flatMap((news) => {
    const at = heardAt[news];
    if (at === null || at <= earliest) return [];
    const hourly = Array.from({ length: PERSISTENT_HOURS }, (_, hour) => at + (hour + 1) * HOUR_SECONDS);
    const inTime = hourly.filter((time) => time < series.until);
    return [
      leaver('LEAVER', `at ${news}`, [at], true),
      leaver('LEAVER', `${news} + 1 h, until let`, inTime, true),
    ];
  });
  if (breachStart === null) return atNews;
  const informed = LEFT_HOURS.map((hours) => {
    const isLiable = hours * HOUR_SECONDS < COOLDOWN_SECONDS;
    return leaver('INFORMED_LEAVER', `${hours} h ahead`, [breachStart - hours * HOUR_SECONDS], isLiable);
  });
  return [...atNews, ...informed];
}

const leaver = (
  strategy: StrategyName,
  variant: string,
  times: readonly UnixSeconds[],
  isPromised: boolean,
): Leaver => ({ strategy, variant, times, isPromised, position: null, isLeaving: false });

function enter(market: Market, each: Leaver, at: UnixSeconds): void {
  each.position = deposit(market, each.variant, DEPOSIT, at);
}

function leave(market: Market, each: Leaver, at: UnixSeconds): void {
  if (each.isLeaving || each.position === null) return;
  each.isLeaving = requestExit(market, each.position, at);
}

function outcomeOf(market: Market, each: Leaver, stayer: Leaver, { series }: Knowledge): Outcome {
  const { strategy, variant, isPromised, position, isLeaving } = each;
  const gain = (held: Position | null) =>
    held === null ? 0 : Number(worthOf(market, held) - held.deposited) / Number(DEPOSIT);
  const advantage = isLeaving ? gain(position) - gain(stayer.position) : 0;
  return {
    ...{ strategy, variant, series: series.name, replica: series.replica },
    refused: isLeaving ? null : 'FROZEN',
    ...{ stake: 1, gain: gain(position), advantage, beats: isPromised && advantage > ROUNDING },
  };
}

/** A hundred units of the hundred million that were put in. */
const ROUNDING = 1e-6;
