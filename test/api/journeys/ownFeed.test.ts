import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FEEDS_PER_ACCOUNT_MAX } from '../../../src/domain/shared/limits.ts';
import { CONFIG, keyOf, NAMES, signed, unsigned } from '../../oracles/signed-report/signing.ts';
import { person, START, SYSTEM } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';
import { asJson, SUBMIT } from '../support/reportedFeed.ts';

let api: OpenApi;
const owner = person(1, ['OWNER']);
const integrator = person(0xabcdef12);
const stranger = person(3);
beforeAll(async () => {
  api = await openApi({ settings: { sandbox: false } });
  for (const { address, roles } of [owner, integrator, stranger]) {
    await api.place.must(SYSTEM, 'registerAccount', { address, roles });
  }
});
afterAll(() => api.stop());

const SOURCE = {
  sourceId: 'signed',
  family: 'signed-report',
  config: CONFIG,
  heartbeatSeconds: 600,
  operators: NAMES,
};
const FEED = { name: 'USDC/USD', decimals: 8, quorum: 3, sources: [SOURCE] };
const REFUSALS = `errors {
  code path ... on ConfigInvalid { problems { path message } } ... on KeyInUse { prefix } ... on LimitReached { limit used }
  ... on StatusForbids { status }
}`;

async function call(name: string, input: object, by: { id: string } = integrator, dryRun = false) {
  const upper = name.charAt(0).toUpperCase() + name.slice(1);
  const query = `mutation($input: ${upper}Input!, $dryRun: Boolean!) {
    ${name}(input: $input, dryRun: $dryRun) {
      feed { id status purpose quorum sources { sourceId heartbeatSeconds marginSeconds } } ${REFUSALS}
    }
  }`;
  const { body } = await api.send(query, { variables: { input, dryRun }, token: api.token(by.id) });
  expect(body.errors).toBeUndefined();
  return body.data[name];
}
const register = (change: object, by?: { id: string }) => call('registerFeed', { ...FEED, ...change }, by);

