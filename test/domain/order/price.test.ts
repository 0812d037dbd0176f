import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { premiumAtRate, priceOfPart, tradeFee } from '../../../src/domain/order/price.ts';
import { annualRate } from '../../../src/domain/pricing/premium.ts';
import { DAY_SECONDS, WAD, YEAR_SECONDS } from '../../../src/domain/shared/units.ts';

const amount = fc.bigInt({ min: 1n, max: 10n ** 24n });
const shares = fc.bigInt({ min: 1n, max: 10n ** 27n });
/** A quantity and the parts that it is filled in. */
const filledInParts = fc.array(shares, { minLength: 1, maxLength: 8 });
const total = (parts: readonly bigint[]) => parts.reduce((sum, part) => sum + part, 0n);

describe('the price of a part', () => {
  test('is rounded against whoever fills: up for who buys, down for who sells', () => {
    const order = { quantity: 10n, price: 101n };
    expect(priceOfPart({ ...order, side: 'SELL' }, 3n)).toBe(31n);
    expect(priceOfPart({ ...order, side: 'BUY' }, 3n)).toBe(30n);
  });

  test('of all of it is the price itself', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('SELL' as const, 'BUY' as const),
        shares,
        amount,
        (side, quantity, price) => {
          expect(priceOfPart({ side, quantity, price }, quantity)).toBe(price);
        },
      ),
    );
  });

  test('filling an order in parts never pays: buyers pay the whole price at least, bids cost it at most', () => {
    fc.assert(
      fc.property(filledInParts, amount, (parts, price) => {
        const quantity = total(parts);
        const sum = (side: 'SELL' | 'BUY') =>
          total(parts.map((part) => priceOfPart({ side, quantity, price }, part)));
        expect(sum('SELL')).toBeGreaterThanOrEqual(price);
        expect(sum('BUY')).toBeLessThanOrEqual(price);
        const slack = BigInt(parts.length);
        expect(sum('SELL') - sum('BUY')).toBeLessThanOrEqual(slack);
      }),
    );
  });

  test('never falls as the part grows', () => {
    fc.assert(
      fc.property(shares, shares, amount, (a, b, price) => {
        const quantity = a + b;
        for (const side of ['SELL', 'BUY'] as const) {
          const order = { side, quantity, price };
          expect(priceOfPart(order, a)).toBeLessThanOrEqual(priceOfPart(order, quantity));
        }
      }),
    );
  });
});

describe('the fee', () => {
  test('is half a hundredth, rounded up', () => {
    expect(tradeFee(10_000n)).toBe(50n);
    expect(tradeFee(199n)).toBe(1n);
    expect(tradeFee(201n)).toBe(2n);
  });

  test('is at least a unit and never more than the price, and splitting a trade never lowers it', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), (prices) => {
        const whole = total(prices);
        expect(tradeFee(whole)).toBeGreaterThanOrEqual(1n);
        expect(tradeFee(whole)).toBeLessThanOrEqual(whole);
        expect(total(prices.map((price) => tradeFee(price)))).toBeGreaterThanOrEqual(tradeFee(whole));
      }),
    );
  });
});

describe('the most that a limit order pays', () => {
  test('is the premium of its rate', () => {
    expect(premiumAtRate(1_000n, WAD / 20n, 73 * DAY_SECONDS)).toBe(10n);
    expect(premiumAtRate(1n, 1n, 1)).toBe(1n);
  });

  test('lets every premium at the rate or below it through, and none above it by a unit and more', () => {
    const rate = fc.bigInt({ min: 1n, max: WAD });
    const seconds = fc.integer({ min: 7 * DAY_SECONDS, max: YEAR_SECONDS });
    fc.assert(
      fc.property(amount, rate, seconds, amount, (cover, rateWad, covered, premium) => {
        const most = premiumAtRate(cover, rateWad, covered);
        if (annualRate(premium, cover, covered) <= rateWad) expect(premium).toBeLessThanOrEqual(most);
        expect(annualRate(most - 1n, cover, covered)).toBeLessThanOrEqual(rateWad);
      }),
    );
  });
});
