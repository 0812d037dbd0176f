/**
 * Recorded conversations with a node: what was asked, what was answered, and what a family made of it. They
 * show the real shape of the payloads, and are played back without a chain.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RawObservation } from '../adapter.ts';

/** Stands in a configuration for the node that the recording answers in the place of. */
export const RECORDED_URL = 'http://recorded.example';

/** The answer of one call, the same whenever it is asked. */
export interface Exchange {
  readonly method: string;
  readonly params: readonly unknown[];
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export interface Fixture {
  /** What happens in it, in a sentence. */
  readonly about: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly operators: readonly string[];
  readonly exchanges: readonly Exchange[];
  /** All observations of final blocks, their amounts as digits. */
  readonly observations: readonly unknown[];
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** A server on this machine that gives the recorded answers, and refuses what was not recorded. */
export async function playFixture({ exchanges }: Pick<Fixture, 'exchanges'>) {
  const answers = new Map(exchanges.map((exchange) => [nameOf(exchange), exchange]));
  const answer = (call: Call) => {
    const { result, error } = answers.get(nameOf(call)) ?? {
      error: { code: -32_601, message: `Not recorded: ${call.method}` },
    };
    return { jsonrpc: '2.0', id: call.id, ...(error === undefined ? { result } : { error }) };
  };
  const server = createServer(async (request, response) => {
    const asked = JSON.parse(await text(request)) as Call | Call[];
    const said = Array.isArray(asked) ? asked.map(answer) : answer(asked);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(said));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Observations as a fixture keeps them. Example: `value: 750000n` → `value: '750000'`. */
export function asRecorded(observations: readonly RawObservation[]): unknown[] {
  const digits = (_name: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return JSON.parse(JSON.stringify(observations, digits)) as unknown[];
}

function nameOf({ method, params = [] }: { method: string; params?: readonly unknown[] }): string {
  return JSON.stringify([method, params]);
}
