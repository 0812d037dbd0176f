import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WAD } from '../../../src/domain/shared/units.ts';
import {
  eventCapOf,
  GOVERNED_LAYERS,
  inLayerOrder,
  isLayerOrder,
  type LayerOrder,
  type WaterfallRules,
} from '../../../src/domain/waterfall/rules.ts';

const orders = fc
  .shuffledSubarray([...GOVERNED_LAYERS], { minLength: GOVERNED_LAYERS.length })
  .map((order): LayerOrder => order);
const kinds = fc.array(fc.constantFrom('CAPITAL', ...GOVERNED_LAYERS, 'TREASURY'), { maxLength: 20 });

describe('an order of layers', () => {
  test('names each exactly once, and no other', () => {
    expect(isLayerOrder(['VAULT', 'POOL_FUND', 'PLATFORM_SLICE', 'SHARED_FUND'])).toBe(true);
    expect(isLayerOrder(['VAULT', 'POOL_FUND', 'PLATFORM_SLICE'])).toBe(false);
    expect(isLayerOrder(['VAULT', 'POOL_FUND', 'PLATFORM_SLICE', 'VAULT'])).toBe(false);
    expect(isLayerOrder(['CAPITAL', 'VAULT', 'POOL_FUND', 'PLATFORM_SLICE', 'SHARED_FUND'])).toBe(false);
  });

  test('puts capital before and the treasury after what it names, and leaves those of a kind as they were', () => {
    fc.assert(
      fc.property(orders, kinds, (order, given) => {
        const layers = given.map((kind, number) => ({ kind, number }));
        const sorted = inLayerOrder(layers, order);
        const whole = ['CAPITAL', ...order, 'TREASURY'];
        const wanted = whole.flatMap((kind) => layers.filter((layer) => layer.kind === kind));
        expect(sorted).toEqual(wanted);
      }),
    );
  });
});

test('a cap is that of the class, of the vault, or all of a layer', () => {
  const rules: WaterfallRules = {
    order: GOVERNED_LAYERS,
    sharedFundCaps: { A: 5n, B: 2n, C: 1n },
    ...{ vaultEventCap: 7n, treasuryEventCap: 0n, treasuryPeriodCap: 0n },
  };
  const caps = GOVERNED_LAYERS.map((layer) => eventCapOf(rules, layer, 'B'));
  expect(caps).toEqual([WAD, WAD, 2n, 7n]);
});
