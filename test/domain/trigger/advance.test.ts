import { describe, expect, test } from 'vitest';
import { advanceRule } from '../../../src/domain/trigger/advance.ts';
import type { BreachRule, Reading } from '../../../src/domain/trigger/rule.ts';
import {
  initialRuleState,
  lastClosedSlot,
  latestAverage,
  openBreach,
  rulePhase,
  settlingIncident,
} from '../../../src/domain/trigger/state.ts';
import { DAY, flat, HOUR, MINUTE, only, run, SPOT, STABLECOIN, UNIT, wad } from './worlds.ts';

const { strike, recovery } = STABLECOIN;

/** Half a day of calm, then `hours` at the value. */
function calmThen(value: bigint | string, hours: number): Reading[] {
  return [...flat(0, 12 * HOUR, '1'), ...flat(12 * HOUR, (12 + hours) * HOUR, value)];
}

describe('slots', () => {
  test('begin with the first multiple at or after the start', () => {
    const { state } = run(STABLECOIN, [{ at: 61, value: strike }], 200);
    expect(state.slots).toBe(2);
    expect(lastClosedSlot(STABLECOIN, state)).toBe(180);
  });

  test('are none between two multiples', () => {
    const { state } = run(STABLECOIN, [{ at: 61, value: strike }], 119);
    expect(state.slots).toBe(0);
    expect(lastClosedSlot(STABLECOIN, state)).toBeNull();
  });

  test('are indeterminate until readings cover a whole window', () => {
    const { state } = run(STABLECOIN, flat(0, 2 * HOUR, '1'));
    expect(state.slots).toBe(61);
    expect(state.indeterminate).toBe(60);
    expect(latestAverage(STABLECOIN, state)).toEqual({ slot: HOUR, value: wad('1') });
  });

  test('without a window take a reading until the gap is over, and not at its end', () => {
    const rule = { ...SPOT, maxGapSeconds: 2 * MINUTE };
    const { state } = run(rule, [{ at: 0, value: wad('1') }], 3 * MINUTE);
    expect(state.slots).toBe(4);
    expect(state.indeterminate).toBe(2);
  });

  test('take readings from before the first slot into its window', () => {
    const start = initialRuleState(STABLECOIN, 2 * HOUR);
    const { state } = advanceRule(STABLECOIN, start, flat(0, 3 * HOUR, '1'), 2 * HOUR);
    expect(state.slots).toBe(1);
    expect(state.indeterminate).toBe(0);
  });
});

describe('the strike', () => {
  test('is not breached by an average exactly at it', () => {
    expect(run(STABLECOIN, calmThen(strike, 12)).events).toEqual([]);
  });

  test('is breached by an average one unit under it', () => {
    const { events } = run(STABLECOIN, calmThen(strike - UNIT, 12));
    expect(events[0]).toEqual({ type: 'BREACH_STARTED', slot: 13 * HOUR, breachStart: 13 * HOUR });
    expect(only(events, 'CONFIRMED')).toHaveLength(1);
  });

  test('is not breached by a mean less than one unit under it: the average is rounded up', () => {
    const readings = flat(0, 12 * HOUR, strike, MINUTE).map((reading, index) =>
      // One minute of each hour is one unit lower: the mean is a sixtieth of a unit under the strike.
      index % 60 === 0 ? { ...reading, value: strike - UNIT } : reading,
    );
    expect(run(STABLECOIN, readings).events).toEqual([]);
  });

  test('is not breached by one deep wick', () => {
    const readings = flat(0, DAY, '1', MINUTE);
    readings[600] = { at: 600 * MINUTE, value: wad('0.000000000000000001') };
    const { events } = run(STABLECOIN, readings);
    expect(events).toEqual([]);
  });
});