describe('an integrator', () => {
  let feedId: string;

  test('registers a sandbox feed of its own with its operators and their keys, and reports to it', async () => {
    const { feed, errors } = await register({ sandbox: true });
    expect(errors).toEqual([]);
    expect(feed).toMatchObject({ id: 'feed_usdc_usd_abcdef12', status: 'SANDBOX' });
    feedId = feed.id;
    api.place.clock.now = START + 60;
    const report = asJson(await signed(feedId, unsigned('ada', START + 30)));
    const variables = { feedId, observations: [report] };
    const { body } = await api.send(SUBMIT, { variables, token: api.token(stranger.id) });
    expect(body.data.submitObservations).toMatchObject({ accepted: 1 });
  });

  test('takes a name away from nobody: the owner and others have feeds of the same name', async () => {
    const live = { costOfCorruption: '100000000' };
    expect((await register(live, owner)).feed).toMatchObject({ id: 'feed_usdc_usd', status: 'LIVE' });
    expect((await register({ sandbox: true }, stranger)).feed.id).toBe('feed_usdc_usd_00000003');
    // Another owner of the service meets the name that the first one took.
    const partner = person(5, ['OWNER']);
    await api.place.must(SYSTEM, 'registerAccount', { address: partner.address, roles: partner.roles });
    expect((await register({ name: 'USDC USD', ...live }, partner)).errors).toMatchObject([
      { code: 'KEY_IN_USE', prefix: 'feed_usdc_usd', path: 'input.name' },
    ]);
  });

  test('gets a feed for money only as one that waits', async () => {
    const { feed } = await register({ name: 'DAI/USD', costOfCorruption: '100000000' });
    expect(feed).toMatchObject({ status: 'PENDING' });
    const product = await api.place.send(owner, 'createProduct', { feedId: feed.id });
    expect(product.kind).not.toBe('DONE');
  });

  test('registers a risk signal, which says so and states no cost', async () => {
    const { feed, errors } = await register({ name: 'Exchange outflow', purpose: 'SIGNAL' });
    expect([feed, errors]).toMatchObject([{ status: 'PENDING', purpose: 'SIGNAL' }, []]);
  });

  test('edits what is its own, from now on, and nobody else does', async () => {
    const edit = { feedId, quorum: 2, sources: [{ ...SOURCE, heartbeatSeconds: 1_200 }] };
    expect((await call('editFeed', edit, stranger)).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await call('editFeed', edit, integrator, true)).toEqual({ feed: null, errors: [] });
    const { feed, errors } = await call('editFeed', edit);
    expect(errors).toEqual([]);
    expect(feed).toMatchObject({ quorum: 2, sources: [{ heartbeatSeconds: 1_200, marginSeconds: 600 }] });
    const [kept] = await api.place.database.collection('observations').find({ feedId }).toArray();
    expect(kept?.vote).toMatchObject({ freshUntil: START + 30 + 600 + 300 });
    const live = { ...edit, feedId: 'feed_usdc_usd' };
    expect((await call('editFeed', live)).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  test('does not edit a feed that money rests on, though it registered it', async () => {
    const { feed } = await register({ name: 'was mine', costOfCorruption: '1' });
    await api.place.database.collection('feeds').updateOne({ _id: feed.id }, { $set: { status: 'LIVE' } });
    const edit = { feedId: feed.id, sources: [SOURCE] };
    expect((await call('editFeed', edit)).errors).toMatchObject([{ code: 'STATUS_FORBIDS', status: 'LIVE' }]);
    expect((await call('editFeed', edit, owner)).errors).toEqual([]);
  });

  test('has at most so many feeds', async () => {
    const by = person(4);
    await api.place.must(SYSTEM, 'registerAccount', { address: by.address, roles: [] });
    for (let index = 0; index < FEEDS_PER_ACCOUNT_MAX; index += 1) {
      expect((await register({ name: `feed ${index}`, sandbox: true }, by)).errors).toEqual([]);
    }
    const used = FEEDS_PER_ACCOUNT_MAX;
    expect((await register({ name: 'one more', sandbox: true }, by)).errors).toMatchObject([
      { code: 'LIMIT_REACHED', limit: used, used },
    ]);
  });
});

describe('a registration is refused, with the path of what is wrong', () => {
  const second = (change: object) => [SOURCE, { ...SOURCE, sourceId: 'second', ...change }];
  const webSource = (config: object) => ({
    ...SOURCE,
    sourceId: 'web',
    family: 'http-json',
    config: { url: 'http://127.0.0.1/', valuePath: '/p', decimals: 8, ...config },
    operators: ['dan'],
  });

  test.each<[string, string, object]>([
    ['of a family that is not there', 'sources.0.family', { sources: [{ ...SOURCE, family: 'nonsense' }] }],
    [
      'of a configuration that is wrong',
      'sources.0.config.signers',
      { sources: [{ ...SOURCE, config: { chainId: 1 } }] },
    ],
    [
      'with an operator that has no key',
      'sources.0.operators',
      { sources: [{ ...SOURCE, operators: [...NAMES, 'dan'] }] },
    ],
    ['with an operator in two sources', 'sources.1.operators', { sources: second({}) }],
    [
      'of a sandbox that would make us ask somebody',
      'sources.0.family',
      { sources: [webSource({})], quorum: 1 },
    ],
  ])('%s', async (_what, path, change) => {
    const { feed, errors } = await register({ name: 'wrong', sandbox: true, ...change });
    expect(feed).toBeNull();
    expect(errors[0].code).toBe('CONFIG_INVALID');
    expect(errors[0].problems.map((problem: { path: string }) => problem.path)).toContain(path);
  });

  test('with a private address for real money, whoever asks for it', async () => {
    const change = {
      name: 'wrong',
      costOfCorruption: '1',
      sources: [SOURCE, webSource({ allowPrivate: true })],
    };
    const { errors } = await register(change, owner);
    expect(errors[0].problems).toMatchObject([{ path: 'sources.1.config.allowPrivate' }]);
  });

  test('with a key that serves another operator of the feed', async () => {
    const key = keyOf(1).address;
    const config = { chainId: 1, signers: [{ operator: 'dan', key }] };
    const { errors } = await register({
      name: 'wrong',
      sandbox: true,
      sources: second({ config, operators: ['dan'] }),
    });
    expect(errors).toMatchObject([
      { code: 'KEY_IN_USE', prefix: key.slice(0, 10), path: 'input.sources.1.config' },
    ]);
  });
});
