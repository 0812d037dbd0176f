import { describe, expect, test } from 'vitest';
import { drawChart, sampleLows } from '../../../src/cli/shared/chart.ts';

describe('the chart', () => {
  test('keeps the lowest value however many readings a stretch has', () => {
    const sampler = sampleLows(8);
    for (let at = 0; at < 10_000; at++) sampler.add({ at, value: at === 4_321 ? 1n : 1_000n });
    const lows = sampler.lows();
    expect(lows.length).toBeLessThanOrEqual(17);
    expect(lows.filter(({ value }) => value === 1n)).toHaveLength(1);
    expect(lows[0]?.at).toBe(0);
    expect(lows.at(-1)?.at).toBe(9_999);
  });

  test('draws prices, levels and marks in their places', () => {
    const one = 10n ** 18n;
    const lines = drawChart({
      lows: [
        { at: 0, value: one },
        { at: 600, value: one / 2n },
      ],
      levels: [{ name: 'strike', value: (one * 3n) / 4n }],
      marks: [{ at: 600, letter: 'C' }],
    });
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('         1 │●');
    expect(lines[4]).toMatch(/^ {6}0\.75 │·{64} strike$/);
    expect(lines[8]).toBe(`       0.5 │${' '.repeat(63)}●`);
    expect(lines[9]).toBe(`            ${' '.repeat(63)}C`);
  });

  test('is empty for a single moment', () => {
    expect(drawChart({ lows: [{ at: 0, value: 1n }], levels: [], marks: [] })).toEqual([]);
  });
});
