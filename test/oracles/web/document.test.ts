import type { LookupAddress } from 'node:dns';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SourceError } from '../../../oracles/adapter.ts';
import { type DocumentRequest, fetchDocument } from '../../../oracles/web/document.ts';
import { isPublicAddress, publicLookup } from '../../../oracles/web/publicAddress.ts';
import { DOCUMENT_BYTES_MAX } from '../../../src/domain/shared/limits.ts';
import { json, type LocalServer, openServer } from './localServer.ts';

let server: LocalServer;
beforeEach(async () => {
  server = await openServer();
});
afterEach(() => server.close());

async function failureOf(change: Partial<DocumentRequest> = {}): Promise<SourceError> {
  const error = await fetchHere(change).then(
    (text) => new Error(`answered ${text.slice(0, 100)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof SourceError) return error;
  throw error;
}
function fetchHere(change: Partial<DocumentRequest> = {}): Promise<string> {
  const { signal } = new AbortController();
  return fetchDocument({ url: server.url, timeoutMs: 5_000, allowPrivate: true, signal, ...change });
}

describe('a document', () => {
  test('is fetched as it is, and asked for unpacked', async () => {
    server.answer = json('{"price": 1.10}', 'application/vnd.api+json; charset=utf-8');
    expect(await fetchHere()).toBe('{"price": 1.10}');
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'identity',
    });
  });

  test('of just the largest size is taken, and one byte more is not', async () => {
    const text = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    server.answer = json(text(DOCUMENT_BYTES_MAX));
    expect(await fetchHere()).toHaveLength(DOCUMENT_BYTES_MAX);
    server.answer = json(text(DOCUMENT_BYTES_MAX + 1));
    expect((await failureOf()).code).toBe('BAD_ANSWER');
  });

  test('of 10 MB is cut off on its way', async () => {
    let sent = 0;
    let closed: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      closed = resolve;
    });
    server.answer = (response) => {
      response.setHeader('content-type', 'application/json');
      response.on('close', closed);
      const chunk = Buffer.alloc(64 * 1024, 0x20);
      const go = (): void => {
        while (sent < 160 && !response.destroyed) {
          sent += 1;
          if (!response.write(chunk)) {
            response.once('drain', go);
            return;
          }
        }
        response.end();
      };
      go();
    };
    expect(await failureOf()).toMatchObject({
      code: 'BAD_ANSWER',
      message: expect.stringContaining('larger'),
    });
    await ended;
    expect(sent).toBeLessThan(160);
  });

  test('that trickles is given up when its time is over, though every byte came soon after the last', async () => {
    let timer: NodeJS.Timeout | undefined;
    server.answer = (response) => {
      response.setHeader('content-type', 'application/json');
      response.write('{');
      timer = setInterval(() => response.write(' '), 10);
    };
    expect((await failureOf({ timeoutMs: 150 })).code).toBe('TIMEOUT');
    clearInterval(timer);
  });

  test('that never begins is given up too', async () => {
    server.answer = () => undefined;
    expect((await failureOf({ timeoutMs: 100 })).code).toBe('TIMEOUT');
  });

  test.each([301, 302, 303, 307, 308])('that leads elsewhere with %d is not followed', async (status) => {
    server.answer = (response) => {
      response.writeHead(status, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
    };
    expect(await failureOf()).toMatchObject({
      code: 'BAD_ANSWER',
      message: expect.stringContaining('redirects'),
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each([204, 400, 401, 404, 429, 500, 503])('with status %d is no document', async (status) => {
    server.answer = (response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end();
    };
    expect((await failureOf()).code).toBe('BAD_ANSWER');
  });

  test.each(['text/html', 'text/plain', '', 'application/jsonp', 'application/octet-stream'])(
    'of type %j is not JSON',
    async (type) => {
      server.answer = json('{}', type);
      expect((await failureOf()).code).toBe('BAD_ANSWER');
    },
  );

  test('that comes packed is refused before anything is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20));
    server.answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
    };
    expect(await failureOf()).toMatchObject({
      code: 'BAD_ANSWER',
      message: expect.stringContaining('packed'),
    });
  });

  test('that cannot be reached fails without showing where it is', async () => {
    const { port } = server;
    await server.close();
    const failure = await failureOf({ url: `http://127.0.0.1:${port}/secret-key` });
    expect(failure.code).toBe('UNREACHABLE');
    expect(failure.message).not.toMatch(/secret-key|127\.0\.0\.1/);
    server = await openServer();
  });

  test('is given up with ABORTED when the process stops', async () => {
    const stopping = new AbortController();
    server.answer = () => stopping.abort();
    expect((await failureOf({ signal: stopping.signal })).code).toBe('ABORTED');
  });
});

describe('private addresses', () => {
  const PRIVATE = [
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1'],
    ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1', '2002:7f00:1::'],
    ...['nonsense', ''],
  ];
  test.each(PRIVATE)('%j is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
    '%j is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    ...[
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
    ],
    ...['127.1', '169.254.169.254', '10.0.0.1', '0'],
  ])('http://%s is never connected to', async (host) => {
    const failure = await failureOf({ url: `http://${host}:${server.port}/`, allowPrivate: false });
    expect(failure).toMatchObject({ code: 'CONFIG', message: expect.stringContaining('public internet') });
    expect(server.requests).toEqual([]);
  });

  const at = (...addresses: string[]): LookupAddress[] =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  test.each([[at('127.0.0.1')], [at('1.1.1.1', '10.0.0.1')], [at('::ffff:127.0.0.1')], [[]]])(
    'a name that means %j is never connected to',
    async (addresses) => {
      const failure = await failureOf({
        url: `http://rebound.example:${server.port}/`,
        allowPrivate: false,
        resolve: (_hostname, _options, answer) => answer(null, addresses),
      });
      expect(failure.code).toBe('CONFIG');
      expect(server.requests).toEqual([]);
    },
  );

  test('a name is resolved once for a connection, and what was checked is what is connected to', async () => {
    let asked = 0;
    const rebinding = publicLookup((_hostname, _options, answer) => {
      asked += 1;
      answer(null, asked === 1 ? at('1.1.1.1') : at('127.0.0.1'));
    });
    const resolved = (all: boolean) =>
      new Promise<unknown>((resolve) => {
        rebinding('rebound.example', { all }, (error, address) => resolve(error ?? address));
      });
    expect(await resolved(false)).toBe('1.1.1.1');
    expect(await resolved(true)).toBeInstanceOf(SourceError);
    expect(asked).toBe(2);
  });

  test('a name that cannot be resolved is unreachable', async () => {
    const failure = await failureOf({
      url: 'http://nothing.example/',
      allowPrivate: false,
      resolve: (_hostname, _options, answer) => answer(new Error('ENOTFOUND'), []),
    });
    expect(failure.code).toBe('UNREACHABLE');
  });
});
