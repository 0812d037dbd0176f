/** Oracles that say what a price series says: rows become submissions on the local chain. */
import { type Address, encodeFunctionData, parseAbi } from 'viem';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { type ChainClient, type LocalTransaction, makeBlock } from './client.ts';
import type { DeployedAggregator } from './deploy.ts';

/** What the oracles of one feed submit at one time, raw in the feed's decimals. */
interface FeedAnswer {
  readonly feed: DeployedAggregator;
  /** One value for all oracles, or one each in their order. */
  readonly value: bigint | readonly bigint[];
}

export interface PriceRow {
  /** Time of the block; after the newest block, and so at least 3 s after the row before. */
  readonly at: UnixSeconds;
  /** Several feeds answer in the same block. None: time passes and is final, nothing is said. */
  readonly answers: readonly FeedAnswer[];
  /** Empty blocks behind it; with the usual two it is final. */
  readonly emptyBlocks?: number;
}

export interface PriceWriter {
  /** Submits a row in one block and makes it final with two empty ones. Throws when the chain refuses it. */
  submitRow(row: PriceRow): Promise<void>;
}

const SUBMISSION_ABI = parseAbi([
  'function submit(uint256 roundId, int256 submission)',
  'function latestRound() view returns (uint256)',
]);
/** A submission takes about 250,000 with the answer that it completes. */
const SUBMIT_GAS = 500_000n;

/**
 * A writer for the feeds of one chain. It is the only one: it counts rounds and nonces itself, and asks the
 * chain again after a row that failed.
 * Example: `await writer.submitRow({ at, answers: [{ feed, value: 99_990_000n }] })`.
 */
export function openPriceWriter(client: ChainClient): PriceWriter {
  const rounds = new Map<Address, bigint>();
  const nonces = new Map<Address, number>();

  const learn = async ({ aggregator, oracles }: DeployedAggregator): Promise<void> => {
    if (!rounds.has(aggregator)) {
      const call = { address: aggregator, abi: SUBMISSION_ABI, functionName: 'latestRound' } as const;
      rounds.set(aggregator, await client.readContract(call));
    }
    for (const address of oracles) {
      if (!nonces.has(address)) nonces.set(address, await client.getTransactionCount({ address }));
    }
  };
  const submissions = ({ feed, value }: FeedAnswer): LocalTransaction[] => {
    const values = typeof value === 'bigint' ? feed.oracles.map(() => value) : value;
    if (values.length !== feed.oracles.length) {
      throw new RangeError(`${feed.oracles.length} oracles were given ${values.length} values`);
    }
    const { minimum, maximum } = feed.bounds;
    const outside = values.find((one) => one < minimum || one > maximum);
    if (outside !== undefined) throw new RangeError(`${outside} is not from ${minimum} to ${maximum}`);
    const round = (rounds.get(feed.aggregator) ?? 0n) + 1n;
    rounds.set(feed.aggregator, round);
    return feed.oracles.map((from, index) => {
      const nonce = nonces.get(from) ?? 0;
      nonces.set(from, nonce + 1);
      const args = [round, values[index] as bigint] as const;
      const data = encodeFunctionData({ abi: SUBMISSION_ABI, functionName: 'submit', args });
      return { from, to: feed.aggregator, data, nonce, gas: SUBMIT_GAS };
    });
  };

  return {
    async submitRow({ at, answers, emptyBlocks }) {
      try {
        for (const { feed } of answers) await learn(feed);
        await makeBlock(client, { at, transactions: answers.flatMap(submissions), emptyBlocks });
      } catch (error) {
        rounds.clear();
        nonces.clear();
        throw error;
      }
    },
  };
}
