/** A real feed on a real local chain, and a source that reads it. */
import { encodeFunctionData } from 'viem';
import type { Source } from '../../../oracles/adapter.ts';
import { chainlink } from '../../../oracles/chainlink/adapter.ts';
import { type Anvil, startAnvil } from '../../../src/cli/chain/anvil.ts';
import { type ChainClient, connectChain, makeBlock } from '../../../src/cli/chain/client.ts';
import { compileFeedContracts, type FeedContracts } from '../../../src/cli/chain/contracts.ts';
import { type DeployedAggregator, type DeployedFeed, deployFeed } from '../../../src/cli/chain/deploy.ts';
import { openPriceWriter, type PriceWriter } from '../../../src/cli/chain/prices.ts';
import { LOCAL_OPERATORS, localFeedSource } from '../../../src/cli/chain/source.ts';

export const GENESIS = 1_678_000_000;
export const HOUR = 3_600;
export const BOUNDS = { minimum: 1n, maximum: 10n ** 12n };
export const OPERATORS: readonly string[] = LOCAL_OPERATORS;

export interface LocalFeed {
  readonly anvil: Anvil;
  readonly client: ChainClient;
  readonly contracts: FeedContracts;
  readonly feed: DeployedFeed;
  readonly writer: PriceWriter;
}

/** A fresh chain with one feed of three oracles, deployed in block 1. */
export async function startLocalFeed(): Promise<LocalFeed> {
  const contracts = await compileFeedContracts();
  const anvil = await startAnvil({ genesisTime: GENESIS });
  const client = connectChain(anvil.url);
  const feed = await deployFeed(client, contracts, {
    at: GENESIS + 1,
    description: 'USDC / USD',
    decimals: 8,
    bounds: BOUNDS,
  });
  return { anvil, client, contracts, feed, writer: openPriceWriter(client) };
}

export function configOf({ anvil, feed }: LocalFeed): Record<string, unknown> {
  return localFeedSource(anvil, feed).config;
}

/** Opens a source on the feed; `changes` overrule its configuration. */
export function openSource(local: LocalFeed, changes: Record<string, unknown> = {}): Source {
  return chainlink.open(
    { ...configOf(local), ...changes },
    {
      sourceId: 'aggregator',
      operators: OPERATORS,
      now: () => GENESIS,
      signal: new AbortController().signal,
    },
  );
}

/** Moves the proxy to another aggregator, in one final block. */
export async function changePhase(local: LocalFeed, next: DeployedAggregator, at: number): Promise<void> {
  const { client, contracts, feed } = local;
  const nonce = await client.getTransactionCount({ address: feed.owner });
  const call = (functionName: string, offset: number) => ({
    from: feed.owner,
    to: feed.proxy,
    data: encodeFunctionData({ abi: contracts.proxy.abi, functionName, args: [next.aggregator] }),
    nonce: nonce + offset,
    gas: 500_000n,
  });
  await makeBlock(client, { at, transactions: [call('proposeAggregator', 0), call('confirmAggregator', 1)] });
}