describe('a confirmation', () => {
  test('comes at the slot that completes the hold, counted from the breach start', () => {
    const { events } = run(SPOT, calmThen('0.9', 12));
    expect(events.slice(0, 2)).toEqual([
      { type: 'BREACH_STARTED', slot: 12 * HOUR, breachStart: 12 * HOUR },
      { type: 'CONFIRMED', slot: 16 * HOUR, breachStart: 12 * HOUR, confirmedAt: 16 * HOUR },
    ]);
  });

  test('does not come one slot before', () => {
    const readings = calmThen('0.9', 4);
    const { state, events } = run(SPOT, readings, 16 * HOUR - MINUTE);
    expect(only(events, 'CONFIRMED')).toEqual([]);
    expect(openBreach(state)).toEqual({ start: 12 * HOUR, countedSeconds: 4 * HOUR - MINUTE });
    expect(rulePhase(state)).toBe('BREACH');
  });

  test('comes with the first slot below when nothing has to be held', () => {
    const { events } = run({ ...SPOT, holdSeconds: 0 }, calmThen('0.9', 1));
    expect(only(events, 'CONFIRMED')[0]?.confirmedAt).toBe(12 * HOUR);
  });

  test('adds up time below the strike that a stay in the band interrupts', () => {
    const readings = [
      ...calmThen('0.94', 2),
      ...flat(14 * HOUR, 20 * HOUR, '0.96'),
      ...flat(20 * HOUR, 24 * HOUR, '0.94'),
    ];
    const { events } = run(SPOT, readings);
    // 119 minutes from 12:00 and 121 from 20:00: the slots on both sides of the stay do not count together.
    expect(only(events, 'CONFIRMED')[0]).toMatchObject({
      breachStart: 12 * HOUR,
      confirmedAt: 22 * HOUR + MINUTE,
    });
  });

  test('counts a gap of the largest size and none above', () => {
    const rule: BreachRule = { ...SPOT, maxGapSeconds: 10 * MINUTE, holdSeconds: 11 * MINUTE };
    const low = wad('0.9');
    // The first reading holds through slot 9; the second stands 10 or 11 minutes after that slot.
    const within = run(rule, [
      { at: 0, value: low },
      { at: 19 * MINUTE, value: low },
    ]);
    expect(openBreach(within.state)).toBeNull();
    expect(only(within.events, 'CONFIRMED')[0]).toMatchObject({ breachStart: 0, confirmedAt: 19 * MINUTE });
    const beyond = run(rule, [
      { at: 0, value: low },
      { at: 20 * MINUTE, value: low },
    ]);
    expect(openBreach(beyond.state)).toEqual({ start: 0, countedSeconds: 9 * MINUTE });
  });
});

describe('the breach start', () => {
  test('is pulled back to the last slot known before a gap in which the price fell', () => {
    const readings = [...flat(0, 6 * HOUR, '1'), ...flat(12 * HOUR, 20 * HOUR, '0.9')];
    const { events } = run(SPOT, readings);
    // The last reading before the gap holds until 07:00; its last slot is 06:59.
    expect(only(events, 'BREACH_STARTED')[0]).toEqual({
      type: 'BREACH_STARTED',
      slot: 12 * HOUR,
      breachStart: 7 * HOUR - MINUTE,
    });
    expect(only(events, 'CONFIRMED')[0]).toMatchObject({
      breachStart: 7 * HOUR - MINUTE,
      confirmedAt: 16 * HOUR,
    });
  });

  test('stays where it is when nothing is known before the gap', () => {
    const { events } = run(STABLECOIN, flat(0, 3 * HOUR, '0.9'));
    expect(only(events, 'BREACH_STARTED')[0]?.breachStart).toBe(HOUR);
  });
});

describe('a recovery', () => {
  const breachThen = (value: bigint, minutes: number): Reading[] => [
    ...calmThen('0.94', 2),
    ...flat(14 * HOUR, 14 * HOUR + minutes * MINUTE, value, MINUTE),
  ];

  test('needs the whole hold at or above its price', () => {
    const short = run(SPOT, breachThen(recovery, 30));
    expect(openBreach(short.state)).not.toBeNull();
    const whole = run(SPOT, breachThen(recovery, 31));
    expect(whole.events.at(-1)).toEqual({
      type: 'BREACH_ENDED',
      slot: 14 * HOUR + 30 * MINUTE,
      reason: 'RECOVERED',
    });
    expect(rulePhase(whole.state)).toBe('QUIET');
  });

  test('does not come one unit under its price', () => {
    expect(openBreach(run(SPOT, breachThen(recovery - UNIT, 600)).state)).not.toBeNull();
  });

  test('needs one slot when nothing has to be held', () => {
    const { events } = run({ ...SPOT, recoveryHoldSeconds: 0 }, breachThen(recovery, 1));
    expect(events.at(-1)).toEqual({ type: 'BREACH_ENDED', slot: 14 * HOUR, reason: 'RECOVERED' });
  });

  test('begins anew after one slot in the band', () => {
    const readings = breachThen(recovery, 40).map((reading) =>
      reading.at === 14 * HOUR + 20 * MINUTE ? { ...reading, value: recovery - UNIT } : reading,
    );
    expect(openBreach(run(SPOT, readings).state)).not.toBeNull();
  });

  test('is not what a silent venue means', () => {
    const { state } = run(SPOT, calmThen('0.94', 2), 30 * DAY);
    expect(openBreach(state)).toEqual({ start: 12 * HOUR, countedSeconds: 3 * HOUR - MINUTE });
  });
});

