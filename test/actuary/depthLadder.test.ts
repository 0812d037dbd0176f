import fc from 'fast-check';
import { expect, test } from 'vitest';
import { depthLadder } from '../../src/actuary/depthLadder.ts';
import { STANDARD_PAYOUTS } from '../../src/actuary/standardPayouts.ts';
import { DEPTH_DEFAULT, severityOf } from '../../src/domain/pricing/severity.ts';
import { WAD } from '../../src/domain/shared/units.ts';
import { depthCurve, payoutShape } from '../support/payouts.ts';

const meanOf = ({ ratios, upTo }: ReturnType<typeof depthLadder>) =>
  ratios.reduce((sum, ratio, rung) => sum + ratio * ((upTo[rung] ?? 0) - (upTo[rung - 1] ?? 0)), 0);

test('has the mean of the price, whatever options and curve, rises, and ends with certainty', () => {
  fc.assert(
    fc.property(payoutShape, depthCurve, (payout, depth) => {
      const ladder = depthLadder(payout, depth);
      expect(meanOf(ladder)).toBeCloseTo(Number(severityOf(payout, depth)) / Number(WAD), 9);
      expect(ladder.upTo.at(-1)).toBe(1);
      ladder.ratios.forEach((ratio, rung) => {
        expect(ratio).toBeGreaterThanOrEqual((ladder.ratios[rung - 1] ?? 0) - 1e-9);
        expect(ratio).toBeLessThanOrEqual(1 + 1e-9);
      });
    }),
  );
});

test('the standard tiers are 49, 28 and 23 % of incidents', () => {
  const { ratios, upTo } = depthLadder(STANDARD_PAYOUTS.TIERED, DEPTH_DEFAULT);
  expect(ratios).toEqual([0.25, 0.5, 1]);
  expect(upTo.map((value) => Math.round(value * 100))).toEqual([49, 77, 100]);
});

test('options that begin deeper pay nothing of the shallow incidents', () => {
  const tiers = [{ threshold: (9n * WAD) / 10n, ratio: WAD }];
  const { ratios, upTo } = depthLadder({ kind: 'TIERED', tiers }, DEPTH_DEFAULT);
  expect(ratios).toEqual([0, 1]);
  expect(upTo[0]).toBeCloseTo(0.49, 12);
});
