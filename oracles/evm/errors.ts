/** What a node's failures mean. */
import {
  BaseError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  HttpRequestError,
  RpcRequestError,
  TimeoutError,
} from 'viem';
import { SourceError, type SourceFaultCode } from '../adapter.ts';

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

/**
 * Why the contract itself refused a call, null when it was no such refusal (the node is in trouble).
 * Example: a Uniswap pool that remembers too little → `'OLD'`.
 */
export function revertReason(error: unknown): string | null {
  if (!(error instanceof BaseError) || error.walk(isRefusal) === null) return null;
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  const { reason } = (reverted ?? {}) as { reason?: string };
  return reason ?? error.shortMessage;
}

/** What a call answers, or null when the contract refuses it or is not there. */
export async function unlessReverted<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (revertReason(error) === null) throw error;
    return null;
  }
}

/** The code of a call that the contract itself refused; a node in trouble answers others. */
const EXECUTION_REVERTED = 3;
/** Older nodes say so in words, under the code of any failure. */
const SERVER_ERROR = -32_000;

const CAUSES: readonly (readonly [SourceFaultCode, (cause: unknown) => boolean])[] = [
  ['TIMEOUT', isTimeout],
  ['UNREACHABLE', (cause) => cause instanceof HttpRequestError],
  // The node answered, and what is at the address is not the contract.
  ['CONFIG', isRefusal],
];

function isRefusal(cause: unknown): boolean {
  if (cause instanceof ContractFunctionZeroDataError) return true;
  if (!(cause instanceof RpcRequestError)) return false;
  if (cause.code === EXECUTION_REVERTED) return true;
  return cause.code === SERVER_ERROR && cause.details.startsWith('execution reverted');
}

function isTimeout(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof Error && error.name === 'TimeoutError');
}
