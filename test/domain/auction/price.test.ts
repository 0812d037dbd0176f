import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PriceCurve, priceAfter } from '../../../src/domain/auction/price.ts';
import { AUCTION_STEPS_MAX } from '../../../src/domain/shared/limits.ts';
import vectors from '../../vectors/auction/dutch.json' with { type: 'json' };
import { wad } from '../pricing/decimals.ts';

const { linear, stairstep, asPublished } = vectors.prices;

describe('priceAfter', () => {
  test.each(linear)('falls from $top over $tau s to $price after $after s', ({ top, tau, after, price }) => {
    expect(priceAfter({ kind: 'LINEAR', tauSeconds: tau }, wad(top), after)).toBe(wad(price));
  });

  test.each(stairstep)('is cut from $top by $cut to $price after $after s', (row) => {
    const curve: PriceCurve = { kind: 'STAIRSTEP', cutWad: wad(row.cut), stepSeconds: row.step };
    expect(priceAfter(curve, wad(row.top), row.after)).toBe(wad(row.price));
  });

  test('is the published price to the digits that a float has', () => {
    const price = priceAfter({ kind: 'STAIRSTEP', cutWad: wad('0.99'), stepSeconds: 1 }, wad('5'), 30);
    const { digits } = asPublished;
    expect(String(price).slice(0, digits)).toBe(asPublished.price.replace('.', '').slice(0, digits));
  });

  test('knows no time before the auction', () => {
    expect(() => priceAfter({ kind: 'LINEAR', tauSeconds: 1 }, 1n, -1)).toThrow(RangeError);
  });
});

const seconds = fc.integer({ min: 0, max: 100_000 });
const curves: fc.Arbitrary<PriceCurve> = fc.oneof(
  fc.record({ kind: fc.constant('LINEAR' as const), tauSeconds: fc.integer({ min: 1, max: 50_000 }) }),
  fc.record({
    kind: fc.constant('STAIRSTEP' as const),
    cutWad: fc.oneof(fc.bigInt(1n, wad('1') - 1n), fc.bigInt(wad('1') - 1_000n, wad('1') - 1n)),
    stepSeconds: fc.integer({ min: 1, max: 300 }),
  }),
);

describe('every price', () => {
  test('never rises, never falls under zero and never starts above the top', () => {
    fc.assert(
      fc.property(curves, fc.bigInt(0n, 10n ** 24n), seconds, seconds, (curve, top, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const price = priceAfter(curve, top, late);
        expect(price).toBeGreaterThanOrEqual(0n);
        expect(price).toBeLessThanOrEqual(priceAfter(curve, top, early));
        expect(priceAfter(curve, top, 0)).toBe(top);
      }),
    );
  });

  test('stands still after the most steps, whatever time is asked for', () => {
    const curve: PriceCurve = { kind: 'STAIRSTEP', cutWad: wad('0.99'), stepSeconds: 1 };
    const last = priceAfter(curve, wad('5'), AUCTION_STEPS_MAX);
    expect(priceAfter(curve, wad('5'), Number.MAX_SAFE_INTEGER)).toBe(last);
  });
});
