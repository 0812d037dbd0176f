import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEPTH_DEFAULT,
  type Depth,
  depthAt,
  isDepth,
  severityOf,
} from '../../../src/domain/pricing/severity.ts';
import { maximum } from '../../../src/domain/shared/rounding.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { payoutRatio } from '../../../src/domain/trigger/payout.ts';
import type { PayoutShape, PayoutTier } from '../../../src/domain/trigger/rule.ts';
import { depthCurve, payoutShape, tierList } from '../../support/payouts.ts';

const percent = (value: bigint) => (value * WAD) / 100n;
const tiered = (...tiers: readonly (readonly [bigint, bigint])[]): PayoutShape => ({
  kind: 'TIERED',
  tiers: tiers.map(([threshold, ratio]) => ({ threshold: percent(threshold), ratio: percent(ratio) })),
});

describe('the severity of', () => {
  test('all or nothing is 1', () => {
    expect(severityOf({ kind: 'BINARY' }, DEPTH_DEFAULT)).toBe(WAD);
  });

  test('tiers is what each adds, times how likely it is reached: worked out by hand', () => {
    // 0.25 + 0.25 * 0.51 + 0.5 * 0.23.
    expect(severityOf(tiered([95n, 25n], [90n, 50n], [80n, 100n]), DEPTH_DEFAULT)).toBe(
      (4_925n * WAD) / 10_000n,
    );
    // One tier that pays everything at the strike is all or nothing by another name.
    expect(severityOf(tiered([95n, 100n]), DEPTH_DEFAULT)).toBe(WAD);
    // 0.65 is halfway from 8 to 23 %.
    expect(severityOf(tiered([65n, 100n]), DEPTH_DEFAULT)).toBe((155n * WAD) / 1_000n);
  });

  test('a linear payout is the area under the curve over its width: worked out by hand', () => {
    // (0.05 * 0.755 + 0.1 * 0.37 + 0.3 * 0.155) / 0.45 = 0.12125 / 0.45.
    const linear = { kind: 'LINEAR', attach: percent(95n), exhaust: percent(50n) } as const;
    expect(severityOf(linear, DEPTH_DEFAULT)).toBe((12_125n * WAD + 44_999n) / 45_000n);
    expect(severityOf({ ...linear, attach: percent(99n), exhaust: percent(95n) }, DEPTH_DEFAULT)).toBe(WAD);
  });
});

test('the curve goes through its points, and is linear in between, rounded up', () => {
  const at = (price: bigint) => depthAt(price, DEPTH_DEFAULT);
  expect([0n, 50n, 80n, 85n, 90n, 95n, 200n].map((price) => at(percent(price)))).toEqual(
    [0n, 8n, 23n, 37n, 51n, 100n, 100n].map(percent),
  );
  expect(at(1n)).toBe(1n);
  expect(isDepth(DEPTH_DEFAULT)).toBe(true);
  expect(isDepth({ ...DEPTH_DEFAULT, at50Wad: percent(24n) })).toBe(false);
  expect(isDepth({ ...DEPTH_DEFAULT, at90Wad: WAD + 1n })).toBe(false);
});

describe('whatever the options and the curve', () => {
  test('severity lies between nothing and the most they pay, and from 0.95 on above the least', () => {
    fc.assert(
      fc.property(payoutShape, depthCurve, (payout, depth) => {
        const severity = severityOf(payout, depth);
        expect(severity).toBeGreaterThanOrEqual(0n);
        expect(severity).toBeLessThanOrEqual(payoutRatio(payout, 0n));
        const [first] = payout.kind === 'TIERED' ? payout.tiers : [];
        if (first !== undefined && first.threshold >= percent(95n))
          expect(severity).toBeGreaterThanOrEqual(first.ratio);
      }),
    );
  });

  test('it never falls where incidents go deeper', () => {
    fc.assert(
      fc.property(payoutShape, depthCurve, depthCurve, (payout, one, other) => {
        const deeper: Depth = {
          at90Wad: maximum(one.at90Wad, other.at90Wad),
          at80Wad: maximum(one.at80Wad, other.at80Wad),
          at50Wad: maximum(one.at50Wad, other.at50Wad),
        };
        expect(severityOf(payout, deeper)).toBeGreaterThanOrEqual(severityOf(payout, one));
      }),
    );
  });

  test('tiers that pay at least as much at every value are never cheaper', () => {
    const raised = (tiers: readonly PayoutTier[], by: bigint): PayoutTier[] =>
      tiers.map(({ threshold, ratio }) => ({ threshold: threshold + by, ratio }));
    fc.assert(
      fc.property(tierList, fc.bigInt(0n, WAD / 10n), depthCurve, (tiers, by, depth) => {
        const before = severityOf({ kind: 'TIERED', tiers }, depth);
        expect(severityOf({ kind: 'TIERED', tiers: raised(tiers, by) }, depth)).toBeGreaterThanOrEqual(
          before,
        );
        // Without its first tier it pays less at some values and more at none.
        if (tiers.length > 1)
          expect(severityOf({ kind: 'TIERED', tiers: tiers.slice(1) }, depth)).toBeLessThanOrEqual(before);
      }),
    );
  });

  test('tiers that step down a ramp from above come as near to it as their steps are small', () => {
    const STEPS = 1_000n;
    fc.assert(
      fc.property(fc.bigInt(40n, 100n), fc.bigInt(1n, 39n), depthCurve, (attach, width, depth) => {
        const linear = { kind: 'LINEAR', attach: percent(attach), exhaust: percent(attach - width) } as const;
        const tiers = Array.from({ length: Number(STEPS) }, (_, step) => ({
          threshold: linear.attach - (percent(width) * BigInt(step)) / STEPS,
          ratio: (WAD * BigInt(step + 1)) / STEPS,
        }));
        const [ramp, stairs] = [severityOf(linear, depth), severityOf({ kind: 'TIERED', tiers }, depth)];
        expect(stairs).toBeGreaterThanOrEqual(ramp);
        expect(stairs - ramp).toBeLessThanOrEqual(WAD / STEPS + 1n);
      }),
      { numRuns: 30 },
    );
  });
});
