import { describe, expect, test } from 'vitest';
import { SourceError } from '../../oracles/adapter.ts';
import { FEED_FAMILIES, findFamily } from '../../oracles/registry.ts';

const CONTEXT = { sourceId: 'one', operators: ['ada'], now: () => 0, signal: new AbortController().signal };
const KEY = `0x${'ab'.repeat(20)}`;
const CHAINLINK = {
  rpcUrl: 'https://node.example',
  chainId: 1,
  proxy: `0x${'cd'.repeat(20)}`,
  description: 'USDC / USD',
  decimals: 8,
  startBlock: 1,
  oracles: [{ operator: 'ada', key: KEY }],
};

test('finds every family by its own name and no other', () => {
  for (const family of FEED_FAMILIES) expect(findFamily(family.name)).toBe(family);
  expect(new Set(FEED_FAMILIES.map(({ name }) => name)).size).toBe(FEED_FAMILIES.length);
  expect(findFamily('toString')).toBeNull();
});

test('tells readings from observations', () => {
  expect(findFamily('replay')?.yields).toBe('READINGS');
  expect(findFamily('chainlink')?.yields).toBe('OBSERVATIONS');
});

describe('the configuration of a Chainlink feed', () => {
  const family = findFamily('chainlink');

  test('is taken when it is whole, without asking the chain', () => {
    expect(family?.problems(CHAINLINK)).toEqual([]);
    expect(() => family?.open(CHAINLINK, CONTEXT)).not.toThrow();
  });

  test.each<[string, Record<string, unknown>]>([
    ['rpcUrl', { rpcUrl: 'file:///etc/passwd' }],
    ['proxy', { proxy: '0x12' }],
    ['decimals', { decimals: 37 }],
    ['startBlock', { startBlock: 0 }],
    ['oracles', { oracles: [] }],
    [
      'oracles',
      {
        oracles: [
          { operator: 'ada', key: KEY },
          { operator: 'bob', key: KEY.toUpperCase().replace('X', 'x') },
        ],
      },
    ],
    [
      'oracles',
      {
        oracles: [
          { operator: 'ada', key: KEY },
          { operator: 'ada', key: CHAINLINK.proxy },
        ],
      },
    ],
    ['oracles.0.key', { oracles: [{ operator: 'ada', key: 'ada' }] }],
    ['logBlocks', { logBlocks: 1_000_000 }],
    ['', { unknownField: 1 }],
  ])('names what is wrong with %s', (path, changes) => {
    const config = { ...CHAINLINK, ...changes };
    expect(family?.problems(config).map((problem) => problem.path)).toContain(path);
    expect(() => family?.open(config, CONTEXT)).toThrow(SourceError);
  });
});
