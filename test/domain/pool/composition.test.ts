import { describe, expect, test } from 'vitest';
import { type PoolPlan, poolProblems } from '../../../src/domain/pool/composition.ts';
import { POOL_PRODUCTS_MAX } from '../../../src/domain/shared/limits.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const product = (productId: string, subject: string, group: string, weightWad: bigint) => ({
  productId,
  subject,
  group,
  restsOn: [{ group }],
  weightWad,
});

const basket = (group: string, ...members: string[]) => ({
  ...product('basket', 'three', group, WAD / 4n),
  restsOn: members.map((member) => ({ group: member })),
});

const plan = (changes: Partial<PoolPlan>): PoolPlan => ({
  kind: 'DIVERSIFIED',
  leverageWad: 2n * WAD,
  assetGroup: 'USDT',
  products: [product('a', 'USDC', 'USDC', WAD / 2n), product('b', 'aave', 'aave', WAD / 2n)],
  ...changes,
});

const paths = (changes: Partial<PoolPlan>) => poolProblems(plan(changes)).map(({ path }) => path);

describe('poolProblems', () => {
  test('finds nothing wrong with a sound pool', () => {
    expect(poolProblems(plan({}))).toEqual([]);
    const isolated = [product('a', 'USDC', 'USDC', WAD)];
    expect(paths({ kind: 'ISOLATED', leverageWad: WAD, products: isolated })).toEqual([]);
  });

  test('bounds leverage: 1 for an isolated pool, 1 to 4 for a diversified one', () => {
    expect(paths({ leverageWad: 4n * WAD })).toEqual([]);
    expect(paths({ leverageWad: 4n * WAD + 1n })).toEqual(['leverage']);
    expect(paths({ leverageWad: WAD })).toEqual([]);
    expect(paths({ leverageWad: WAD - 1n })).toEqual(['leverage']);
    expect(paths({ kind: 'ISOLATED' })).toEqual(['leverage', 'products']);
  });

  test('wants weights above 0 that sum to at most 1', () => {
    const heavy = [product('a', 'USDC', 'USDC', WAD / 2n), product('b', 'aave', 'aave', WAD / 2n + 1n)];
    expect(paths({ products: heavy })).toEqual(['products']);
    expect(paths({ products: [product('a', 'USDC', 'USDC', 0n)] })).toEqual(['products.0.weight']);
    expect(paths({ products: [] })).toEqual(['products']);
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => product(`p${index}`, `s${index}`, `s${index}`, 1n));
    expect(paths({ products: many(POOL_PRODUCTS_MAX) })).toEqual([]);
    expect(paths({ products: many(POOL_PRODUCTS_MAX + 1) })).toEqual(['products']);
  });

  test('puts all products of a subject into one group, each product once', () => {
    const torn = [product('a', 'USDC', 'USDC', WAD / 2n), product('b', 'USDC', 'other', WAD / 2n)];
    expect(paths({ products: torn })).toEqual(['products.1.group']);
    const twice = [product('a', 'USDC', 'USDC', WAD / 2n), product('a', 'USDC', 'USDC', WAD / 2n)];
    expect(paths({ products: twice })).toEqual(['products.1']);
  });

  test('refuses cover that would be paid in what it insures', () => {
    expect(paths({ assetGroup: 'USDC' })).toEqual(['products.0.group']);
    const paidInMember = [basket('three', 'DAI', 'USDT')];
    expect(paths({ assetGroup: 'USDT', products: paidInMember })).toEqual(['products.0.group']);
  });

  test('counts a basket and what may fall with a member of it as one group', () => {
    const member = product('a', 'USDC', 'USDC', WAD / 4n);
    expect(paths({ products: [member, basket('three', 'DAI', 'FRAX')] })).toEqual([]);
    expect(paths({ products: [member, basket('three', 'DAI', 'USDC')] })).toEqual(['products.1.group']);
    expect(paths({ products: [basket('three', 'DAI', 'USDC'), member] })).toEqual(['products.1.group']);
    expect(paths({ products: [member, basket('USDC', 'DAI', 'USDC')] })).toEqual([]);
    const other = { ...basket('four', 'DAI', 'GHO'), productId: 'other', subject: 'four' };
    expect(paths({ products: [basket('three', 'DAI', 'FRAX'), other] })).toEqual(['products.1.group']);
  });
});
