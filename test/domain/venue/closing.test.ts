import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WAD } from '../../../src/domain/shared/units.ts';
import {
  applyDeleveraging,
  applyHaircuts,
  type ClosingWorld,
  closeLiquidation,
  drawVenueLayers,
  type MarketPosition,
  sessionProfit,
} from '../../../src/domain/venue/closing.ts';
import type { VenueGrade } from '../../../src/domain/venue/grade.ts';
import shares from '../../vectors/waterfall/shares.json' with { type: 'json' };
import { holdings, markets, prices, sides, sizes } from './holdings.ts';

const bare = { realised: 0n, borne: 0n };
const none = { collateral: 0n, fund: 0n, beyond: [], beyondRoom: 0n };
const amounts = fc.bigInt(0n, 10n ** 12n);
const grades = fc.constantFrom<VenueGrade>('A', 'B', 'C', 'D');
const layerOf = (id: string) =>
  fc
    .record({ balance: amounts, cap: amounts, keptMinimum: fc.constantFrom(0n, 5n) })
    .map((rest) => ({ id, ...rest }));
const layers = fc.record({
  ...{ collateral: amounts, fund: amounts, beyondRoom: amounts },
  beyond: fc.tuple(layerOf('shared'), layerOf('slice')),
});
const sum = (list: readonly { amount: bigint }[]) => list.reduce((total, { amount }) => total + amount, 0n);

describe('the layers of a venue', () => {
  test('pay in order: its share, its fund, then others within what it may draw', () => {
    const beyond = [{ id: 'shared', balance: 1_000n, keptMinimum: 0n, cap: 30n }];
    const paid = drawVenueLayers(100n, 'D', { collateral: 10n, fund: 50n, beyond: [], beyondRoom: 0n });
    expect(paid).toEqual({ collateral: 10n, fund: 50n, beyond: [], owed: 20n, rest: 40n });
    const drawn = drawVenueLayers(100n, 'B', { collateral: 90n, fund: 50n, beyond, beyondRoom: 25n });
    expect(drawn).toEqual({
      ...{ collateral: 10n, fund: 50n, owed: 0n, rest: 15n },
      beyond: [{ id: 'shared', amount: 25n }],
    });
  });

  test("sum to the shortfall; others are asked last, never for the venue's own share, within every cap", () => {
    fc.assert(
      fc.property(amounts, grades, layers, (shortfall, grade, world) => {
        const { collateral, fund, beyond, owed, rest } = drawVenueLayers(shortfall, grade, world);
        const drawn = sum(beyond);
        expect(collateral + fund + drawn + rest).toBe(shortfall);
        const share = (shortfall * { A: 5n, B: 10n, C: 20n, D: 30n }[grade] + 99n) / 100n;
        expect(collateral <= share && collateral <= world.collateral && fund <= world.fund).toBe(true);
        expect(drawn <= shortfall - share && drawn <= world.beyondRoom).toBe(true);
        if (drawn > 0n) expect(fund).toBe(world.fund);
        expect(owed <= fund && owed <= share - collateral).toBe(true);
        for (const [index, { amount }] of beyond.entries())
          expect(amount <= (world.beyond[index]?.cap ?? 0n)).toBe(true);
      }),
    );
  });
});

const positions = holdings.map((list) => list.map((one): MarketPosition => ({ ...one, ...bare })));
const worlds = fc.record({
  ...{ grade: grades, layers, positions, market: markets },
  takeover: fc.constantFrom<ClosingWorld['takeover']>('LAYERS', 'DELEVERAGING'),
});
const closes = fc
  .record({
    side: sides,
    size: sizes,
    filled: fc.bigInt(0n, 100n),
    bankruptcyPrice: prices,
    closePrice: prices,
  })
  .map(({ size, filled, ...rest }) => ({
    account: 'gone',
    size,
    filledSize: (size * filled) / 100n,
    ...rest,
  }));

