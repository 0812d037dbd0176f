import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let suspendedAt: number;
const governor = person(51, ['GOVERNOR']);
const [mine, other] = ['a', 'b'].map((letter) => `0x${letter.repeat(64)}`) as [string, string];
const at = (seconds: number) => new Date(seconds * 1_000).toISOString().replace('.000', '');

/** A feed that is suspended, because its chain split at block 7. */
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  await api.place.must(SYSTEM, 'registerAccount', { address: governor.address, roles: ['GOVERNOR'] });
  suspendedAt = api.place.clock.now;
  const split = { sourceId: 'test', chainId: 1, block: 7, hashes: [mine, other] };
  await api.place.must(SYSTEM, 'suspendFeed', { feedId: world.feedId, foundAt: suspendedAt, ...split });
});
afterAll(() => api.stop());

const FEED = `query($id: ID!) { feed(id: $id) {
  status statusReason
  fork { sourceId chainId block hashes since endsAt canonicalHash reason declaredAt }
  actions { name allowed refusal { code } } history(first: 20) { nodes { type changes } }
} }`;
const DECLARE = `mutation($input: DeclareForkInput!, $dryRun: Boolean!) {
  declareFork(input: $input, dryRun: $dryRun) {
    feed { status fork { canonicalHash reason declaredAt endsAt } }
    errors { code ... on ConfigInvalid { problems { path } } } replayed
  }
}`;
const feedFor = async (token?: string) => {
  const options = token === undefined ? {} : { token };
  return (await api.send(FEED, { variables: { id: world.feedId }, ...options })).body.data.feed;
};
const declare = async (token: string, changes: object = {}, dryRun = false) => {
  const input = { feedId: world.feedId, chainId: 1, block: '7', canonicalHash: mine, reason: 'The vote' };
  return api.send(DECLARE, { variables: { input: { ...input, ...changes }, dryRun }, token });
};

test('everybody sees which block has two hashes, and until when the feed waits', async () => {
  const feed = await feedFor();
  expect(feed).toMatchObject({ status: 'SUSPENDED', actions: [] });
  expect(feed.fork).toEqual({
    ...{ sourceId: 'test', chainId: 1, block: '7', hashes: [mine, other] },
    ...{ since: at(suspendedAt), endsAt: at(suspendedAt + 7 * DAY_SECONDS) },
    ...{ canonicalHash: null, reason: null, declaredAt: null },
  });
  expect(feed.history.nodes.at(-1)).toMatchObject({
    type: 'feed.status_changed',
    changes: { status: 'SUSPENDED', cause: 'CHAIN_SPLIT', block: 7 },
  });
});

test('nothing that rests on it is sold, and the quote says until when', async () => {
  const { body } = await api.send(
    `query($id: ID!) { quote(items: [{ productId: $id, coverAmount: "100000000", termSeconds: 2592000 }]) {
      errors { code ... on SalesStopped { cause since endsWhen } }
    } }`,
    { variables: { id: world.productId } },
  );
  expect(body.data.quote.errors).toMatchObject([
    {
      code: 'SALES_STOPPED',
      cause: 'FEED',
      since: at(suspendedAt),
      endsWhen: expect.stringContaining('branch'),
    },
  ]);
});

test('only a governor declares, only what was seen, and only once', async () => {
  const forbidden = await declare(api.token(world.buyers[0]?.id ?? ''));
  expect([forbidden.status, forbidden.body.errors[0].extensions.scope]).toEqual([403, 'GOVERNOR']);
  const token = api.token(governor.id);
  expect((await feedFor(token)).actions).toEqual([{ name: 'declareFork', allowed: true, refusal: null }]);
  const unknown = await declare(token, { canonicalHash: `0x${'c'.repeat(64)}` });
  expect(unknown.body.data.declareFork).toMatchObject({
    feed: null,
    errors: [{ code: 'CONFIG_INVALID', problems: [{ path: 'canonicalHash' }] }],
  });
  expect((await declare(token, {}, true)).body.data.declareFork).toEqual({
    ...{ feed: null, errors: [], replayed: false },
  });
  const { body } = await declare(token);
  const now = at(api.place.clock.now);
  expect(body.data.declareFork.feed).toEqual({
    status: 'LIVE',
    fork: { canonicalHash: mine, reason: 'The vote', declaredAt: now, endsAt: now },
  });
  expect((await declare(token)).body.data.declareFork.errors).toMatchObject([{ code: 'STATUS_FORBIDS' }]);
  const { actions, history } = await feedFor(token);
  expect(actions).toEqual([]);
  expect(history.nodes.slice(-2).map(({ type }: { type: string }) => type)).toEqual([
    'feed.status_changed',
    'feed.fork_declared',
  ]);
});

test('a policy shows which branch decides, and the chains that were read at its purchase', async () => {
  const buyer = world.buyers[0];
  if (buyer === undefined) throw new Error('there is no buyer');
  const items = [
    { productId: world.productId, coverAmount: 1_000_000n * 100n, termSeconds: 30 * DAY_SECONDS },
  ];
  const { policyIds } = await api.place.must<{ policyIds: string[] }>(buyer, 'buyPolicies', {
    ...{ items, maxPremium: 10n ** 12n },
  });
  const { body } = await api.send('query($id: ID!) { policy(id: $id) { terms { forkRule chainIds } } }', {
    variables: { id: policyIds[0] },
    token: api.token(buyer.id),
  });
  // Its feed names no chain: nothing is pinned.
  expect(body.data.policy.terms).toEqual({ forkRule: 'CANONICAL', chainIds: [] });
});