describe('the lookback', () => {
  const wickThenBand = [...calmThen('0.94', 1), ...flat(13 * HOUR, 120 * HOUR, '0.96')];

  test('ends a breach when its last slot is a whole lookback old', () => {
    const { events } = run(SPOT, wickThenBand);
    expect(events).toEqual([
      { type: 'BREACH_STARTED', slot: 12 * HOUR, breachStart: 12 * HOUR },
      { type: 'BREACH_ENDED', slot: 13 * HOUR - MINUTE + 72 * HOUR, reason: 'LOOKBACK' },
    ]);
  });

  test('moves the start on as old slots leave', () => {
    const { state } = run(SPOT, wickThenBand, 12 * HOUR + 72 * HOUR);
    expect(openBreach(state)).toEqual({ start: 12 * HOUR + MINUTE, countedSeconds: 58 * MINUTE });
  });

  test('counts observed time only', () => {
    const readings = [...calmThen('0.94', 1), ...flat(20 * DAY, 22 * DAY, '0.96')];
    expect(openBreach(run(SPOT, readings).state)).not.toBeNull();
  });
});

describe('a settlement', () => {
  test('takes the lowest average through the last slot of its window', () => {
    const confirmed = 16 * HOUR;
    const readings = [
      ...calmThen('0.94', 4),
      ...flat(confirmed, confirmed + DAY, '0.93'),
      { at: confirmed + DAY, value: wad('0.85') },
      { at: confirmed + DAY + MINUTE, value: wad('0.5') },
    ];
    const { events } = run(SPOT, readings);
    expect(only(events, 'SETTLED')).toEqual([
      {
        type: 'SETTLED',
        slot: confirmed + DAY,
        breachStart: 12 * HOUR,
        confirmedAt: confirmed,
        settlesAt: confirmed + DAY,
        settlementValue: wad('0.85'),
        payoutRatio: wad('0.5'),
      },
    ]);
  });

  test('is valued on what is known while it is not over', () => {
    const { state } = run(SPOT, calmThen('0.89', 6));
    expect(settlingIncident(SPOT, state)).toEqual({
      breachStart: 12 * HOUR,
      confirmedAt: 16 * HOUR,
      earliestSettlesAt: 40 * HOUR,
      settlementValue: wad('0.89'),
      payoutRatio: wad('0.5'),
    });
    expect(rulePhase(state)).toBe('CONFIRMED');
  });

  test('is over at the confirmation when the payout is binary', () => {
    const { state, events } = run({ ...SPOT, payout: { kind: 'BINARY' } }, calmThen('0.94', 6));
    expect(events.at(-1)).toMatchObject({ type: 'SETTLED', settlesAt: 16 * HOUR, payoutRatio: wad('1') });
    expect(settlingIncident(SPOT, state)).toBeNull();
  });

  test('is extended slot by slot until half of its slots are determinate', () => {
    // Silence from 17:00 (the last reading of 15:00 holds two hours) to two days later.
    const readings = [...calmThen('0.94', 4), ...flat(63 * HOUR, 120 * HOUR, '0.92')];
    const { events, state } = run(SPOT, readings, 62 * HOUR);
    expect(only(events, 'SETTLED')).toEqual([]);
    // 16:01 to 16:59 are 59 of 2760 slots: as many determinate ones as are missing must follow.
    expect(settlingIncident(SPOT, state)?.earliestSettlesAt).toBe(62 * HOUR + (2760 - 2 * 59) * MINUTE);
    const [settled] = only(run(SPOT, readings).events, 'SETTLED');
    // From 17:00 to 62:59 nothing is known: 2760 slots, against the 59 before and those from 63:00 on.
    expect(settled?.settlesAt).toBe(63 * HOUR + (2760 - 59 - 1) * MINUTE);
    expect(settled?.settlementValue).toBe(wad('0.92'));
  });

  test('is extended at most to its longest', () => {
    const { events } = run(SPOT, calmThen('0.94', 4), 30 * DAY);
    expect(only(events, 'SETTLED')[0]?.settlesAt).toBe(16 * HOUR + 7 * DAY);
  });
});

