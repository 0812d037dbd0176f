/**
 * Recordings: how a family was configured, what answered it, and what it made of that. They show the real
 * shape of what a source says, and are played back without it.
 *
 * A recording is a file `fixtures/<name>.json` of a family. Wherever its configuration says
 * {@link RECORDED_URL}, a server on this machine answers as was recorded; where it says `fixtures/…`, that
 * file of the family is meant.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { RawObservation } from './adapter.ts';

/** Stands in a configuration for what the recording answers in the place of. */
export const RECORDED_URL = 'http://recorded.example';

const config = z.record(z.string(), z.unknown());

/** The answer of one call of JSON-RPC, the same whenever it is asked. */
const exchange = z.strictObject({
  method: z.string(),
  params: z.array(z.unknown()),
  result: z.unknown().optional(),
  error: z.strictObject({ code: z.int(), message: z.string(), data: z.unknown().optional() }).optional(),
});
export type Exchange = z.output<typeof exchange>;

const sentReport = z.strictObject({
  operator: z.string(),
  round: z.string(),
  value: z.string(),
  decimals: z.int(),
  observedAt: z.int(),
  signature: z.string(),
});

const fixtureSchema = z.strictObject({
  /** What happens in it, in a sentence. */
  about: z.string().min(10),
  /** The clock, which stands still while it is played; 0 where the family does not look at it. */
  now: z.int().min(0).default(0),
  config,
  operators: z.array(z.string()).min(1),
  /** What a node answered. */
  exchanges: z.array(exchange).default([]),
  /** What a web server answered to GET, by path and query: files of the family's `fixtures`. */
  documents: z.record(z.string().startsWith('/'), z.string()).default({}),
  /** What was sent, of a family whose reports are sent to the service. */
  sent: z
    .strictObject({ feedId: z.string(), sourceId: z.string(), reports: z.array(sentReport).min(1) })
    .optional(),
  /** All that the family makes of it, numbers of any size as digits. */
  observations: z.array(config),
  /** Changes of the configuration that cut the same input into other pages. */
  pages: z.array(config).default([]),
  /** Changes that are wrong, and the path that must be named. */
  wrong: z.array(z.strictObject({ change: config, path: z.string() })).min(1),
  /** A change that leads nowhere, and what of it no message may show. */
  unreachable: z.strictObject({ change: config, secret: z.string() }).optional(),
  /** Why the same cursor cannot give the same again: a source that only says what is true now. */
  withoutHistory: z.string().min(10).optional(),
});
export type Fixture = z.output<typeof fixtureSchema>;

/** Reads a recording. Throws an error that names every field which is not as it should be. */
export async function readFixture(file: string): Promise<Fixture> {
  const parsed = fixtureSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'recording'}: ${message}`,
  );
  throw new Error(problems.join('; '));
}

/** A recording that is being played: the configuration leads to it. */
export interface Played {
  readonly config: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Plays a recording of the family in `folder`: what was not recorded is refused. */
export async function playFixture(fixture: Fixture, folder: string): Promise<Played> {
  const rpc = new Map(fixture.exchanges.map((one) => [nameOf(one), one]));
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') return answerCalls(rpc, request, response);
    return answerDocument(fixture, folder, request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const lead = (_name: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (value.startsWith('fixtures/')) return join(folder, value);
    return value.startsWith(RECORDED_URL) ? value.replace(RECORDED_URL, `http://127.0.0.1:${port}`) : value;
  };
  return {
    config: JSON.parse(JSON.stringify(fixture.config, lead)) as Record<string, unknown>,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Observations as a recording keeps them. Example: `value: 750000n` → `value: '750000'`. */
export function asRecorded(observations: readonly RawObservation[]): Record<string, unknown>[] {
  const digits = (_name: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return JSON.parse(JSON.stringify(observations, digits)) as Record<string, unknown>[];
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params?: readonly unknown[];
}

async function answerCalls(
  recorded: ReadonlyMap<string, Exchange>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (call: Call) => {
    const { result, error } = recorded.get(nameOf(call)) ?? {
      error: { code: -32_601, message: `Not recorded: ${call.method}` },
    };
    return { jsonrpc: '2.0', id: call.id, ...(error === undefined ? { result } : { error }) };
  };
  const asked = JSON.parse(await text(request)) as Call | Call[];
  const said = Array.isArray(asked) ? asked.map(answer) : answer(asked);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(said));
}

async function answerDocument(
  { documents }: Fixture,
  folder: string,
  { url = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = documents[url];
  if (name === undefined) {
    response.writeHead(404).end();
    return;
  }
  const body = await readFile(join(folder, 'fixtures', name)).catch(() => null);
  if (body === null) response.writeHead(500).end();
  else response.setHeader('content-type', 'application/json').end(body);
}

function nameOf({ method, params = [] }: Pick<Call, 'method' | 'params'>): string {
  return JSON.stringify([method, params]);
}
