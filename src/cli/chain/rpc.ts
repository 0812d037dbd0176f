/** Several calls to the local node in one request: a row of prices takes half the time of single calls. */
import { RPC_ANSWER_MS_MAX } from '../../domain/shared/limits.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

export interface NodeCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

type NodeAnswer =
  | { readonly result: unknown; readonly error?: undefined }
  | { readonly result?: undefined; readonly error: { readonly message: string } };

/** Answers in the order of the calls. The node may work in any order: they must not need one another. */
export async function callNode(url: string, calls: readonly NodeCall[]): Promise<NodeAnswer[]> {
  if (calls.length === 0) return [];
  const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call })));
  const signal = AbortSignal.timeout(RPC_ANSWER_MS_MAX);
  const response = await fetch(url, { method: 'POST', headers: JSON_HEADERS, body, signal });
  if (!response.ok) throw new Error(`The local chain answered ${response.status}.`);
  const answers = (await response.json()) as (NodeAnswer & { readonly id: number })[];
  return answers.sort((a, b) => a.id - b.id);
}

/** The results of calls that must all succeed; throws what the node said about the first that did not. */
export async function callNodeStrictly(url: string, calls: readonly NodeCall[]): Promise<unknown[]> {
  const answers = await callNode(url, calls);
  return answers.map(resultOf);
}

export function resultOf(answer: NodeAnswer): unknown {
  if (answer.error !== undefined) throw new Error(`The local chain refused: ${answer.error.message}`);
  return answer.result;
}
