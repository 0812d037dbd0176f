/** The calls to a node, each bounded in time and answered with a value or a SourceError. */
import {
  type Address,
  BaseError,
  ContractFunctionZeroDataError,
  createPublicClient,
  HttpRequestError,
  http,
  type PublicClient,
  RpcRequestError,
  TimeoutError,
} from 'viem';
import { RPC_ANSWER_MS_MAX } from '../../src/domain/shared/limits.ts';
import { SourceError, type SourceErrorCode } from '../adapter.ts';
import { SUBMISSION_RECEIVED } from './abi.ts';

export interface BlockHead {
  readonly number: number;
  readonly hash: string;
  readonly timestamp: number;
}

export interface Submission {
  readonly aggregator: Address;
  readonly oracle: Address;
  readonly value: bigint;
  readonly round: number;
  readonly block: BlockHead;
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

/** Whatever was thrown as a SourceError; its text never contains the endpoint, which may hold a key. */
export function asSourceError(error: unknown, signal: AbortSignal): SourceError {
  if (error instanceof SourceError) return error;
  if (signal.aborted) return new SourceError('ABORTED', 'The source is being closed.', error);
  if (!(error instanceof BaseError)) return new SourceError('BAD_ANSWER', String(error), error);
  const text = error.shortMessage;
  for (const [code, isCause] of CAUSES) {
    if (error.walk(isCause) !== null) return new SourceError(code, text, error);
  }
  return new SourceError('BAD_ANSWER', text, error);
}

/** The code of a call that the contract itself refused; a node in trouble answers others. */
const EXECUTION_REVERTED = 3;

const CAUSES: readonly (readonly [SourceErrorCode, (cause: unknown) => boolean])[] = [
  ['TIMEOUT', isTimeout],
  ['UNREACHABLE', (cause) => cause instanceof HttpRequestError],
  // The node answered, and what is at the address is not the contract.
  ['CONFIG', (cause) => cause instanceof ContractFunctionZeroDataError],
  ['CONFIG', (cause) => cause instanceof RpcRequestError && cause.code === EXECUTION_REVERTED],
];

function isTimeout(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof Error && error.name === 'TimeoutError');
}
