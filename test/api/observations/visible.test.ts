import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDateTime } from '../../../src/api/scalars/dateTime.ts';
import { REJECTION_REMEDIES } from '../../../src/domain/feed/rejection.ts';
import type { Principal } from '../../../src/market/command.ts';
import { keyOf, NAMES, OPERATORS, signed, unsigned } from '../../oracles/signed-report/signing.ts';
import { person, START, SYSTEM } from '../../support/marketplace.ts';
import { watch } from '../../watcher/world.ts';
import { schema } from '../schema/apiSchema.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';
import { asJson, reportedFeed, SUBMIT } from '../support/reportedFeed.ts';

let api: OpenApi;
let feedId: string;
let bob: string;
const owner = person(1, ['OWNER']);
const sender = person(2);
const stranger = person(3);
const T = START + 60;
beforeAll(async () => {
  api = await openApi({ settings: { sandbox: true } });
  for (const { address, roles } of [owner, sender, stranger]) {
    await api.place.must(SYSTEM, 'registerAccount', { address, roles });
  }
  const wallet = { address: OPERATORS.bob.address, roles: [] };
  bob = (await api.place.must<{ accountId: string }>(SYSTEM, 'registerAccount', wallet)).accountId;
  feedId = await reportedFeed(api, owner);
  api.place.clock.now = START + 600;
  const reports = [
    ...(await Promise.all(NAMES.map((name) => signed(feedId, unsigned(name, T))))),
    await signed(feedId, unsigned('bob', T + 60, -1n)),
    await signed(feedId, { ...unsigned('ada', T + 60), decimals: 18 }),
    await signed(feedId, unsigned('ada', T + 9_999)),
    await signed(feedId, unsigned('eve', T), { account: keyOf(9) }),
    // Far from the others: found when a reading is formed.
    await signed(feedId, unsigned('ada', T + 120, 150_000_000n)),
    ...(await Promise.all(['bob', 'cy'].map((name) => signed(feedId, unsigned(name, T + 120))))),
    ...(await Promise.all(NAMES.map((name) => signed(feedId, unsigned(name, T + 340))))),
  ];
  await api.send(SUBMIT, {
    variables: { feedId, observations: reports.map(asJson) },
    token: api.token(sender.id),
  });
  api.place.clock.now = START + 4_200;
  const watcher = watch(api.place);
  await watcher.tick();
  await watcher.close();
});
afterAll(() => api.stop());