describe('a close', () => {
  test('is borne to the unit: debits, what deleveraging avoided, haircuts and claim', () => {
    fc.assert(
      fc.property(closes, worlds, (closed, world) => {
        const result = closeLiquidation(closed, world);
        const { collateral, fund, beyond } = result.debits;
        const paid = collateral + fund + sum(beyond);
        const borne = paid + result.avoided + sum(result.haircuts) + result.claim;
        expect(borne).toBe(result.shortfall);
        expect(result.avoided >= 0n && result.claim >= 0n).toBe(true);
        expect(result.surplus === 0n || result.shortfall === 0n).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('attack 23: collects no more size and no more money than was missing, of nobody more than they have', () => {
    fc.assert(
      fc.property(closes, worlds, (closed, world) => {
        const { deleveraged, haircuts, debits, shortfall } = closeLiquidation(closed, world);
        const size = deleveraged.reduce((total, row) => total + row.size, 0n);
        expect(size <= closed.size - closed.filledSize).toBe(true);
        if (debits.rest === 0n && world.takeover === 'LAYERS') expect(size).toBe(0n);
        expect(sum(haircuts) <= shortfall).toBe(true);
        const after = applyDeleveraging(world.positions, deleveraged, world.market);
        for (const { account, amount } of haircuts) {
          const own = after.find((one) => one.account === account);
          expect(own !== undefined && amount <= sessionProfit(own, world.market)).toBe(true);
        }
        for (const row of deleveraged) {
          const own = world.positions.find(({ account }) => account === row.account);
          expect(own !== undefined && own.side !== closed.side && row.size <= own.size).toBe(true);
          expect(row.price).toBe(closed.bankruptcyPrice);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('after another takes what is left: both together never take more than was won', () => {
    fc.assert(
      fc.property(closes, closes, worlds, (one, two, world) => {
        const { market } = world;
        const won = new Map(world.positions.map((own) => [own.account, sessionProfit(own, market)]));
        const first = closeLiquidation(one, world);
        const closed = applyDeleveraging(world.positions, first.deleveraged, market);
        const between = applyHaircuts(closed, first.haircuts);
        const second = closeLiquidation({ ...two, account: 'too' }, { ...world, positions: between });
        for (const own of between) {
          const [before, after] = [first, second].map(
            ({ haircuts }) => haircuts.find(({ account }) => account === own.account)?.amount ?? 0n,
          ) as [bigint, bigint];
          expect(own.size >= 0n).toBe(true);
          if (before + after > 0n && first.deleveraged.length + second.deleveraged.length === 0)
            expect(before + after <= (won.get(own.account) ?? 0n)).toBe(true);
        }
      }),
    );
  });

  test('A and B, 500 a side at 2: A is closed at 1.2 and ends with 200, B with nothing', () => {
    const position = (account: string, side: 'LONG' | 'SHORT', equity: bigint): MarketPosition => ({
      ...{ account, side, size: 500n * WAD, entryPrice: WAD, equity, ...bare },
    });
    const all = [position('A', 'LONG', 600n), position('B', 'SHORT', -400n)];
    const market = { mark: 2n * WAD, unit: 1n };
    const bankruptcyPrice = (12n * WAD) / 10n;
    const result = closeLiquidation(
      {
        account: 'B',
        side: 'SHORT',
        size: 500n * WAD,
        filledSize: 0n,
        bankruptcyPrice,
        closePrice: 2n * WAD,
      },
      { grade: 'D', takeover: 'LAYERS', layers: none, positions: all, market },
    );
    expect(result).toMatchObject({ shortfall: 400n, avoided: 400n, haircuts: [], claim: 0n });
    expect(result.deleveraged).toEqual([{ rank: 1, account: 'A', size: 500n * WAD, price: bankruptcyPrice }]);
    expect(applyDeleveraging(all, result.deleveraged, market)[0]).toMatchObject({
      size: 0n,
      equity: 200n,
      realised: 100n,
    });
  });

  test('what nobody was there for is shared as the published table shares it', () => {
    expect(JSON.stringify(shares)).toContain('292398');
    const profits = [5_000_000n, 4_500_000n, 3_000_000n, 3_000_000n, 1_500_000n, 100_000n];
    const all = profits.map(
      (profit, index): MarketPosition => ({
        ...{
          account: `p${index}`,
          side: 'LONG',
          size: profit * WAD,
          entryPrice: WAD,
          equity: profit,
          ...bare,
        },
      }),
    );
    const { haircuts, claim } = closeLiquidation(
      {
        ...{ account: 'gone', side: 'LONG', size: 1_000_000n * WAD, filledSize: 1_000_000n * WAD },
        ...{ bankruptcyPrice: 2n * WAD, closePrice: WAD },
      },
      { grade: 'D', takeover: 'LAYERS', layers: none, positions: all, market: { mark: 2n * WAD, unit: 1n } },
    );
    expect(haircuts.map(({ amount }) => amount)).toEqual([292398n, 263158n, 175439n, 175438n, 87719n, 5848n]);
    expect(claim).toBe(0n);
  });
});
