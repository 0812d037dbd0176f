/** The calls to a node, each bounded in time. */
import { createPublicClient, http, type PublicClient } from 'viem';
import { RPC_ANSWER_MS_MAX } from '../../src/domain/shared/limits.ts';
import { SourceError } from '../adapter.ts';

export interface BlockHead {
  readonly number: number;
  readonly hash: string;
  readonly timestamp: number;
}

export type NodeClient = PublicClient;

/** A client that gives up in bounded time, also on an answer that trickles, and when `signal` is aborted. */
export function connectNode(rpcUrl: string, signal: AbortSignal): NodeClient {
  const fetchFn: typeof fetch = (input, init) => {
    const signals = [signal, AbortSignal.timeout(RPC_ANSWER_MS_MAX)];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
  // The caller asks again by itself: retries here would only hide how the node is.
  return createPublicClient({
    transport: http(rpcUrl, { batch: { batchSize: 50 }, retryCount: 0, timeout: RPC_ANSWER_MS_MAX, fetchFn }),
  });
}

export async function readBlock(client: NodeClient, at: number | 'finalized' | 'latest'): Promise<BlockHead> {
  const block = await client.getBlock(
    typeof at === 'number' ? { blockNumber: BigInt(at) } : { blockTag: at },
  );
  if (block.hash === null || block.number === null) {
    throw new SourceError('BAD_ANSWER', `The node gave block ${at} without its number and hash.`);
  }
  return { number: Number(block.number), hash: block.hash, timestamp: Number(block.timestamp) };
}
