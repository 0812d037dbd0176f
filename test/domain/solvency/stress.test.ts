import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WAD } from '../../../src/domain/shared/units.ts';
import {
  exposuresOf,
  historicRatio,
  stressedLoss,
  stressScenarios,
} from '../../../src/domain/solvency/stress.ts';
import { DEPEG_RULE } from '../../support/marketplace.ts';

const HOUR = 3_600;
const hours = (values: readonly number[]) =>
  values.map((percent, index) => ({ at: index * HOUR, value: (BigInt(percent) * WAD) / 100n }));
const days = (count: number, percent: number): number[] => Array(count * 24).fill(percent);

describe('a history', () => {
  test('that stays calm costs nothing, and none costs nothing', () => {
    expect(historicRatio(DEPEG_RULE, hours(days(3, 100)))).toBe(0n);
    expect(historicRatio(DEPEG_RULE, [])).toBe(0n);
  });

  test('pays what its lowest average says; what is not settled at its end counts as far as it is seen', () => {
    const before = days(1, 100);
    expect(historicRatio(DEPEG_RULE, hours([...before, ...days(1, 89), ...days(3, 100)]))).toBe(WAD / 2n);
    expect(historicRatio(DEPEG_RULE, hours([...before, ...days(1, 70)]))).toBe(WAD);
  });

  test('with two incidents pays both, and never more than everything', () => {
    const fall = [...days(1, 93), ...days(6, 100)];
    const twice = hours([...days(1, 100), ...fall, ...fall]);
    expect(historicRatio(DEPEG_RULE, twice)).toBe(WAD / 2n);
  });
});

const covers = [
  { productId: 'a', group: 'USDC', cover: 400n, highestRatioWad: WAD },
  { productId: 'b', group: 'DAI', cover: 300n, highestRatioWad: WAD },
  { productId: 'c', group: 'AAVE', cover: 1_000n, highestRatioWad: WAD / 2n },
];
const histories = [
  {
    name: 'FALL',
    ratioByProduct: new Map([
      ['a', WAD / 4n],
      ['b', WAD / 2n],
    ]),
  },
];
const lossOf = (name: string) => {
  const found = stressScenarios(covers, histories).find(({ scenario }) => scenario === name);
  return found === undefined ? null : stressedLoss(covers, found);
};

describe('scenarios', () => {
  test('a history happens to the group that loses most by it, a whole market of pegs to all of them', () => {
    expect([lossOf('FALL'), lossOf('ALL_PEGS_AT_ONCE')]).toEqual([150n, 250n]);
  });

  test('groups fail together, the most expensive first', () => {
    expect(exposuresOf(covers).map(({ group }) => group)).toEqual(['AAVE', 'USDC', 'DAI']);
    expect([lossOf('2_LARGEST_GROUPS'), lossOf('4_LARGEST_GROUPS'), lossOf('ALL_GROUPS')]).toEqual([
      900n,
      1_200n,
      1_200n,
    ]);
  });

  test('none costs more than all groups together, and more groups never cost less', () => {
    const cover = fc.record({
      productId: fc.constantFrom('a', 'b', 'c', 'd'),
      group: fc.constantFrom('X', 'Y', 'Z'),
      cover: fc.bigInt(0n, 10n ** 12n),
      highestRatioWad: fc.bigInt(WAD / 2n, WAD),
    });
    fc.assert(
      fc.property(fc.array(cover, { maxLength: 12 }), (book) => {
        const losses = new Map(
          stressScenarios(book, histories).map((one) => [one.scenario, stressedLoss(book, one)]),
        );
        const of = (name: string): bigint => losses.get(name) ?? 0n;
        for (const loss of losses.values()) expect(loss).toBeLessThanOrEqual(of('ALL_GROUPS'));
        expect(of('2_LARGEST_GROUPS')).toBeLessThanOrEqual(of('4_LARGEST_GROUPS'));
      }),
    );
  });
});
