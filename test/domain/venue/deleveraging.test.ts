import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WAD } from '../../../src/domain/shared/units.ts';
import { deleverage, deleveragingNeed, deleveragingOrder } from '../../../src/domain/venue/deleveraging.ts';
import { bankruptcyPrice, type Holding, scaledEquityAt } from '../../../src/domain/venue/holding.ts';
import vectors from '../../vectors/venue/deleveraging.json' with { type: 'json' };
import { wad } from '../pricing/decimals.ts';
import { holdings, markets, otherSide, prices, sides } from './holdings.ts';

const long = (account: string, size: string, entry: string, equity: string): Holding => ({
  ...{ account, side: 'LONG', size: wad(size), entryPrice: wad(entry), equity: BigInt(equity) },
});

describe('deleveragingOrder', () => {
  const { scores, queue, twoSides } = vectors;

  test.each(scores.rows)('scores $score what breaks at $breaksAt', ({ breaksAt, equity, score }) => {
    const market = { mark: wad(scores.mark), unit: 1n };
    const holding = long('a', scores.size, scores.entry, equity);
    expect(bankruptcyPrice(holding, market)).toBe(wad(breaksAt));
    const bankrupt = { side: 'SHORT' as const, bankruptcyPrice: market.mark };
    expect(deleveragingOrder([holding], bankrupt, market)).toMatchObject([{ scoreWad: wad(score) }]);
  });

  test('closes the queue of a published example in its order, exactly the need', () => {
    const market = { mark: wad(queue.mark), unit: BigInt(queue.unit) };
    const bankrupt = { side: 'SHORT' as const, bankruptcyPrice: wad(queue.bankruptcyPrice) };
    const list = queue.holdings.map(({ account, size, equity }) => long(account, size, queue.entry, equity));
    const order = deleveragingOrder(list, bankrupt, market);
    expect(order.map(({ account }) => account)).toEqual(queue.order);
    for (const { account, score } of queue.holdings)
      expect(order.find((ranked) => ranked.account === account)?.scoreWad).toBe(wad(score));
    const { closed, left } = deleverage(wad(queue.need), order, bankrupt.bankruptcyPrice);
    const price = bankrupt.bankruptcyPrice;
    expect(closed).toEqual(queue.closed.map((row) => ({ ...row, size: wad(row.size), price })));
    expect(left).toBe(0n);
  });

  test('closes A at the price at which B broke: A ends with 200, B with nothing', () => {
    const market = { mark: wad(twoSides.mark), unit: 1n };
    const a = long('A', twoSides.size, twoSides.entry, twoSides.equities.A);
    const b: Holding = { ...a, account: 'B', side: 'SHORT', equity: BigInt(twoSides.equities.B) };
    const price = bankruptcyPrice(b, market);
    expect(price).toBe(wad(twoSides.bankruptcyPrice));
    const order = deleveragingOrder([a, b], { side: 'SHORT', bankruptcyPrice: price }, market);
    expect(deleverage(b.size, order, price)).toEqual({
      closed: [{ rank: 1, account: 'A', size: a.size, price }],
      left: 0n,
    });
    const ends = [a, b].map((holding) => scaledEquityAt(holding, price, market) / (WAD * WAD));
    expect(ends).toEqual([BigInt(twoSides.ends.A), BigInt(twoSides.ends.B)]);
  });

  test('leaves alone who lost, who is on the same side and who would not survive the price', () => {
    const market = { mark: wad('100'), unit: 1n };
    const bankrupt = { side: 'SHORT' as const, bankruptcyPrice: wad('90') };
    const list = [
      long('lost', '1', '101', '50'),
      long('even', '1', '100', '50'),
      long('thin', '1', '50', '9'),
      long('just', '1', '50', '10'),
      { ...long('same', '1', '150', '50'), side: 'SHORT' as const },
    ];
    expect(deleveragingOrder(list, bankrupt, market).map(({ account }) => account)).toEqual(['just']);
  });

  test('breaks ties by account', () => {
    const market = { mark: wad('100'), unit: 1n };
    const list = ['b', 'a', 'c'].map((account) => long(account, '1', '50', '20'));
    const order = deleveragingOrder(list, { side: 'SHORT', bankruptcyPrice: wad('95') }, market);
    expect(order.map(({ account }) => account)).toEqual(['a', 'b', 'c']);
  });
});

describe('deleveragingNeed', () => {
  test.each([
    [10n, 100n, 75n, 3n],
    [10n, 100n, 0n, 10n],
    [10n, 100n, 100n, 0n],
    [10n, 0n, 0n, 0n],
    [wad('10'), 100n, 75n, wad('2.5')],
  ])('of %s unfilled that lack %s with %s given is %s', (unfilled, shortfall, funded, need) => {
    expect(deleveragingNeed(unfilled, shortfall, funded)).toBe(need);
  });
});

describe('every deleveraging', () => {
  const cases = fc.record({ list: holdings, side: sides, price: prices, market: markets });

  test('is the same in whatever order the holdings come', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ list, side, price, market }, turn) => {
        const bankrupt = { side, bankruptcyPrice: price };
        const cut = list.length === 0 ? 0 : turn % list.length;
        const turned = [...list.slice(cut), ...list.slice(0, cut)].reverse();
        const order = deleveragingOrder(list, bankrupt, market);
        expect(deleveragingOrder(turned, bankrupt, market)).toEqual(order);
        const shown = order.map(({ scoreWad }) => scoreWad);
        expect(shown).toEqual([...shown].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
      }),
    );
  });

  test('closes exactly the need, nobody beyond the own size, and nobody into bankruptcy', () => {
    fc.assert(
      fc.property(cases, fc.bigInt(0n, wad('3000000')), ({ list, side, price, market }, need) => {
        const order = deleveragingOrder(list, { side, bankruptcyPrice: price }, market);
        const { closed, left } = deleverage(need, order, price);
        expect(closed.reduce((sum, { size }) => sum + size, left)).toBe(need);
        if (left > 0n) expect(closed.length).toBe(order.length);
        for (const [index, part] of closed.entries()) {
          const holding = list.find(({ account }) => account === part.account);
          expect(part.rank).toBe(index + 1);
          expect(part.size > 0n && part.size <= (holding?.size ?? 0n)).toBe(true);
          // All but the last are closed whole.
          if (index < closed.length - 1) expect(part.size).toBe(holding?.size);
          expect(holding?.side).toBe(otherSide(side));
          if (holding !== undefined)
            expect(scaledEquityAt(holding, price, market)).toBeGreaterThanOrEqual(0n);
        }
      }),
    );
  });
});
