import { parseAbi } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainlink } from '../../../oracles/chainlink/adapter.ts';
import { type Anvil, startAnvil } from '../../../src/cli/chain/anvil.ts';
import { type ChainClient, connectChain } from '../../../src/cli/chain/client.ts';
import { compileFeedContracts } from '../../../src/cli/chain/contracts.ts';
import { type DeployedFeed, deployFeed } from '../../../src/cli/chain/deploy.ts';
import { openPriceWriter } from '../../../src/cli/chain/prices.ts';
import { localFeedSource } from '../../../src/cli/chain/source.ts';

const GENESIS = 1_678_000_000;
const HOUR = 3_600;
const READ = parseAbi([
  'function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)',
  'function description() view returns (string)',
  'function decimals() view returns (uint8)',
]);

let anvil: Anvil;
let client: ChainClient;
let usdc: DeployedFeed;
let dai: DeployedFeed;

beforeAll(async () => {
  const contracts = await compileFeedContracts();
  anvil = await startAnvil({ genesisTime: GENESIS });
  client = connectChain(anvil.url);
  const bounds = { minimum: 1n, maximum: 10n ** 12n };
  usdc = await deployFeed(client, contracts, {
    at: GENESIS + 10,
    description: 'USDC / USD',
    decimals: 8,
    bounds,
  });
  dai = await deployFeed(client, contracts, {
    at: GENESIS + 20,
    description: 'DAI / USD',
    decimals: 8,
    bounds,
  });
});
afterAll(async () => {
  await anvil.close();
});

async function latest(feed: DeployedFeed) {
  const [roundId, answer, , updatedAt] = await client.readContract({
    address: feed.proxy,
    abi: READ,
    functionName: 'latestRoundData',
  });
  return { roundId, answer, updatedAt: Number(updatedAt) };
}

test('deploys a feed that says what it is, in one block', async () => {
  const read = { address: usdc.proxy, abi: READ } as const;
  expect(await client.readContract({ ...read, functionName: 'description' })).toBe('USDC / USD');
  expect(await client.readContract({ ...read, functionName: 'decimals' })).toBe(8);
  expect([usdc.block, dai.block]).toEqual([1, 4]);
});

test('is registered with a key for each operator, and with none left over', () => {
  expect(chainlink.problems(localFeedSource(anvil, usdc).config)).toEqual([]);
  expect(() => localFeedSource(anvil, usdc, ['ada', 'bob'])).toThrow(RangeError);
});

describe('a row of prices', () => {
  test('is one block of three submissions at its time, and final', async () => {
    const at = GENESIS + HOUR;
    await openPriceWriter(client).submitRow({ at, answers: [{ feed: usdc, value: 99_990_000n }] });
    const final = await client.getBlock({ blockTag: 'finalized' });
    expect(Number(final.timestamp)).toBe(at);
    expect(final.transactions).toHaveLength(3);
    expect(await latest(usdc)).toMatchObject({ answer: 99_990_000n, updatedAt: at });
  });

  test('takes the median of oracles that differ, and several feeds in the same block', async () => {
    const at = GENESIS + 2 * HOUR;
    const answers = [
      { feed: usdc, value: [90_000_000n, 88_000_000n, 99_000_000n] },
      { feed: dai, value: 100_000_000n },
    ];
    await openPriceWriter(client).submitRow({ at, answers });
    expect(await latest(usdc)).toMatchObject({ answer: 90_000_000n, updatedAt: at });
    expect(await latest(dai)).toMatchObject({ answer: 100_000_000n, updatedAt: at });
  });

  test('may say nothing: time passes and is final', async () => {
    const at = GENESIS + 3 * HOUR;
    await openPriceWriter(client).submitRow({ at, answers: [] });
    expect(Number((await client.getBlock({ blockTag: 'finalized' })).timestamp)).toBe(at);
  });

  test('leaves nothing behind when it is refused, and the next one works', async () => {
    const writer = openPriceWriter(client);
    const answers = [{ feed: usdc, value: 99_000_000n }];
    await expect(writer.submitRow({ at: GENESIS + HOUR, answers })).rejects.toThrow(/refused/);
    await expect(
      writer.submitRow({ at: GENESIS + 4 * HOUR, answers: [{ feed: usdc, value: 0n }] }),
    ).rejects.toThrow(RangeError);
    await expect(
      writer.submitRow({ at: GENESIS + 4 * HOUR, answers: [{ feed: usdc, value: [1n] }] }),
    ).rejects.toThrow(RangeError);
    await writer.submitRow({ at: GENESIS + 4 * HOUR, answers });
    expect(await latest(usdc)).toMatchObject({ answer: 99_000_000n, updatedAt: GENESIS + 4 * HOUR });
  });
});
