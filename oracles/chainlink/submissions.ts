/** What oracles submitted to an aggregator. */
import type { Address } from 'viem';
import { type BlockHead, type NodeClient, readBlock } from '../evm/client.ts';
import { SUBMISSION_RECEIVED } from './abi.ts';

export interface Submission {
  readonly aggregator: Address;
  readonly oracle: Address;
  readonly value: bigint;
  readonly round: number;
  readonly block: BlockHead;
}

/** Every submission to `aggregator` in blocks `from` to `to`, in chain order. */
export async function readSubmissions(
  client: NodeClient,
  aggregator: Address,
  from: number,
  to: number,
): Promise<Submission[]> {
  const logs = await client.getLogs({
    address: aggregator,
    event: SUBMISSION_RECEIVED,
    fromBlock: BigInt(from),
    toBlock: BigInt(to),
    strict: true,
  });
  // Not every node says a log's time; the block is asked then, once.
  const silent = new Set(logs.flatMap((log) => (log.blockTimestamp ? [] : [Number(log.blockNumber)])));
  const blocks = await Promise.all([...silent].map((number) => readBlock(client, number)));
  const timestamps = new Map(blocks.map(({ number, timestamp }) => [number, timestamp]));
  return logs.map((log) => {
    const number = Number(log.blockNumber);
    const timestamp = log.blockTimestamp
      ? Number(log.blockTimestamp)
      : (timestamps.get(number) ?? Number.NaN);
    const { oracle, submission, round } = log.args;
    const block = { number, hash: log.blockHash, timestamp };
    return { aggregator, oracle, value: submission, round, block };
  });
}
