import fc from 'fast-check';
import type { Holding, HoldingSide, MarketPrice } from '../../../src/domain/venue/holding.ts';
import { wad } from '../pricing/decimals.ts';

/** The side of a row of vectors. */
export const sideOf = (side: string): HoldingSide => (side === 'SHORT' ? 'SHORT' : 'LONG');

export const otherSide = (side: HoldingSide): HoldingSide => (side === 'LONG' ? 'SHORT' : 'LONG');

export const sides = fc.constantFrom<HoldingSide>('LONG', 'SHORT');
export const sizes = fc.oneof(fc.bigInt(1n, 1_000n), fc.bigInt(1n, wad('1000000')));
export const prices = fc.oneof(fc.bigInt(1n, 1_000n), fc.bigInt(1n, wad('100000')));
export const units = fc.constantFrom(1n, 10n ** 6n, 10n ** 18n);
export const markets: fc.Arbitrary<MarketPrice> = fc.record({ mark: prices, unit: units });

/** Holdings of different accounts, on both sides, bankrupt ones among them. */
export const holdings: fc.Arbitrary<Holding[]> = fc
  .array(
    fc.record({
      ...{ side: sides, size: sizes, entryPrice: prices },
      equity: fc.oneof(fc.bigInt(-10n, 10n), fc.bigInt(-(10n ** 12n), 10n ** 15n)),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((holding, index) => ({ ...holding, account: `account${index}` })));
