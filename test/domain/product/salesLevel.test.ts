/** The level below which nothing is sold, and how long that lasts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  lowAfter,
  salesLevelDefault,
  salesLevelFault,
  salesReopenAt,
} from '../../../src/domain/product/salesLevel.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';

const price = (tenThousandths: bigint) => (tenThousandths * WAD) / 10_000n;
const LEVEL = price(9_960n);

describe('the sales level of a product that states none', () => {
  test('is 40 % of the way from par to the watch level', () => {
    expect(salesLevelDefault('DEPEG', { watch: price(9_900n) })).toBe(LEVEL);
    expect(salesLevelDefault('DEPEG', { watch: price(9_500n) })).toBe(price(9_800n));
  });

  test('lies between the watch level and par, and rises with the watch level', () => {
    const level = fc.bigInt({ min: 1n, max: WAD - 1n });
    fc.assert(
      fc.property(level, level, (one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const ofLow = salesLevelDefault('DEPEG', { watch: low }) ?? 0n;
        const ofHigh = salesLevelDefault('DEPEG', { watch: high }) ?? 0n;
        expect(ofLow).toBeGreaterThanOrEqual(low);
        expect(ofHigh).toBeLessThanOrEqual(WAD);
        expect(ofLow).toBeLessThanOrEqual(ofHigh);
        expect(salesLevelFault(ofLow, { watch: low })).toBeNull();
      }),
    );
  });

  test('is none where no price drifts from a par of 1: the watch alone stops sales', () => {
    expect(salesLevelDefault('CONTRACT_FAILURE', { watch: price(9_900n) })).toBeNull();
    expect(salesLevelDefault('ASSET_LOSS', { watch: price(9_900n) })).toBeNull();
    expect(salesLevelDefault('DEPEG', { watch: WAD })).toBeNull();
    expect(salesLevelDefault('DEPEG', { watch: 2n * WAD })).toBeNull();
  });

  test('stated, it is not below the watch level', () => {
    expect(salesLevelFault(price(9_900n), { watch: price(9_900n) })).toBeNull();
    expect(salesLevelFault(price(9_900n) - 1n, { watch: price(9_900n) })).toMatch(/watch level/);
    expect(salesLevelFault(null, { watch: price(9_900n) })).toBeNull();
  });
});

describe('sales after a low price', () => {
  const memory = { salesLevelWad: LEVEL, lowAt: null };

  test('begin again a whole day after the last one, to the second', () => {
    const low = { ...memory, lowAt: 1_000 };
    expect(salesReopenAt(low, 1_000)).toBe(1_000 + DAY_SECONDS);
    expect(salesReopenAt(low, 1_000 + DAY_SECONDS - 1)).toBe(1_000 + DAY_SECONDS);
    expect(salesReopenAt(low, 1_000 + DAY_SECONDS)).toBeNull();
    expect(salesReopenAt(memory, 1_000)).toBeNull();
  });

  test('count from the newest reading below the level, a unit being enough and the level itself not', () => {
    const readings = [
      { at: 10, value: LEVEL - 1n },
      { at: 20, value: LEVEL },
      { at: 30, value: WAD },
    ];
    expect(lowAfter(memory, readings)).toBe(10);
    expect(lowAfter({ ...memory, lowAt: 5 }, readings.slice(1))).toBe(5);
    expect(lowAfter({ salesLevelWad: null, lowAt: null }, readings)).toBeNull();
  });
});
