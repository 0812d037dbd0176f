import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maximum, minimum } from '../../../src/domain/shared/rounding.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { countedClosePrice } from '../../../src/domain/venue/closePrice.ts';
import { bankruptcyPrice, scaledEquityAt } from '../../../src/domain/venue/holding.ts';
import { liquidationDelta, worstCaseShortfall } from '../../../src/domain/venue/liquidation.ts';
import vectors from '../../vectors/venue/liquidation.json' with { type: 'json' };
import { wad } from '../pricing/decimals.ts';
import { holdings, markets, prices, sideOf, sides, sizes, units } from './holdings.ts';

describe('liquidationDelta', () => {
  test.each(vectors.deltas.rows)('$side $size that breaks at $bankrupt, closed at $close', (row) => {
    const part = {
      ...{ side: sideOf(row.side), size: wad(row.size) },
      ...{ bankruptcyPrice: wad(row.bankrupt), closePrice: wad(row.close) },
    };
    expect(liquidationDelta(part, 1n)).toEqual({
      surplus: BigInt(row.surplus),
      shortfall: BigInt(row.shortfall),
      toFund: BigInt(row.toFund),
    });
  });

  test('is a surplus or a shortfall, never both, and gives the fund no more than there is', () => {
    fc.assert(
      fc.property(sides, sizes, prices, prices, units, (side, size, broke, close, unit) => {
        const part = { side, size, bankruptcyPrice: broke, closePrice: close };
        const { surplus, shortfall, toFund } = liquidationDelta(part, unit);
        expect(surplus === 0n || shortfall === 0n).toBe(true);
        expect(toFund >= 0n && toFund <= surplus).toBe(true);
      }),
    );
  });
});

describe('worstCaseShortfall', () => {
  test.each(vectors.worstCases.rows)('holds $held for $side $size at $mark', (row) => {
    const opened = {
      ...{ side: sideOf(row.side), size: wad(row.size) },
      ...{ bankruptcyPrice: wad(row.bankrupt), mark: wad(row.mark) },
    };
    expect(worstCaseShortfall(opened, wad(row.move), 1n)).toBe(BigInt(row.held));
  });

  test('is never less than what a close within the move lacks, whole or in parts', () => {
    const moves = fc.bigInt(0n, 2n * WAD);
    const parts = fc.bigInt(0n, WAD);
    fc.assert(
      fc.property(
        fc.record({ side: sides, size: sizes, bankruptcyPrice: prices, mark: prices }),
        ...([moves, parts, parts, units] as const),
        (opened, move, ofMove, filled, unit) => {
          const moved = (opened.mark * move * ofMove) / (WAD * WAD);
          const closePrice = opened.side === 'LONG' ? maximum(0n, opened.mark - moved) : opened.mark + moved;
          const { side, bankruptcyPrice: broke } = opened;
          const first = (opened.size * filled) / WAD;
          const lacks = [first, opened.size - first].map(
            (size) => liquidationDelta({ side, size, bankruptcyPrice: broke, closePrice }, unit).shortfall,
          );
          const held = worstCaseShortfall(opened, move, unit);
          expect((lacks[0] ?? 0n) + (lacks[1] ?? 0n)).toBeLessThanOrEqual(held);
        },
      ),
    );
  });
});

describe('bankruptcyPrice', () => {
  const { unit, rows } = vectors.bankruptcyPrices;

  test.each(rows)('$side $size at $mark with $equity breaks at $price', (row) => {
    const holding = {
      ...{ account: 'a', side: sideOf(row.side), size: wad(row.size), entryPrice: 1n },
      equity: BigInt(row.equity),
    };
    const price = bankruptcyPrice(holding, { mark: wad(row.mark), unit: BigInt(unit) });
    expect(price).toBe(wad(row.price));
    expect(holding.size * price * BigInt(unit)).toBe(BigInt(row.worth) * WAD * WAD);
  });

  test('leaves an equity of nothing, less than a step of the price below it', () => {
    fc.assert(
      fc.property(holdings, markets, (list, market) => {
        for (const holding of list) {
          const price = bankruptcyPrice(holding, market);
          const equity = scaledEquityAt(holding, price, market);
          if (price === 0n) continue;
          expect(equity).toBeLessThanOrEqual(0n);
          expect(equity).toBeGreaterThan(-holding.size * market.unit);
        }
      }),
    );
  });

  test('is asked of a holding that has a size', () => {
    const none = { account: 'a', side: 'LONG' as const, size: 0n, entryPrice: 1n, equity: 1n };
    expect(() => bankruptcyPrice(none, { mark: 1n, unit: 1n })).toThrow(RangeError);
  });
});

describe('countedClosePrice', () => {
  test.each(vectors.closePrices.rows)('$reported within $low to $high counts as $counts', (row) => {
    const range = { low: wad(row.low), high: wad(row.high) };
    expect(countedClosePrice(wad(row.reported), range)).toBe(wad(row.counts));
  });

  test('never leaves what the feed saw by more than 2 %, and leaves alone what is inside', () => {
    fc.assert(
      fc.property(prices, prices, prices, (reported, one, other) => {
        const range = { low: minimum(one, other), high: maximum(one, other) };
        const counted = countedClosePrice(reported, range);
        expect(counted * 100n).toBeGreaterThanOrEqual(range.low * 98n);
        expect(counted * 100n).toBeLessThanOrEqual(range.high * 102n);
        if (reported >= range.low && reported <= range.high) expect(counted).toBe(reported);
        expect(countedClosePrice(counted, range)).toBe(counted);
      }),
    );
  });

  test('knows no range that ends before it begins', () => {
    expect(() => countedClosePrice(1n, { low: 2n, high: 1n })).toThrow(RangeError);
  });
});
