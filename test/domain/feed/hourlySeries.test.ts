import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_FEED_STATE, foldReadings } from '../../../src/domain/feed/fold.ts';
import { parseSeriesRow } from '../../../src/domain/feed/seriesRow.ts';
import { advanceRule } from '../../../src/domain/trigger/advance.ts';
import type { BreachRule, Reading } from '../../../src/domain/trigger/rule.ts';
import { initialRuleState } from '../../../src/domain/trigger/state.ts';
import { NOON, TERMS, together, wad } from './observations.ts';

/** The stablecoin defaults of docs/mechanics.md section 5 with the gap of an hourly feed, tiered. */
const RULE: BreachRule = {
  strike: wad('0.95'),
  recovery: wad('0.97'),
  watch: wad('0.99'),
  holdSeconds: 4 * 3_600,
  windowSeconds: 3_600,
  recoveryHoldSeconds: 1_800,
  maxGapSeconds: 7_200,
  lookbackSeconds: 72 * 3_600,
  slotSeconds: 60,
  settlementSeconds: 24 * 3_600,
  settlementMaxSeconds: 7 * 86_400,
  payout: {
    kind: 'TIERED',
    tiers: [
      { threshold: wad('0.95'), ratio: wad('0.25') },
      { threshold: wad('0.90'), ratio: wad('0.5') },
      { threshold: wad('0.80'), ratio: wad('1') },
    ],
  },
};

/** What three operators make of the rows, hour by hour, as the watcher would fold them. */
function readingsOfThree(rows: readonly Reading[]): Reading[] {
  let state = EMPTY_FEED_STATE;
  return rows.flatMap(({ at, value }, index) => {
    const step = foldReadings(state, together(at, index + 1, [value, value, value]), at, TERMS);
    state = step.state;
    return step.readings.map((reading) => ({ at: reading.at, value: reading.value }));
  });
}

/** Everything that the rule says about the slots from the first row to the last. */
function judge(readings: readonly Reading[], rule: BreachRule) {
  const first = readings[0]?.at ?? 0;
  const { state, events } = advanceRule(
    rule,
    initialRuleState(rule, first),
    readings,
    readings.at(-1)?.at ?? 0,
  );
  const { slots, indeterminate, openSet, incident } = state;
  return { slots, indeterminate, openSet, incident, events };
}

function readSeries(file: string): Reading[] {
  const path = new URL(`../../../src/cli/series/${file}`, import.meta.url);
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const row = parseSeriesRow(line);
    if (row.problem !== undefined) throw new Error(row.problem);
    return row;
  });
}

test.each([
  ['usdc-usd-2023-03.csv', '2023-03-11T08:34:00Z', '0.901', '0.25', 4_381],
  ['ust-usdt-2022-05.csv', '2022-05-09T23:57:00Z', '0.72256', '1', 9_001],
])(
  'pays the incident of %s through three operators as it does from the rows',
  (file, confirmed, value, ratio, slots) => {
    const rows = readSeries(file);
    const judged = judge(readingsOfThree(rows), RULE);
    expect(judged).toEqual(judge(rows, RULE));
    expect(judged).toMatchObject({ slots, indeterminate: 60 });
    const settled = judged.events.filter(({ type }) => type === 'SETTLED');
    expect(settled).toEqual([
      expect.objectContaining({
        confirmedAt: Date.parse(confirmed) / 1_000,
        settlementValue: wad(value),
        payoutRatio: wad(ratio),
      }),
    ]);
  },
);

test('judges every slot of rows at most the longest gap apart as the rows themselves do', () => {
  const steps = fc.array(
    fc.record({ wait: fc.integer({ min: 1, max: 7_200 }), value: fc.bigInt(wad('0.90'), wad('1.00')) }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(
      steps,
      fc.constantFrom(0, 3_600),
      fc.constantFrom(0, 4 * 3_600),
      (list, windowSeconds, holdSeconds) => {
        let at = NOON;
        const rows = list.map(({ wait, value }) => {
          at += wait;
          return { at, value };
        });
        const rule = { ...RULE, windowSeconds, holdSeconds };
        expect(judge(readingsOfThree(rows), rule)).toEqual(judge(rows, rule));
      },
    ),
  );
});

test('holds a value for freshness and one gap when nobody reports any longer, and not a slot more', () => {
  const { readings } = foldReadings(
    EMPTY_FEED_STATE,
    together(NOON, 1, [wad('1'), wad('1'), wad('1')]),
    NOON + 86_400,
    TERMS,
  );
  const rule = { ...RULE, windowSeconds: 0 };
  const { state } = advanceRule(rule, initialRuleState(rule, NOON), readings, NOON + 86_400);
  expect(state.slots - state.indeterminate).toBe((4 * 3_600) / 60);
});
