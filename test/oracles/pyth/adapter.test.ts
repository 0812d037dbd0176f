import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RawObservation, Source } from '../../../oracles/adapter.ts';
import type { Subject } from '../../../oracles/conformance.ts';
import { pyth } from '../../../oracles/pyth/adapter.ts';
import { validateObservation } from '../../../src/domain/feed/validate.ts';
import { compileFile } from '../../support/solidity.ts';
import { testConformance } from '../conformance.ts';
import { GENESIS, type LocalChain, type LocalContract, startLocalChain } from '../evm/localChain.ts';
import { testRecording } from '../evm/recording.ts';

const ID = `0x${'ea'.repeat(32)}`;
let chain: LocalChain;
let contract: LocalContract;
let config: Record<string, unknown>;

/** Posts a price in a block 12 seconds later, published some seconds before it. */
async function post(price: bigint, conf: bigint, expo: number, secondsBefore = 2): Promise<void> {
  const { client } = chain;
  const publishTime = (await client.getBlock()).timestamp + 12n - BigInt(secondsBefore);
  const update = await client.readContract({
    address: contract.address,
    abi: contract.abi,
    functionName: 'createPriceFeedUpdateData',
    args: [ID, price, conf, expo, price, conf, publishTime, publishTime - 1n],
  });
  await chain.block(12, [{ contract, name: 'updatePriceFeeds', args: [[update]] }]);
}

beforeAll(async () => {
  const { LocalPyth } = await compileFile('pyth.sol', 'LocalPyth');
  chain = await startLocalChain();
  contract = await chain.deploy(LocalPyth);
  const { url: rpcUrl, chainId } = chain.anvil;
  const startBlock = Number(await chain.client.getBlockNumber()) + 1;
  config = { rpcUrl, chainId, startBlock, pyth: contract.address, priceId: ID, decimals: 8 };
  await post(99_990_000n, 20_000n, -8);
  // Nobody posts: the price is the same one, and then too old.
  await chain.block(30);
  await chain.block(60);
  // Other exponents: exact in 8 decimals, exact after a division, and not exact.
  await post(999_800n, 100n, -6);
  await post(9_997_000_000n, 100n, -10);
  await post(9_997_000_001n, 100n, -10);
  // Below zero, and published ahead of its block.
  await post(-1n, 1n, -8);
  await post(99_960_000n, 1n, -8, -100);
  await chain.settle();
});
afterAll(() => chain.close());

function openSource(changes: Record<string, unknown> = {}): Source {
  const signal = new AbortController().signal;
  return pyth.open({ ...config, ...changes }, { sourceId: 'pyth', operators: ['ada'], now: () => 0, signal });
}

const judge = (observation: RawObservation) => {
  const terms = {
    sourceId: 'pyth',
    decimals: 8,
    heartbeatSeconds: 60,
    marginSeconds: 60,
    operators: ['ada'],
  };
  const known = { now: observation.observedAt, watermark: null, use: 'DECISION', previous: null } as const;
  const verdict = validateObservation(observation, terms, known);
  return verdict.valid ? verdict.accepted.value : verdict.reason;
};

test('observes each price once, in the block in which it was posted, with how sure it is', async () => {
  const { observations } = await openSource().poll({ cursor: null });
  expect(observations.map(({ value, decimals, confidence }) => [value, decimals, confidence])).toEqual([
    [99_990_000n, 8, 20_000n],
    [99_980_000n, 8, 10_000n],
    [99_970_000n, 8, 1n],
    [9_997_000_001n, 10, 100n],
    [-1n, 8, 1n],
  ]);
  expect(observations[0]).toMatchObject({ facts: { price: '99990000', conf: '20000', expo: '-8' } });
  const block = await chain.client.getBlock({ blockNumber: BigInt(config.startBlock as number) });
  expect(observations[0]?.observedAt).toBe(Number(block.timestamp));
  expect(observations[0]?.publishedAt).toBe(Number(block.timestamp) - 2);
});

test('lets the rules say what is wrong with a price', async () => {
  const { observations } = await openSource({ maxAgeSeconds: 200 }).poll({ cursor: null });
  const par = 10n ** 14n;
  expect(observations.map(judge)).toEqual([
    9_999n * par,
    9_998n * par,
    9_997n * par,
    'DECIMALS_CHANGED',
    'NON_POSITIVE',
    'FUTURE',
  ]);
});

test.each([
  [1, 0],
  [2, 5],
])(
  'takes no price that was published further from its block than %i seconds',
  async (maxAgeSeconds, count) => {
    const { observations } = await openSource({ maxAgeSeconds }).poll({ cursor: null });
    expect(observations).toHaveLength(count);
  },
);

test('is a wrong configuration for a price that nobody knows', async () => {
  const other = openSource({ priceId: `0x${'ab'.repeat(32)}` });
  await expect(other.poll({ cursor: null })).rejects.toMatchObject({ code: 'CONFIG', retryable: false });
});

const subject = (): Subject => ({
  family: pyth,
  config,
  operators: ['ada'],
  now: () => GENESIS,
  pages: [{ pollBlocks: 1 }, { pollBlocks: 3 }],
  wrong: [
    { change: { priceId: '0xab' }, path: 'priceId' },
    { change: { pyth: 'pyth' }, path: 'pyth' },
    { change: { decimals: 37 }, path: 'decimals' },
    { change: { maxAgeSeconds: 0 }, path: 'maxAgeSeconds' },
    { change: { other: 1 }, path: '' },
  ],
  unreachable: { change: { rpcUrl: 'http://127.0.0.1:1/secret-key' }, secret: 'secret-key' },
});

testConformance('pyth', subject);

testRecording(
  'exponents',
  'Prices in the test contract of Pyth: fresh, too old, with other exponents, from the future and below zero.',
  subject,
);
