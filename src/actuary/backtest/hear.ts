/** What a feed says of the product: the watch, the breach rule, what is frozen or set aside, the thaw. */
import { earmarkAtBreach, earmarkedOf } from '../../domain/pool/earmark.ts';
import { belowAt, breachAt, breachOverAt, freezeAt, thawAt } from '../../domain/pool/freezeClock.ts';
import { disturbance } from '../../domain/product/disturbance.ts';
import { lowAfter } from '../../domain/product/salesLevel.ts';
import { type ProductEvent, transitionProduct } from '../../domain/product/states.ts';
import { CALM_SECONDS } from '../../domain/shared/limits.ts';
import { type UnixSeconds, WAD } from '../../domain/shared/units.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import { judgeSlots } from '../../domain/trigger/judgeSlots.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { lastClosedSlot, openBreach } from '../../domain/trigger/state.ts';
import { coverOf, frozenSinceOf, type Market, putProduct } from './market.ts';
import { CHALLENGE_SECONDS, FINALITY_SECONDS, SALES_LEVEL, STABLECOIN_RULE } from './terms.ts';

const CALM_TERMS = { watch: STABLECOIN_RULE.watch, silenceSeconds: STABLECOIN_RULE.maxGapSeconds };
/** What the watch and the thaw may look at. */
const LOOKED_BACK_SECONDS = CALM_SECONDS + 2 * STABLECOIN_RULE.maxGapSeconds;

/** A step of the watcher: a reading if there is one, the watch, the slots that close, the thaw. */
export function hear(market: Market, reading: Reading | null, at: UnixSeconds): void {
  if (reading !== null) market.readings.push(reading);
  const recent = newest(market.readings, at - LOOKED_BACK_SECONDS);
  if (market.phase === 'CALM' && disturbed(recent, Math.max(at - CALM_SECONDS, recent[0]?.at ?? 0), at))
    watch(market, at);
  closeSlots(market, at);
  if (mayThaw(market) && !disturbed(recent, at - CALM_SECONDS, at)) thaw(market, at);
}

const disturbed = (recent: readonly Reading[], from: UnixSeconds, at: UnixSeconds): boolean =>
  disturbance(recent, CALM_TERMS, from, at) !== null;

/** The readings after a time. */
export function newest(readings: readonly Reading[], after: UnixSeconds): Reading[] {
  let first = readings.length;
  while (first > 0 && (readings[first - 1]?.at ?? 0) > after) first -= 1;
  return readings.slice(first);
}

function enter(market: Market, event: ProductEvent): void {
  market.phase = transitionProduct(market.phase, event) ?? market.phase;
}

function watch(market: Market, at: UnixSeconds): void {
  enter(market, 'WATCHED');
  freeze(market, at);
}

function freeze(market: Market, at: UnixSeconds): void {
  market.clock = freezeAt(market.clock, at);
  putProduct(market, { frozenSince: frozenSinceOf(market) ?? at });
}

const mayThaw = ({ phase, verdicts, ruleState }: Market): boolean =>
  phase === 'WATCH' && verdicts.every(({ paidAt }) => paidAt !== null) && openBreach(ruleState) === null;

/** The watch in which a product begins takes nothing from the seven days of a later one. */
function thaw(market: Market, at: UnixSeconds): void {
  enter(market, 'THAWED');
  const { watchSecondsLeft, belowSecondsLeft, thawedAt } = market.clock;
  const kept = market.isNew ? { watchSecondsLeft, belowSecondsLeft, thawedAt } : {};
  market.clock = { ...thawAt(market.clock, at), ...kept };
  market.isNew = false;
  putProduct(market, { frozenSince: null });
}

function closeSlots(market: Market, at: UnixSeconds): void {
  const through = at - FINALITY_SECONDS;
  const closed = lastClosedSlot(STABLECOIN_RULE, market.ruleState);
  if (through < market.from || (closed !== null && through <= closed)) return;
  const fresh = newest(market.readings, closed ?? market.from - 1).filter((reading) => reading.at <= through);
  const { state, events } = judgeSlots(STABLECOIN_RULE, market.ruleState, fresh, through);
  market.ruleState = state;
  market.watermark = lastClosedSlot(STABLECOIN_RULE, state);
  for (const event of events) apply(market, event, at);
  market.lowAt = lowAfter({ salesLevelWad: SALES_LEVEL, lowAt: market.lowAt }, fresh);
  const below = fresh.findLast(({ value }) => value < STABLECOIN_RULE.watch);
  if (below !== undefined) market.clock = belowAt(market.clock, below.at, at);
}

function apply(market: Market, event: RuleEvent, at: UnixSeconds): void {
  switch (event.type) {
    case 'BREACH_STARTED':
      enter(market, 'BREACH_STARTED');
      setAside(market, at);
      freeze(market, at);
      return;
    case 'BREACH_ENDED':
      enter(market, 'BREACH_ENDED');
      free(market, null, at);
      return;
    case 'CONFIRMED': {
      const { breachStart, confirmedAt } = event;
      const earmarks = market.book.earmarks.map((each) =>
        each.confirmedAt === null ? { ...each, confirmedAt } : each,
      );
      market.book = { ...market.book, earmarks };
      market.verdicts.push({ breachStart, confirmedAt, settled: null, paidAt: null, due: 0n, paid: 0n });
      enter(market, 'INCIDENT_CONFIRMED');
      return;
    }
    case 'SETTLED': {
      const index = market.verdicts.findIndex(({ confirmedAt }) => confirmedAt === event.confirmedAt);
      const verdict = market.verdicts[index];
      if (verdict === undefined) throw new Error('an incident was settled that was not confirmed');
      const settled = { payableAt: at + CHALLENGE_SECONDS, ratioWad: event.payoutRatio };
      market.verdicts[index] = { ...verdict, settled };
      return;
    }
    case 'RECOVERED':
      enter(market, 'RECOVERED');
      return;
  }
}

function setAside(market: Market, at: UnixSeconds): void {
  const amount = earmarkAtBreach(market.capital, earmarkedOf(market.book), coverOf(market), WAD);
  market.book = { ...market.book, earmarks: [...market.book.earmarks, { amount, confirmedAt: null }] };
  market.clock = breachAt(market.clock, at);
}

/** What a breach had set aside is free: it ended (null), or its incident is paid. */
export function free(market: Market, confirmedAt: UnixSeconds | null, at: UnixSeconds): void {
  const { earmarks } = market.book;
  const left = earmarks.filter((each) => each.confirmedAt !== confirmedAt);
  if (earmarks.length > 0 && left.length === 0) market.clock = breachOverAt(market.clock, at);
  market.book = { ...market.book, earmarks: left };
}
