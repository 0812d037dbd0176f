/** Puts a Chainlink feed on the local chain: a FluxAggregator behind an EACAggregatorProxy. */
import { type Address, encodeDeployData, encodeFunctionData, getContractAddress, zeroAddress } from 'viem';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { type ChainClient, type LocalTransaction, localAddress, makeBlock } from './client.ts';
import type { FeedContracts } from './contracts.ts';
import { LOCAL_ACCOUNTS } from './phrase.ts';

export interface FeedPlan {
  /** Time of the block that holds it; after the newest block. */
  readonly at: UnixSeconds;
  /** What the feed calls itself, for example `USDC / USD`. */
  readonly description: string;
  readonly decimals: number;
  /** The contract refuses answers outside these (raw, inclusive). */
  readonly bounds: { readonly minimum: bigint; readonly maximum: bigint };
  /** Keys that submit; all of them must, or the round has no answer. */
  readonly oracleCount?: number;
}

export interface DeployedFeed {
  readonly proxy: Address;
  readonly aggregator: Address;
  readonly oracles: readonly Address[];
  readonly owner: Address;
  readonly decimals: number;
  readonly bounds: FeedPlan['bounds'];
  readonly description: string;
  /** Block that the feed exists from. */
  readonly block: number;
}

export type DeployedAggregator = Omit<DeployedFeed, 'proxy' | 'description'>;

const DEFAULT_ORACLES = 3;
/** A deployment takes about half of it. */
const DEPLOY_GAS = 6_000_000n;

/**
 * Deploys a feed in one block: aggregator, proxy and oracles (accounts 1 and up of the local phrase; account
 * 0 owns it). Payment is 0, so no LINK is needed; every oracle must answer a round, any may start the next.
 * Example: `deployFeed(client, contracts, { at, description: 'USDC / USD', decimals: 8, bounds })`.
 */
export async function deployFeed(
  client: ChainClient,
  contracts: FeedContracts,
  plan: FeedPlan,
): Promise<DeployedFeed> {
  const { aggregator, transactions, nonce } = await planAggregator(client, contracts, plan);
  const { owner } = aggregator;
  const { abi, bytecode } = contracts.proxy;
  const proxyData = encodeDeployData({ abi, bytecode, args: [aggregator.aggregator, zeroAddress] });
  transactions.push({ from: owner, data: proxyData, nonce, gas: DEPLOY_GAS });
  const proxy = getContractAddress({ from: owner, nonce: BigInt(nonce) });
  await makeBlock(client, { at: plan.at, transactions });
  return { ...aggregator, proxy, description: plan.description };
}

/** Deploys an aggregator alone, for a proxy to move on to. */
export async function deployAggregator(
  client: ChainClient,
  contracts: FeedContracts,
  plan: FeedPlan,
): Promise<DeployedAggregator> {
  const { aggregator, transactions } = await planAggregator(client, contracts, plan);
  await makeBlock(client, { at: plan.at, transactions });
  return aggregator;
}

async function planAggregator(client: ChainClient, contracts: FeedContracts, plan: FeedPlan) {
  const { description, decimals, bounds, oracleCount = DEFAULT_ORACLES } = plan;
  if (oracleCount < 1 || oracleCount >= LOCAL_ACCOUNTS) {
    throw new RangeError(`a local feed has 1 to ${LOCAL_ACCOUNTS - 1} oracles, not ${oracleCount}`);
  }
  const owner = localAddress(0);
  const oracles = Array.from({ length: oracleCount }, (_, index) => localAddress(index + 1));
  const [nonce, newest] = await Promise.all([
    client.getTransactionCount({ address: owner }),
    client.getBlockNumber(),
  ]);
  const { abi, bytecode } = contracts.aggregator;
  const address = getContractAddress({ from: owner, nonce: BigInt(nonce) });
  const deploy = encodeDeployData({
    abi,
    bytecode,
    // LINK, payment, timeout, validator, lowest, highest, decimals, description.
    args: [zeroAddress, 0n, 0, zeroAddress, bounds.minimum, bounds.maximum, decimals, description],
  });
  const enlist = encodeFunctionData({
    abi,
    functionName: 'changeOracles',
    // Removed, added, their admins, least and most submissions of a round, rounds between two starts.
    args: [[], oracles, oracles, oracleCount, oracleCount, 0],
  });
  const transactions: LocalTransaction[] = [
    { from: owner, data: deploy, nonce, gas: DEPLOY_GAS },
    { from: owner, to: address, data: enlist, nonce: nonce + 1, gas: DEPLOY_GAS },
  ];
  const block = Number(newest) + 1;
  const aggregator: DeployedAggregator = { aggregator: address, oracles, owner, decimals, bounds, block };
  return { aggregator, transactions, nonce: nonce + 2 };
}
