import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SourceError } from '../../../oracles/adapter.ts';
import { CHECKS } from '../../../oracles/conformance.ts';
import { httpJson } from '../../../oracles/http-json/adapter.ts';
import { json, type LocalServer, openServer } from '../web/localServer.ts';

const AT = 1_700_000_000;
const TICKER = readFileSync(
  new URL('../../../oracles/http-json/fixtures/documents/ticker.json', import.meta.url),
  'utf8',
);

let server: LocalServer;
let now: number;
beforeEach(async () => {
  server = await openServer();
  server.answer = json(TICKER);
  now = AT + 10;
});
afterEach(() => server.close());

const configOf = (change: object = {}) => ({
  url: server.url,
  valuePath: '/data/price',
  decimals: 8,
  timePath: '/data/seconds',
  allowPrivate: true,
  ...change,
});
function open(change: object = {}) {
  const signal = new AbortController().signal;
  return httpJson.open(configOf(change), { sourceId: 'web', operators: ['ada'], now: () => now, signal });
}
const read = async (change: object = {}) => (await open(change).poll({ cursor: null })).observations[0];
async function failureOf(change: object = {}): Promise<SourceError> {
  const error = await read(change).then(
    (report) => new Error(`read ${String(report?.value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof SourceError) return error;
  throw error;
}

describe('a document', () => {
  test('is an observation with the exact value, its own time and its own round', async () => {
    expect(await read({ timePath: '/data/time', timeFormat: 'ISO', roundPath: '/data/sequence' })).toEqual({
      source: 'web',
      operator: 'ada',
      round: '18446744073709551617',
      value: 99_987_655n,
      decimals: 8,
      observedAt: AT,
      publishedAt: AT + 10,
      finalized: true,
    });
  });

  test.each<[string, number, bigint]>([
    ['/data/price', 11, 99_987_654_321n],
    ['/data/high', 18, 1_000_120_000_000_000_000n],
    ['/data/tiny', 18, 10_000_000_000n],
    ['/data/large', 9, 123_456_789_012_345_678_123_456_789n],
    ['/list/0/price', 1, 5n],
    ['/a~1b/m~0n', 1, 15n],
  ])('has at %s with %d places exactly %d', async (valuePath, decimals, value) => {
    expect((await read({ valuePath, decimals }))?.value).toBe(value);
  });

  test('that tells no time is true when it is read', async () => {
    const report = await read({ timePath: undefined });
    expect(report).toMatchObject({ observedAt: now, round: String(now) });
    expect(report).not.toHaveProperty('publishedAt');
  });

  test('that tells milliseconds has them cut off', async () => {
    expect((await read({ timePath: '/data/milliseconds', timeFormat: 'MILLISECONDS' }))?.observedAt).toBe(AT);
  });

  test.each([
    '{"p": NaN}',
    '{"p": 1e999}',
    '{"p": -1e999}',
    '{"p": Infinity}',
    '{"p": 0x10}',
    '{"p": "1e999"}',
    '{"p": "0x10"}',
    '{"p": " 1"}',
    '{"p": "NaN"}',
    '{"p": ""}',
    '{"p": "١"}',
    '{"p": null}',
    '{"p": true}',
    '{"p": {"p": 1}}',
    '{"p": [1]}',
    '{"q": 1}',
    '{}',
    '[]',
    '1',
    'null',
    '"p"',
    '',
    '{"p": 1',
    `{"p": ${'9'.repeat(200)}}`,
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    '{"p": 1, "p": 2}',
  ])('%.60s has no value that could be used', async (text) => {
    server.answer = json(text);
    expect((await failureOf({ valuePath: '/p', timePath: undefined })).code).toBe('BAD_ANSWER');
  });

  test.each([
    '/__proto__',
    '/constructor',
    '/constructor/name',
    '/toString',
    '/data/__proto__/x',
    '/list/length',
  ])('has nothing at %s', async (valuePath) => {
    expect((await failureOf({ valuePath })).code).toBe('BAD_ANSWER');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('of a negative value or zero is read as it is, to be rejected by name', async () => {
    for (const [text, value] of [
      ['-1.5', -150_000_000n],
      ['0', 0n],
      ['-0.0', 0n],
    ] as const) {
      server.answer = json(`{"p": ${text}}`);
      expect((await read({ valuePath: '/p', timePath: undefined }))?.value).toBe(value);
    }
  });

  test.each(['"2023-02-30T00:00:00Z"', '-5', '1.5', '"soon"', '1e9', 'null', `${'9'.repeat(20)}`])(
    'with the time %s tells none',
    async (time) => {
      server.answer = json(`{"p": 1, "t": ${time}}`);
      for (const timeFormat of ['SECONDS', 'ISO']) {
        expect((await failureOf({ valuePath: '/p', timePath: '/t', timeFormat })).code).toBe('BAD_ANSWER');
      }
    },
  );
});

describe('reading on', () => {
  const say = (round: number, t: number) => {
    server.answer = json({ p: '1.0', t, r: round });
  };
  const paths = { valuePath: '/p', timePath: '/t', roundPath: '/r' };

  test('asks as often as it is told to, and says how far it has read', async () => {
    const source = open({ ...paths, everySeconds: 60 });
    say(1, AT);
    const first = await source.poll({ cursor: null, until: now });
    expect(first).toMatchObject({
      observations: [{ round: '1' }],
      readThrough: { eventTime: now },
      more: false,
    });
    now += 30;
    const early = await source.poll({ cursor: first.cursor, until: now });
    expect(early).toMatchObject({
      observations: [],
      readThrough: { eventTime: now - 30 },
      cursor: first.cursor,
    });
    expect(server.requests).toHaveLength(1);
    now += 30;
    say(2, AT + 60);
    const second = await source.poll({ cursor: early.cursor, until: now });
    expect(second).toMatchObject({ observations: [{ round: '2' }], readThrough: { eventTime: now } });
  });

  test('gives a document once, and none that goes back in time', async () => {
    const source = open({ ...paths, everySeconds: 1 });
    say(5, AT);
    let { cursor } = await source.poll({ cursor: null });
    for (const [round, at] of [
      [5, AT],
      [4, AT - 60],
      [6, AT - 1],
    ] as const) {
      now += 60;
      say(round, at);
      const answer = await source.poll({ cursor });
      expect(answer.observations).toEqual([]);
      cursor = answer.cursor;
    }
  });

  test('hands on a time ahead of the clock, and it keeps nothing later away', async () => {
    const source = open({ ...paths, everySeconds: 1 });
    say(1, AT + 1_000_000);
    const first = await source.poll({ cursor: null, until: now });
    expect(first.observations).toMatchObject([{ observedAt: AT + 1_000_000 }]);
    now += 60;
    say(2, now);
    expect((await source.poll({ cursor: first.cursor, until: now })).observations).toMatchObject([
      { round: '2' },
    ]);
  });

  test('of the past gives nothing beyond it', async () => {
    say(1, AT);
    const answer = await open(paths).poll({ cursor: null, until: AT - 1 });
    expect(answer).toMatchObject({ observations: [], readThrough: { eventTime: AT - 1 } });
  });
});

describe('the configuration', () => {
  test.each<[string, object]>([
    ['url', { url: 'file:///etc/passwd' }],
    ['url', { url: 'ftp://example.com/x' }],
    ['url', { url: 'gopher://example.com/x' }],
    ['url', { url: 'https://user:pass@example.com/x' }],
    ['url', { url: `https://example.com/${'x'.repeat(2_000)}` }],
    ['valuePath', { valuePath: 'price' }],
    ['valuePath', { valuePath: '/a~2' }],
    ['decimals', { decimals: 37 }],
    ['timeFormat', { timeFormat: 'DAYS' }],
    ['timePath', { timePath: undefined, roundPath: '/r' }],
    ['everySeconds', { everySeconds: 0 }],
    ['timeoutMs', { timeoutMs: 10_001 }],
    ['', { headers: {} }],
  ])('names what is wrong with %s', (path, change) => {
    expect(httpJson.problems(configOf(change)).map((problem) => problem.path)).toContain(path);
  });
});

describe('the promises of the interface that a document without a history can keep', () => {
  const applying = CHECKS.filter(({ promise }) => !/cut|same cursor|raises/.test(promise));

  test.each(applying)('$promise', async ({ check }) => {
    const found = await check({
      family: httpJson,
      config: configOf(),
      operators: ['ada'],
      now: () => now,
      wrong: [{ change: { url: 'file:///etc/passwd' }, path: 'url' }],
      unreachable: { change: { url: 'http://127.0.0.1:1/secret-key' }, secret: 'secret-key' },
    });
    expect(found).toEqual([]);
  });
});
