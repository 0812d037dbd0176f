import fc from 'fast-check';
import { expect, test } from 'vitest';
import { severityLadder } from '../../src/actuary/severity.ts';

const meanOf = ({ ratios, upTo }: ReturnType<typeof severityLadder>) =>
  ratios.reduce((sum, ratio, rung) => sum + ratio * ((upTo[rung] ?? 0) - (upTo[rung - 1] ?? 0)), 0);

test('has the mean of the price, whatever the tiers, and ends with certainty', () => {
  const ratios = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(ratios, fc.integer({ min: 0, max: 1_000 }), (thousandths, part) => {
      const given = thousandths.map((value) => value / 1_000);
      const [least, most] = [Math.min(...given), Math.max(...given)];
      const mean = least + ((most - least) * part) / 1_000;
      const ladder = severityLadder(given, mean);
      expect(meanOf(ladder)).toBeCloseTo(mean, 5);
      expect(ladder.upTo.at(-1)).toBe(1);
    }),
  );
});

test('the default tiers with a mean of 35 % are 69, 27 and 4 % of incidents', () => {
  const { ratios, upTo } = severityLadder([1, 0.25, 0.5], 0.35);
  expect(ratios).toEqual([0.25, 0.5, 1]);
  expect(upTo.map((value) => Math.round(value * 100))).toEqual([69, 96, 100]);
  expect(meanOf({ ratios, upTo })).toBeCloseTo(0.35, 10);
});

test('a mean beyond what can be paid is the nearest that can', () => {
  expect(severityLadder([0.5, 1], 0.1)).toEqual({ ratios: [0.5], upTo: [1] });
  expect(severityLadder([0.2, 0.5], 0.9)).toEqual({ ratios: [0.5], upTo: [1] });
});
