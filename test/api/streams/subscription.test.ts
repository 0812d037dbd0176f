import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STREAM_REPLAY_SEQUENCES_MAX, STREAMS_PER_CALLER_MAX } from '../../../src/domain/shared/limits.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { person, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { type Listening, listen, type SseReader, subscribe } from '../support/eventSource.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let server: Listening;
let people = 100;
let head: number | null = null;
beforeAll(async () => {
  api = await openApi({
    queries: (queries) => ({ ...queries, headSequence: async () => head ?? queries.headSequence() }),
  });
  server = await listen(api.app);
});
afterAll(async () => {
  await server.close();
  await api.stop();
});

const EVENTS =
  'subscription($after: Cursor, $filter: EventFilter) { events(after: $after, filter: $filter) { id cursor type nodeId node { id } } }';

/** Something public and something private happen. */
async function happen(): Promise<{ assetId: string; accountId: string }> {
  const newcomer = person(++people);
  const owner = { ...SYSTEM, roles: ['OWNER' as const] };
  await api.place.must(SYSTEM, 'registerAccount', { address: newcomer.address, roles: [] });
  const token = { symbol: 'TOK', decimals: 6, chainId: 1, address: newcomer.address };
  const { assetId } = await api.place.must<{ assetId: string }>(owner, 'registerAsset', token);
  return { assetId, accountId: newcomer.id };
}
const openStreams = async () => (await api.metrics.streamsOpen.get()).values[0]?.value ?? 0;
async function untilOpen(count: number): Promise<void> {
  while ((await openStreams()) !== count) await setImmediate();
}
async function take(stream: SseReader, count: number) {
  const events: Record<string, unknown>[] = [];
  while (events.length < count) {
    const message = await stream.next();
    events.push(message?.data?.events ?? {});
  }
  return events;
}

describe('the subscription', () => {
  test('tells of an alert once, to whoever asked for its type, with the figures', async () => {
    const asked =
      'subscription { events(filter: { types: ["reserve.status_changed"] }) { type reason changes node { id } } }';
    const watching = await subscribe(server.url, asked);
    await untilOpen(1);
    const { assetId, poolId, productId, buyers } = await readyWorld(api.place);
    const item = { productId, coverAmount: 1_000n * UNIT, termSeconds: 30 * 86_400 };
    await api.place.must(buyers[0] as never, 'buyPolicies', { items: [item], maxPremium: 1_000n * UNIT });
    for (const tick of [1, 2]) await api.place.must(SYSTEM, 'sizeReserves', { assetId, tick });
    const told = await take(watching, 3);
    const ids = [reserveIdOf('SHARED_FUND', assetId), reserveIdOf('PLATFORM_SLICE', assetId)];
    expect(told.map(({ node }) => node)).toEqual(
      [...ids, reserveIdOf('POOL_FUND', poolId)].map((id) => ({ id })),
    );
    expect(told[0]).toMatchObject({
      ...{ type: 'reserve.status_changed', reason: 'It has what it aims at.' },
      changes: { status: 'AT_TARGET', before: 'NOTHING_REQUIRED' },
    });
    watching.close();
    await untilOpen(0);
  });

  test('tells what happens, in order, to whoever may see it', async () => {
    const stranger = await subscribe(server.url, EVENTS);
    await untilOpen(1);
    const first = await happen();
    const second = await happen();
    const seen = await take(stranger, 2);
    expect(seen.map(({ type, nodeId }) => [type, nodeId])).toEqual([
      ['asset.registered', first.assetId],
      ['asset.registered', second.assetId],
    ]);
    expect(seen[0]?.node).toEqual({ id: first.assetId });
    stranger.close();
    await untilOpen(0);
  });

  test('replays what was missed after a cursor, and goes on', async () => {
    const { body } = await api.send('{ events(first: 100) { nodes { cursor id } } }');
    const known = body.data.events.nodes as { cursor: string; id: string }[];
    const stream = await subscribe(server.url, EVENTS, undefined, { after: known[0]?.cursor });
    const replayed = await take(stream, known.length - 1);
    expect(replayed.map(({ id }) => id)).toEqual(known.slice(1).map(({ id }) => id));
    const { assetId } = await happen();
    expect((await take(stream, 1))[0]).toMatchObject({ nodeId: assetId });
    stream.close();
    await untilOpen(0);
  });

  test('filters by node, by type and by what concerns the caller', async () => {
    const { accountId } = await happen();
    const cashier = { ...SYSTEM, roles: ['CASHIER' as const] };
    const mine = await subscribe(server.url, EVENTS, api.token(accountId), { filter: { viewer: true } });
    const typed = await subscribe(server.url, EVENTS, undefined, { filter: { types: ['asset.registered'] } });
    await untilOpen(2);
    const { assetId } = await happen();
    await api.place.must(cashier, 'creditAccount', { accountId, assetId, amount: 5n, reference: 'x' });
    expect((await take(mine, 1))[0]).toMatchObject({ type: 'account.credited', nodeId: accountId });
    expect((await take(typed, 1))[0]).toMatchObject({ type: 'asset.registered', nodeId: assetId });
    mine.close();
    typed.close();
    await untilOpen(0);
  });

  test('says that it is alive while nothing happens', async () => {
    const stream = await subscribe(server.url, EVENTS);
    await untilOpen(1);
    const waiting = take(stream, 1);
    while (stream.comments() < 3) await setImmediate();
    await happen();
    await waiting;
    stream.close();
    await untilOpen(0);
  });

  test('leaves nothing behind when the reader goes', async () => {
    const streams = await Promise.all(Array.from({ length: 5 }, () => subscribe(server.url, EVENTS)));
    await untilOpen(5);
    for (const stream of streams) stream.close();
    await untilOpen(0);
  });

  test('gives one caller twenty streams, and others theirs', async () => {
    const { accountId } = await happen();
    const streams: SseReader[] = [];
    for (let opened = 0; opened < STREAMS_PER_CALLER_MAX; opened += 1) {
      streams.push(await subscribe(server.url, EVENTS));
      await untilOpen(opened + 1);
    }
    const refused = await subscribe(server.url, EVENTS);
    expect((await refused.next())?.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      limit: 20,
    });
    const other = await subscribe(server.url, EVENTS, api.token(accountId));
    await untilOpen(21);
    for (const stream of [...streams, other]) stream.close();
    await untilOpen(0);
  });

  test('refuses a cursor that is too far back, and names the oldest', async () => {
    const { body } = await api.send('{ events(first: 1) { nodes { cursor } } }');
    head = STREAM_REPLAY_SEQUENCES_MAX + 1_000;
    const stream = await subscribe(server.url, EVENTS, undefined, {
      after: body.data.events.nodes[0].cursor,
    });
    head = null;
    const { code, oldest } = (await stream.next())?.errors?.[0]?.extensions ?? {};
    expect(code).toBe('CURSOR_EXPIRED');
    expect(typeof oldest).toBe('string');
  });

  test.each([
    'nonsense',
    Buffer.from('["a","b"]').toString('base64url'),
    Buffer.from('[1,2]').toString('base64url'),
  ])('refuses %s as a cursor', async (after) => {
    const stream = await subscribe(server.url, EVENTS, undefined, { after });
    expect((await stream.next())?.errors?.[0]?.extensions.code).toBe('INPUT_INVALID');
  });

  test('about what concerns the caller needs a session', async () => {
    const stream = await subscribe(server.url, EVENTS, undefined, { filter: { viewer: true } });
    expect((await stream.next())?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
