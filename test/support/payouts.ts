/** Any options that a rule can have, and any curve of depth. */
import fc from 'fast-check';
import type { Depth } from '../../src/domain/pricing/severity.ts';
import { WAD } from '../../src/domain/shared/units.ts';
import type { PayoutShape, PayoutTier } from '../../src/domain/trigger/rule.ts';

const rising = (a: bigint, b: bigint) => (a < b ? -1 : 1);

/** Points that never fall, some of them equal. */
export const depthCurve = fc
  .array(fc.oneof(fc.bigInt(0n, WAD), fc.constantFrom(0n, WAD / 4n, WAD)), { minLength: 3, maxLength: 3 })
  .map((points): Depth => {
    const [at50Wad = 0n, at80Wad = 0n, at90Wad = 0n] = points.sort(rising);
    return { at90Wad, at80Wad, at50Wad };
  });

const price = fc.oneof(
  fc.bigInt(1n, 2n * WAD),
  fc.bigInt(1n, 100n).map((value) => (value * WAD) / 100n),
);

/** From the highest threshold down, each paying more than the one before. */
export const tierList = fc
  .tuple(
    fc.uniqueArray(price, { minLength: 1, maxLength: 6 }),
    fc.uniqueArray(fc.bigInt(1n, WAD), { minLength: 6, maxLength: 6 }),
  )
  .map(([prices, ratios]): PayoutTier[] => {
    const paid = ratios.sort(rising);
    return prices
      .sort(rising)
      .reverse()
      .map((threshold, index) => ({ threshold, ratio: paid[index] ?? WAD }));
  });

export const payoutShape: fc.Arbitrary<PayoutShape> = fc.oneof(
  fc.constant<PayoutShape>({ kind: 'BINARY' }),
  tierList.map((tiers): PayoutShape => ({ kind: 'TIERED', tiers })),
  fc
    .uniqueArray(fc.oneof(price, fc.constant(0n)), { minLength: 2, maxLength: 2 })
    .map((pair): PayoutShape => {
      const [exhaust = 0n, attach = WAD] = pair.sort(rising);
      return { kind: 'LINEAR', attach, exhaust };
    }),
);
