import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawObservation, Source } from '../../../oracles/adapter.ts';
import type { Subject } from '../../../oracles/conformance.ts';
import { proofOfReserve } from '../../../oracles/proof-of-reserve/adapter.ts';
import { compileFeedContracts } from '../../../src/cli/chain/contracts.ts';
import { type DeployedFeed, deployFeed } from '../../../src/cli/chain/deploy.ts';
import { openPriceWriter } from '../../../src/cli/chain/prices.ts';
import { validateObservation } from '../../../src/domain/feed/validate.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { compileFile } from '../../support/solidity.ts';
import { testConformance } from '../conformance.ts';
import { GENESIS, type LocalChain, type LocalContract, OWNER, startLocalChain } from '../evm/localChain.ts';
import { testRecording } from '../evm/recording.ts';

const DAY = 86_400;
let chain: LocalChain;
let feed: DeployedFeed;
let coarse: LocalContract;
let fine: LocalContract;
let config: Record<string, unknown>;
/** Times of the reports. */
const reported: number[] = [];

/** The real aggregator of Chainlink reports a reserve with 8 decimals for tokens with 6 and 18. */
beforeAll(async () => {
  const { Token } = await compileFile('vaults.sol', 'Token');
  chain = await startLocalChain();
  coarse = await chain.deploy(Token, [6]);
  fine = await chain.deploy(Token, [18]);
  const { client, anvil } = chain;
  feed = await deployFeed(client, await compileFeedContracts(), {
    at: GENESIS + 100,
    description: 'Reserve PoR',
    decimals: 8,
    bounds: { minimum: 0n, maximum: 10n ** 20n },
    oracleCount: 1,
  });
  const writer = openPriceWriter(client);
  const report = async (value: bigint) => {
    const at = Number((await client.getBlock()).timestamp) + 12;
    reported.push(at);
    await writer.submitRow({ at, answers: [{ feed, value }], emptyBlocks: 0 });
  };
  await chain.block(12, [
    { contract: coarse, name: 'mint', args: [OWNER, 400n * 10n ** 6n] },
    { contract: fine, name: 'mint', args: [OWNER, 600n * WAD] },
  ]);
  const startBlock = Number(await client.getBlockNumber()) + 1;
  await report(1_000n * 10n ** 8n);
  await report(1_000n * 10n ** 8n - 1n);
  await chain.block(12, [{ contract: fine, name: 'mint', args: [OWNER, 1n] }]);
  await report(1_010n * 10n ** 8n);
  // The supply grows at once, the reserve is reported a day later: no longer fresh after an hour of margin.
  await chain.block(DAY + 3_600, [{ contract: coarse, name: 'mint', args: [OWNER, 10n * 10n ** 6n] }]);
  await chain.block(1);
  await report(0n);
  await chain.settle();
  config = {
    rpcUrl: anvil.url,
    chainId: anvil.chainId,
    startBlock,
    reserveFeed: feed.proxy,
    description: 'Reserve PoR',
    heartbeatSeconds: DAY,
    tokens: [coarse.address, fine.address],
  };
});
afterAll(() => chain.close());

function openSource(changes: Record<string, unknown> = {}): Source {
  const signal = new AbortController().signal;
  return proofOfReserve.open(
    { ...config, ...changes },
    { sourceId: 'por', operators: ['ada'], now: () => 0, signal },
  );
}

const judge = (observation: RawObservation) =>
  validateObservation(
    observation,
    { sourceId: 'por', decimals: 18, heartbeatSeconds: 300, marginSeconds: 300, operators: ['ada'] },
    { now: observation.observedAt, watermark: null, use: 'DECISION', previous: null },
  );

test('says what part of what is owed is there, rounded up, over tokens of different decimals', async () => {
  const { observations } = await openSource().poll({ cursor: null });
  expect(observations.map(({ value }) => value)).toEqual([
    WAD,
    // One unit of 8 decimals less than 1,000.
    WAD - 10n ** 7n,
    // One unit of 18 decimals more is owed: 0.99999999998999999999… is rounded up.
    WAD - 10n ** 7n,
    1_010n * (WAD / 1_000n),
    WAD,
    WAD,
    0n,
  ]);
  expect(observations[0]).toMatchObject({
    decimals: 18,
    facts: { reserve: '100000000000', reserveDecimals: '8', owedDecimals: '36' },
  });
});

test('is dated by its block, and published when the reserve was', async () => {
  const { observations } = await openSource().poll({ cursor: null });
  const [first, second, third, fourth] = reported;
  expect(observations.map(({ publishedAt }) => publishedAt)).toEqual([
    first,
    second,
    second,
    third,
    third,
    third,
    fourth,
  ]);
  expect(observations[2]?.observedAt).toBe((second as number) + 12);
});

test('does not vote once the reserve is older than its heartbeat and margin, or when nothing is left of it', async () => {
  const { observations } = await openSource().poll({ cursor: null });
  const verdicts = observations.map((observation) => {
    const verdict = judge(observation);
    return verdict.valid ? 'VALID' : verdict.reason;
  });
  expect(verdicts).toEqual(['VALID', 'VALID', 'VALID', 'VALID', 'VALID', 'STALE', 'NON_POSITIVE']);
});

test('says nothing where nothing is owed', async () => {
  const startBlock = Number(config.startBlock) - 2;
  const { observations } = await openSource({ startBlock }).poll({ cursor: null });
  expect(observations[0]?.blockNumber).toBeGreaterThan(startBlock);
});

describe('a reserve that does not fit', () => {
  test.each([
    ['another name', () => ({ description: 'Other PoR' })],
    ['a token without a supply', () => ({ tokens: [feed.proxy] })],
    ['a feed without rounds', () => ({ reserveFeed: coarse.address })],
  ])('is not read: %s', async (_name, change) => {
    await expect(openSource(change()).poll({ cursor: null })).rejects.toMatchObject({ code: 'CONFIG' });
  });
});

const subject = (): Subject => ({
  family: proofOfReserve,
  config,
  operators: ['ada'],
  now: () => GENESIS,
  pages: [{ pollBlocks: 1 }, { pollBlocks: 3 }],
  wrong: [
    { change: { reserveFeed: '0x1' }, path: 'reserveFeed' },
    { change: { tokens: [] }, path: 'tokens' },
    { change: { tokens: [coarse.address, coarse.address] }, path: 'tokens' },
    { change: { heartbeatSeconds: 0 }, path: 'heartbeatSeconds' },
    { change: { other: 1 }, path: '' },
  ],
  unreachable: { change: { rpcUrl: 'http://127.0.0.1:1/secret-key' }, secret: 'secret-key' },
});

testConformance('proof-of-reserve', subject);

testRecording(
  'reserve-falls-short',
  'A reserve of 1,000 for two tokens falls one unit short, is topped up, goes stale and is reported as nothing.',
  subject,
);
