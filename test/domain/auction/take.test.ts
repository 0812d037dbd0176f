import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TakePrice, takeLot } from '../../../src/domain/auction/take.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/auction/dutch.json' with { type: 'json' };
import { wad } from '../pricing/decimals.ts';

describe('takeLot', () => {
  test.each(vectors.takes.rows)('$wanted of $lot at $price against $need: $taken for $paid', (row) => {
    const standing = { lot: wad(row.lot), need: wad(row.need) };
    const terms = { price: wad(row.price), lotUnit: WAD, needUnit: WAD, dust: wad(row.dust) };
    const take = takeLot(standing, wad(row.wanted), terms);
    if (row.taken === null) return expect(take).toBeNull();
    const [taken, paid] = [wad(row.taken), wad(row.paid ?? '')];
    expect(take).toEqual({ taken, paid, left: { lot: standing.lot - taken, need: standing.need - paid } });
  });

  test('counts each asset in its own decimals', () => {
    // 0.5 of an asset with 18 decimals at 3000, paid in one with 6.
    const terms = { price: wad('3000'), lotUnit: WAD, needUnit: 1_000_000n, dust: 0n };
    const standing = { lot: WAD, need: 10_000_000_000n };
    expect(takeLot(standing, WAD / 2n, terms)).toMatchObject({ taken: WAD / 2n, paid: 1_500_000_000n });
  });
});

const amount = fc.oneof(fc.bigInt(1n, 50n), fc.bigInt(1n, 10n ** 24n));
const standings = fc.record({ lot: amount, need: amount });
const terms: fc.Arbitrary<TakePrice> = fc.record({
  price: fc.oneof(fc.bigInt(1n, 10n * WAD), fc.bigInt(1n, 10n ** 24n)),
  lotUnit: fc.constantFrom(1n, 10n ** 6n, WAD),
  needUnit: fc.constantFrom(1n, 10n ** 6n, WAD),
  dust: fc.oneof(fc.constant(0n), fc.bigInt(0n, 10n ** 9n)),
});

describe('every take', () => {
  test('costs the price, less than a unit more unless it ends the need, and never more than the need', () => {
    fc.assert(
      fc.property(standings, amount, terms, (standing, wanted, price) => {
        const take = takeLot(standing, wanted, price);
        if (take === null) return;
        const { taken, paid, left } = take;
        const worth = taken * price.price * price.needUnit;
        const scale = WAD * price.lotUnit;
        expect(taken > 0n && taken <= wanted && taken <= standing.lot).toBe(true);
        expect(paid > 0n && paid <= standing.need).toBe(true);
        expect(paid * scale).toBeGreaterThanOrEqual(worth);
        if (left.need > 0n) expect((paid - 1n) * scale).toBeLessThan(worth);
        expect(left).toEqual({ lot: standing.lot - taken, need: standing.need - paid });
      }),
    );
  });

  test('leaves no dust, unless nothing of the other side is left', () => {
    fc.assert(
      fc.property(standings, amount, terms, (standing, wanted, price) => {
        const take = takeLot(standing, wanted, price);
        if (take === null || take.left.need === 0n || take.left.lot === 0n) return;
        expect(take.left.need).toBeGreaterThanOrEqual(price.dust);
        const worth = take.left.lot * price.price * price.needUnit;
        expect(worth).toBeGreaterThanOrEqual(price.dust * WAD * price.lotUnit);
      }),
    );
  });

  test('of all that is left is possible at any price that one unit of the need buys something at', () => {
    fc.assert(
      fc.property(standings, terms, (standing, price) => {
        if (standing.need * WAD * price.lotUnit < price.price * price.needUnit) return;
        const take = takeLot(standing, standing.lot, price);
        expect(take === null ? 1n : take.left.lot * take.left.need).toBe(0n);
      }),
    );
  });

  test('in two parts gets no more for the same money', () => {
    fc.assert(
      fc.property(standings, amount, amount, terms, (standing, first, second, price) => {
        const free = { ...price, dust: 0n };
        const one = takeLot(standing, first, free);
        if (one === null) return;
        const two = takeLot(one.left, second, free);
        const whole = takeLot(standing, one.taken + (two?.taken ?? 0n), free);
        expect(one.paid + (two?.paid ?? 0n)).toBeGreaterThanOrEqual(whole?.paid ?? 0n);
      }),
    );
  });
});
