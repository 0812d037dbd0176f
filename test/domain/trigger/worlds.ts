/** The default stablecoin rule and the plainest way to run it over readings. */
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { advanceRule } from '../../../src/domain/trigger/advance.ts';
import { parseDecimal } from '../../../src/domain/trigger/decimal.ts';
import type { RuleEvent } from '../../../src/domain/trigger/events.ts';
import type { BreachRule, Reading } from '../../../src/domain/trigger/rule.ts';
import { initialRuleState, type RuleState } from '../../../src/domain/trigger/state.ts';

export const HOUR = HOUR_SECONDS;
export const MINUTE = MINUTE_SECONDS;
export const DAY = DAY_SECONDS;
/** One unit of the eighteenth place. */
export const UNIT = 1n;

export const wad = (text: string): bigint => {
  const value = parseDecimal(text);
  if (value === null) throw new Error(`${text} is no decimal`);
  return value;
};

/** docs/mechanics.md section 5, "Stablecoin default", with the gap that hourly figures need. */
export const STABLECOIN: BreachRule = {
  strike: wad('0.95'),
  recovery: wad('0.97'),
  watch: wad('0.99'),
  holdSeconds: 4 * HOUR,
  windowSeconds: HOUR,
  recoveryHoldSeconds: 30 * MINUTE,
  maxGapSeconds: 2 * HOUR,
  lookbackSeconds: 72 * HOUR,
  slotSeconds: MINUTE,
  settlementSeconds: DAY,
  settlementMaxSeconds: 7 * DAY,
  payout: {
    kind: 'TIERED',
    tiers: [
      { threshold: wad('0.95'), ratio: WAD / 4n },
      { threshold: wad('0.90'), ratio: WAD / 2n },
      { threshold: wad('0.80'), ratio: WAD },
    ],
  },
};

/** The same without a window: a slot has the value of the reading that holds there. */
export const SPOT: BreachRule = { ...STABLECOIN, windowSeconds: 0 };

/** Readings of one value every `every` seconds in `[from, until)`. */
export function flat(from: number, until: number, value: bigint | string, every = HOUR): Reading[] {
  const readings: Reading[] = [];
  const agreed = typeof value === 'string' ? wad(value) : value;
  for (let at = from; at < until; at += every) readings.push({ at, value: agreed });
  return readings;
}

export function run(
  rule: BreachRule,
  readings: readonly Reading[],
  through = readings.at(-1)?.at ?? 0,
): { state: RuleState; events: RuleEvent[] } {
  return advanceRule(rule, initialRuleState(rule, readings[0]?.at ?? 0), readings, through);
}

/** Events of one type. */
export function only<Type extends RuleEvent['type']>(
  events: readonly RuleEvent[],
  type: Type,
): Extract<RuleEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<RuleEvent, { type: Type }> => event.type === type);
}