describe('after an incident', () => {
  const confirmed = 16 * HOUR;

  test('there is no breach without a recovery, however long the price stays down', () => {
    const { state, events } = run(SPOT, calmThen('0.9', 24 * 30));
    expect(only(events, 'CONFIRMED')).toHaveLength(1);
    expect(openBreach(state)).toBeNull();
    expect(rulePhase(state)).toBe('CONFIRMED');
  });

  test('a price in the band is no recovery', () => {
    const readings = [
      ...calmThen('0.9', 48),
      ...flat(60 * HOUR, 80 * HOUR, '0.96'),
      ...flat(80 * HOUR, 99 * HOUR, '0.9'),
    ];
    expect(only(run(SPOT, readings).events, 'CONFIRMED')).toHaveLength(1);
  });

  test('the next breach begins after the settlement window, even if the price recovered inside it', () => {
    const readings = [
      ...calmThen('0.9', 6),
      ...flat(18 * HOUR, 20 * HOUR, '1'),
      ...flat(20 * HOUR, 60 * HOUR, '0.9'),
    ];
    const { events } = run(SPOT, readings);
    const end = confirmed + DAY;
    expect(events.map(({ type, slot }) => [type, slot])).toEqual([
      ['BREACH_STARTED', 12 * HOUR],
      ['CONFIRMED', confirmed],
      ['RECOVERED', 18 * HOUR + 30 * MINUTE],
      ['SETTLED', end],
      ['BREACH_STARTED', end + MINUTE],
      ['CONFIRMED', end + MINUTE + 4 * HOUR],
    ]);
  });

  test('a recovery and a new fall make a second incident', () => {
    const readings = [
      ...calmThen('0.9', 30),
      ...flat(42 * HOUR, 50 * HOUR, '1'),
      ...flat(50 * HOUR, 90 * HOUR, '0.7'),
    ];
    const settled = only(run(SPOT, readings).events, 'SETTLED');
    expect(settled.map(({ breachStart, payoutRatio }) => [breachStart, payoutRatio])).toEqual([
      [12 * HOUR, wad('0.5')],
      [50 * HOUR, wad('1')],
    ]);
  });
});

describe('advanceRule', () => {
  const rule = STABLECOIN;

  test('refuses a reading that is late, out of order or not positive', () => {
    const { state } = run(rule, flat(0, 3 * HOUR, '1'));
    const at = 2 * HOUR;
    expect(() => advanceRule(rule, state, [{ at, value: strike }], at)).toThrow(RangeError);
    const backwards = [
      { at: at + 2, value: strike },
      { at: at + 1, value: strike },
    ];
    expect(() => advanceRule(rule, state, backwards, at)).toThrow(RangeError);
    expect(() => advanceRule(rule, state, [{ at: at + 1, value: 0n }], at)).toThrow(RangeError);
    expect(() => advanceRule(rule, state, [{ at: at + 0.5, value: strike }], at)).toThrow(RangeError);
  });

  test('closes nothing when it is asked for slots that are closed', () => {
    const { state } = run(rule, flat(0, 3 * HOUR, '1'));
    expect(advanceRule(rule, state, [], HOUR)).toEqual({ state, events: [] });
  });

  test('keeps a memory of a few runs through a long fall, and of one window of readings', () => {
    const readings = flat(0, 20 * DAY, '1', MINUTE).map((reading, index) => ({
      ...reading,
      value: reading.value - BigInt(index) * 10n ** 13n,
    }));
    const { state } = run({ ...rule, holdSeconds: 90 * DAY }, readings);
    expect(openBreach(state)).not.toBeNull();
    expect(state.openSet.runs).toHaveLength(1);
    expect(state.openSet.lows).toHaveLength(1);
    expect(state.readings.length).toBeLessThanOrEqual(61);
  });

  test('passes over ages without a reading at once', () => {
    const { state } = run(rule, [...flat(0, 3 * HOUR, '1'), { at: 250_000_000_000, value: strike }]);
    expect(state.slots).toBe(Math.floor(250_000_000_000 / MINUTE) + 1);
  });
});
