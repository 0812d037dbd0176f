import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WAD } from '../../../src/domain/shared/units.ts';
import { payoutRatio } from '../../../src/domain/trigger/payout.ts';
import type { PayoutShape } from '../../../src/domain/trigger/rule.ts';
import { STABLECOIN, UNIT, wad } from './worlds.ts';

const linear: PayoutShape = { kind: 'LINEAR', attach: wad('0.95'), exhaust: wad('0.5') };

describe('the payout ratio', () => {
  test('is one for a binary cover at any price', () => {
    expect(payoutRatio({ kind: 'BINARY' }, wad('0.949'))).toBe(WAD);
  });

  test.each([
    ['0.951', '0'],
    ['0.95', '0.25'],
    ['0.901', '0.25'],
    ['0.9', '0.5'],
    ['0.800000000000000001', '0.5'],
    ['0.8', '1'],
    ['0.01', '1'],
  ])('of the tiers at %s is %s: a threshold belongs to its tier', (value, ratio) => {
    expect(payoutRatio(STABLECOIN.payout, wad(value))).toBe(wad(ratio));
  });

  test.each([
    ['1', '0'],
    ['0.95', '0'],
    ['0.725', '0.5'],
    ['0.5', '1'],
    ['0.1', '1'],
  ])('of the line at %s is %s', (value, ratio) => {
    expect(payoutRatio(linear, wad(value))).toBe(wad(ratio));
  });

  test('of the line is rounded down', () => {
    const shape: PayoutShape = { kind: 'LINEAR', attach: 3n, exhaust: 0n };
    expect(payoutRatio(shape, 2n)).toBe(wad('0.333333333333333333'));
  });

  test('never rises with the price and stays between none and all', () => {
    const price = fc.bigInt(1n, 2n * WAD);
    const shapes = fc.constantFrom<PayoutShape>({ kind: 'BINARY' }, linear, STABLECOIN.payout);
    fc.assert(
      fc.property(shapes, price, (shape, value) => {
        const ratio = payoutRatio(shape, value);
        expect(ratio >= 0n && ratio <= WAD).toBe(true);
        expect(payoutRatio(shape, value + UNIT) <= ratio).toBe(true);
      }),
    );
  });

  const level = fc.bigInt(1n, 2n * WAD);

  test('of any line does not jump, and is none and all at its ends', () => {
    fc.assert(
      fc.property(level, fc.bigInt(0n, WAD), level, (width, exhaust, value) => {
        const shape: PayoutShape = { kind: 'LINEAR', attach: exhaust + width, exhaust };
        expect([payoutRatio(shape, exhaust), payoutRatio(shape, exhaust + width)]).toEqual([WAD, 0n]);
        const step = payoutRatio(shape, value) - payoutRatio(shape, value + 1n);
        // One over the width, rounded up.
        expect(step >= 0n && step <= (WAD - 1n) / width + 1n).toBe(true);
      }),
    );
  });

  test('of any tiers jumps at their thresholds alone, to their ratios, and never rises with the price', () => {
    const tiers = fc
      .uniqueArray(fc.tuple(level, fc.bigInt(1n, WAD)), {
        minLength: 1,
        maxLength: 5,
        selector: ([at]) => at,
      })
      .map((found) => {
        const thresholds = found.map(([threshold]) => threshold).sort((a, b) => (a > b ? -1 : 1));
        const ratios = found.map(([, ratio]) => ratio).sort((a, b) => (a < b ? -1 : 1));
        return thresholds.map((threshold, index) => ({ threshold, ratio: ratios[index] ?? WAD }));
      });
    fc.assert(
      fc.property(tiers, level, (steps, value) => {
        const shape: PayoutShape = { kind: 'TIERED', tiers: steps };
        const [now, above] = [payoutRatio(shape, value), payoutRatio(shape, value + 1n)];
        expect(now).toBeGreaterThanOrEqual(above);
        expect([0n, ...steps.map(({ ratio }) => ratio)]).toContain(now);
        if (now !== above) expect(steps.map(({ threshold }) => threshold)).toContain(value);
        for (const { threshold, ratio } of steps) expect(payoutRatio(shape, threshold)).toBe(ratio);
      }),
    );
  });
});