const OBSERVATIONS = `query($id: ID!, $filter: ObservationFilter, $first: Int!, $after: Cursor) {
  feed(id: $id) {
    observations(filter: $filter, first: $first, after: $after) {
      nodes { id operator value decimals observedAt receivedAt accepted reason remedy limit actual signature }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
async function seenBy(who: Pick<Principal, 'id'> | null, filter: object = {}, first = 100, after?: string) {
  const { body } = await api.send(OBSERVATIONS, {
    variables: { id: feedId, filter, first, after },
    ...(who && { token: api.token(who.id) }),
  });
  expect(body.errors).toBeUndefined();
  return body.data.feed.observations;
}
const reasons = async (who: Pick<Principal, 'id'> | null, filter?: object) =>
  (await seenBy(who, filter)).nodes.map(({ reason }: { reason: string | null }) => reason);

test('what counted is public, with what was found out later', async () => {
  for (const who of [null, stranger]) {
    expect(await reasons(who)).toEqual([...Array(5).fill(null), 'OUTLIER', null, null, null]);
    expect(await reasons(who, { accepted: false })).toEqual([]);
  }
});

test('what was rejected is shown to who sent it and to who manages the feed, with all that it takes to mend it', async () => {
  const all = ['FUTURE', 'NON_POSITIVE', 'DECIMALS_CHANGED', 'UNKNOWN_SIGNER'];
  for (const who of [sender, owner]) {
    expect((await reasons(who, { accepted: false })).sort()).toEqual([...all].sort());
  }
  const { nodes } = await seenBy(sender, { reason: 'NON_POSITIVE' });
  expect(nodes).toMatchObject([
    {
      operator: 'bob',
      value: '-1',
      decimals: 8,
      observedAt: writeDateTime(T + 60),
      receivedAt: writeDateTime(START + 600),
      accepted: false,
      remedy: REJECTION_REMEDIES.NON_POSITIVE,
      limit: 'above 0',
      actual: '-1',
    },
  ]);
});

test('an operator sees what its own key signed, whoever sent it', async () => {
  expect(await reasons({ id: bob }, { accepted: false })).toEqual(['NON_POSITIVE']);
});

test('a key that reports sees what a session sees, one that may do neither sees what is public', async () => {
  const create = `mutation($scopes: [ApiKeyScope!]!) {
    createApiKey(input: { name: "robot", scopes: $scopes }) { secret }
  }`;
  for (const [scope, count] of [
    ['ORACLE_SUBMIT', 4],
    ['CAPITAL', 0],
  ] as const) {
    const made = await api.send(create, { variables: { scopes: [scope] }, token: api.token(sender.id) });
    const { body } = await api.send(OBSERVATIONS, {
      variables: { id: feedId, filter: { accepted: false }, first: 100 },
      token: made.body.data.createApiKey.secret,
    });
    expect(body.data.feed.observations.nodes).toHaveLength(count);
  }
});

test('pages go on where the last one ended, over both kinds of records, and filters narrow them', async () => {
  const whole = (await seenBy(owner)).nodes;
  expect(whole).toHaveLength(13);
  const paged: unknown[] = [];
  let after: string | undefined;
  do {
    const { nodes, pageInfo } = await seenBy(owner, {}, 3, after);
    paged.push(...nodes);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
  } while (after !== undefined);
  expect(paged).toEqual(whole);
  const between = { operator: 'bob', from: writeDateTime(T + 60), until: writeDateTime(T + 120) };
  expect(await reasons(owner, between)).toEqual(['NON_POSITIVE']);
  expect(await reasons(owner, { operator: '{"$ne":null}' })).toEqual([]);
});

test('a cursor of another list is refused', async () => {
  for (const after of ['x', Buffer.from('["a","b"]').toString('base64url')]) {
    const { status } = await api.send(OBSERVATIONS, { variables: { id: feedId, first: 1, after } });
    expect(status).toBe(400);
  }
});

test('the health of a feed tells its cadence, what did not come, and why observations were rejected', async () => {
  const query = `query($id: ID!) { feed(id: $id) {
    lastReading { at } cadenceSeconds missedRounds rejections { reason count }
    operators { name lastSeenAt share { percent } observationCount rejectedShare { percent } }
  } }`;
  const { body } = await api.send(query, { variables: { id: feedId } });
  // Readings at 60, 400 and 1,000 s; of five reports that were due of each in 3,240 s three came.
  expect(body.data.feed).toMatchObject({
    cadenceSeconds: 470,
    missedRounds: 6,
    rejections: [
      { reason: 'UNKNOWN_SIGNER', count: 1 },
      { reason: 'DECIMALS_CHANGED', count: 1 },
      { reason: 'NON_POSITIVE', count: 1 },
      { reason: 'FUTURE', count: 1 },
      { reason: 'OUTLIER', count: 1 },
    ],
  });
  expect(body.data.feed.operators).toMatchObject([
    { name: 'ada', observationCount: 4, share: { percent: expect.stringMatching(/^33\.3+$/) } },
    { name: 'bob', observationCount: 4 },
    { name: 'cy', observationCount: 3, rejectedShare: { percent: '0' } },
  ]);
});

test('the schema knows every reason', () => {
  const type = schema.getType('RejectionReason') as unknown as { getValues(): { name: string }[] };
  expect(type.getValues().map(({ name }) => name)).toEqual(Object.keys(REJECTION_REMEDIES));
});
