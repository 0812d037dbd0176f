import { describe, expect, test } from 'vitest';
import { disturbance } from '../../../src/domain/product/disturbance.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import type { Reading } from '../../../src/domain/trigger/rule.ts';

const FROM = 1_678_521_600;
const NOW = FROM + 3_600;
const TERMS = { watch: (99n * WAD) / 100n, silenceSeconds: 900 };
const LOW = (98n * WAD) / 100n;

/** A reading of 1.00 every 10 minutes from `from` to `to`. */
const calm = (from: number, to: number): Reading[] =>
  Array.from({ length: (to - from) / 600 + 1 }, (_, index) => ({ at: from + index * 600, value: WAD }));
const judge = (readings: Reading[], now = NOW) => disturbance(readings, TERMS, FROM, now);

describe('what disturbs the calm of an hour', () => {
  test('nothing does when readings stand at or above the level without a long silence', () => {
    expect(judge(calm(FROM, NOW))).toBeNull();
    expect(judge(calm(FROM - 600, NOW).map((reading) => ({ ...reading, value: TERMS.watch })))).toBeNull();
  });

  test('one reading below the level does, even by a unit, and the newest is named', () => {
    const readings = calm(FROM, NOW);
    readings[2] = { at: FROM + 1_200, value: TERMS.watch - 1n };
    expect(judge(readings)).toEqual({ cause: 'BELOW_WATCH_LEVEL', eventTime: FROM + 1_200 });
    readings[4] = { at: FROM + 2_400, value: LOW };
    expect(judge(readings)).toEqual({ cause: 'BELOW_WATCH_LEVEL', eventTime: FROM + 2_400 });
  });

  test('the reading that holds at the beginning counts, those before it do not', () => {
    const readings = [{ at: FROM - 600, value: LOW }, ...calm(FROM, NOW)];
    expect(judge(readings)).toBeNull();
    const holding = [{ at: FROM - 300, value: LOW }, ...calm(FROM + 300, NOW - 300)];
    expect(judge(holding)).toEqual({ cause: 'BELOW_WATCH_LEVEL', eventTime: FROM - 300 });
  });

  test('a silence longer than allowed does, at the moment it became too long', () => {
    const gap = calm(FROM, NOW).filter(({ at }) => at !== FROM + 1_200);
    expect(judge(gap)).toEqual({ cause: 'NO_READING', eventTime: FROM + 600 + 900 });
    const exact = [...calm(FROM, FROM + 600), ...calm(FROM + 1_500, NOW - 300)];
    expect(judge(exact)).toBeNull();
  });

  test('a silence that goes on now does, and one at the beginning', () => {
    expect(judge(calm(FROM, NOW), NOW + 900)).toBeNull();
    expect(judge(calm(FROM, NOW), NOW + 901)).toEqual({ cause: 'NO_READING', eventTime: NOW + 900 });
    expect(judge(calm(FROM + 60, NOW - 540))).toEqual({ cause: 'NO_READING', eventTime: FROM });
    expect(judge([])).toEqual({ cause: 'NO_READING', eventTime: FROM });
  });
});
