import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { HttpRequestError } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SourceError } from '../../../oracles/adapter.ts';
import { asSourceError } from '../../../oracles/evm/errors.ts';
import { GENESIS, HOUR, type LocalFeed, openSource, startLocalFeed } from './localFeed.ts';

let local: LocalFeed;
const servers: Server[] = [];

beforeAll(async () => {
  local = await startLocalFeed();
  await local.writer.submitRow({ at: GENESIS + HOUR, answers: [{ feed: local.feed, value: 99_990_000n }] });
});
afterAll(async () => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  await local.anvil.close();
});

/** A server in the node's place; the path stands for an access key. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/secret-key`;
}

/** Passes a request on to the real node and changes the text of its answer. */
async function relay(request: IncomingMessage, change: (answer: string) => string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(local.anvil.url, { method: 'POST', headers, body: await text(request) });
  return change(await answer.text());
}

async function failureOf(changes: Record<string, unknown>): Promise<SourceError> {
  const source = openSource(local, changes);
  const failure = await source.poll({ cursor: null }).catch((error: unknown) => error);
  await source.close();
  expect(failure).toBeInstanceOf(SourceError);
  return failure as SourceError;
}

describe('a node that does not answer as it should', () => {
  test('is an error that may be tried again when nothing listens; the source goes on afterwards', async () => {
    let isUp = false;
    const rpcUrl = await serve(async (request, response) => {
      if (isUp)
        response.setHeader('content-type', 'application/json').end(await relay(request, (same) => same));
      else request.socket.destroy();
    });
    const source = openSource(local, { rpcUrl });
    await expect(source.poll({ cursor: null })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      retryable: true,
    });
    isUp = true;
    expect((await source.poll({ cursor: null })).observations).toHaveLength(3);
  });

  test.each<[string, RequestListener]>([
    ['refuses', (_request, response) => response.writeHead(429).end('slow down')],
    ['fails', (_request, response) => response.writeHead(500).end()],
    ['answers with something else', (_request, response) => response.end('<html>')],
    ['answers with nothing', (_request, response) => response.end()],
    [
      'answers with an error',
      (_request, response) =>
        response.end('{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit"}}'),
    ],
  ])(
    'is an error that may be tried again when it %s, and never shows the access key',
    async (_name, listener) => {
      const failure = await failureOf({ rpcUrl: await serve(listener) });
      expect(failure.retryable).toBe(true);
      expect(['UNREACHABLE', 'BAD_ANSWER']).toContain(failure.code);
      expect(failure.message).not.toContain('secret-key');
    },
  );

  test('is an error that may be tried again when every call fails inside it', async () => {
    const rpcUrl = await serve(async (request, response) => {
      const calls: { id: number }[] = JSON.parse(await text(request));
      const error = { code: -32_603, message: 'missing trie node' };
      const answers = calls.map(({ id }) => ({ jsonrpc: '2.0', id, error }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answers));
    });
    expect(await failureOf({ rpcUrl })).toMatchObject({ code: 'BAD_ANSWER', retryable: true });
  });

  test('does not hold up the end of the process', async () => {
    let asked: () => void = () => {};
    const asking = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const source = openSource(local, { rpcUrl: await serve(() => asked()) });
    const poll = source.poll({ cursor: null });
    await asking;
    await source.close();
    await expect(poll).rejects.toMatchObject({ code: 'ABORTED', retryable: false });
  });

  test('is a TIMEOUT when it takes too long, whoever noticed', () => {
    const cause = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    const error = new HttpRequestError({ url: 'http://node/secret-key', cause });
    const failure = asSourceError(error, new AbortController().signal);
    expect(failure).toMatchObject({ code: 'TIMEOUT', retryable: true });
    expect(failure.message).not.toContain('secret-key');
  });

  test('may leave the time out of its logs', async () => {
    const rpcUrl = await serve(async (request, response) => {
      const answer = await relay(request, (body) => body.replaceAll('"blockTimestamp"', '"ignored"'));
      response.setHeader('content-type', 'application/json').end(answer);
    });
    const [with_, without] = await Promise.all([
      openSource(local).poll({ cursor: null }),
      openSource(local, { rpcUrl }).poll({ cursor: null }),
    ]);
    expect(without).toEqual(with_);
  });
});

describe('a configuration that does not fit what is there', () => {
  test.each<[string, Record<string, unknown>]>([
    ['another chain', { chainId: 1 }],
    ['another name', { description: 'DAI / USD' }],
    ['an address without a contract', { proxy: `0x${'11'.repeat(20)}` }],
  ])('is not tried again: %s', async (_name, changes) => {
    expect(await failureOf(changes)).toMatchObject({ code: 'CONFIG', retryable: false });
  });

  test('is not tried again: the aggregator in the place of its proxy', async () => {
    const { aggregator } = local.feed;
    expect(await failureOf({ proxy: aggregator })).toMatchObject({ code: 'CONFIG', retryable: false });
  });

  test.each(['', 'x', '{}', '{"block":"1"}', '[]'])(
    'is not tried again: the foreign cursor "%s"',
    async (cursor) => {
      await expect(openSource(local).poll({ cursor })).rejects.toMatchObject({ code: 'CONFIG' });
    },
  );
});
