import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONFIG, NAMES } from '../../oracles/signed-report/signing.ts';
import { person, SYSTEM } from '../../support/marketplace.ts';
import { type OpenApi, openApi, type SendOptions } from '../support/openApi.ts';

let api: OpenApi;
const owner = person(1, ['OWNER']);
const nobody = person(2);
const made: Record<string, string> = {};
beforeAll(async () => {
  api = await openApi();
  for (const { address, roles } of [owner, nobody]) {
    await api.place.must(SYSTEM, 'registerAccount', { address, roles });
  }
});
afterAll(() => api.stop());

async function run(
  name: string,
  input: object,
  fields: string,
  options: SendOptions & { dryRun?: boolean } = {},
) {
  const upper = name.charAt(0).toUpperCase() + name.slice(1);
  const query = `mutation($input: ${upper}Input!, $dryRun: Boolean!) {
    ${name}(input: $input, dryRun: $dryRun) {
      ${fields}
      errors { code message path ... on ConfigInvalid { problems { path message } } ... on KeyInUse { prefix } }
      replayed
    }
  }`;
  const { dryRun = false, ...rest } = options;
  const { body, status } = await api.send(query, {
    token: api.token(owner.id),
    variables: { input, dryRun },
    ...rest,
  });
  return { status, errors: body.errors, payload: body.data?.[name] };
}

const ASSET = {
  symbol: 'USDT',
  decimals: 6,
  chainId: 1,
  address: '0xdAC17F958D2ee523a2206206994597C13D831ec7',
};
const FEED = {
  name: 'USDC/USD',
  decimals: 8,
  quorum: 3,
  costOfCorruption: '100000000',
  sources: [
    {
      sourceId: 'main',
      family: 'signed-report',
      config: CONFIG,
      heartbeatSeconds: 3600,
      operators: NAMES,
    },
  ],
};
const product = () => ({
  name: 'USDC below 0.95',
  subject: 'USDC',
  peril: 'DEPEG',
  feedId: made.feed,
  pools: [{ poolId: made.pool, weight: '1' }],
  rule: {
    strike: '0.95',
    recovery: '0.97',
    watch: '0.99',
    payout: {
      kind: 'TIERED',
      tiers: [
        { threshold: '0.95', ratio: '0.25' },
        { threshold: '0.8', ratio: '1' },
      ],
    },
  },
  inputs: [{ factor: 'backing', value: '10000', source: 'report 12', asOf: '2022-12-31T00:00:00Z' }],
  subjectSize: { amount: '43000000000', asOf: '2022-12-31T00:00:00Z' },
});

test('an owner sets up an asset, a feed, a pool and a product', async () => {
  const asset = await run('registerAsset', ASSET, 'asset { id symbol group address }');
  expect(asset.payload).toMatchObject({
    asset: { symbol: 'USDT', group: 'USDT', address: ASSET.address },
    errors: [],
  });
  made.asset = asset.payload.asset.id;
  const feed = await run(
    'registerFeed',
    FEED,
    'feed { id status maxGapSeconds finalitySeconds sources { marginSeconds } }',
  );
  expect(feed.payload).toMatchObject({
    feed: { status: 'LIVE', maxGapSeconds: 1800, finalitySeconds: 900, sources: [{ marginSeconds: 1800 }] },
    errors: [],
  });
  made.feed = feed.payload.feed.id;
  const pool = await run(
    'createPool',
    { name: 'Stablecoins', assetId: made.asset, kind: 'ISOLATED' },
    'pool { id status leverage { wad } sandbox }',
  );
  expect(pool.payload).toMatchObject({
    pool: { status: 'OPEN', leverage: { wad: (10n ** 18n).toString() }, sandbox: false },
    errors: [],
  });
  made.pool = pool.payload.pool.id;
  const created = await run(
    'createProduct',
    product(),
    'product { id status waitingSeconds minCover { decimal } payoutTable { threshold { decimal } ratio { percent } } trigger { sentence rule { slotSeconds holdSeconds } } }',
  );
  expect(created.payload).toMatchObject({
    product: {
      status: 'WATCH',
      waitingSeconds: 259_200,
      minCover: { decimal: '10' },
      payoutTable: [
        { threshold: { decimal: '0.95' }, ratio: { percent: '25' } },
        { threshold: { decimal: '0.8' }, ratio: { percent: '100' } },
      ],
      trigger: { rule: { slotSeconds: 60, holdSeconds: 14_400 } },
    },
    errors: [],
  });
  expect(created.payload.product.trigger.sentence).toMatch(/^Pays when .* USDC .* below 0\.95/);
});

test('a configuration that cannot be used is refused with every problem and its path', async () => {
  const { payload } = await run('registerFeed', { ...FEED, name: 'other', quorum: 4 }, 'feed { id }');
  expect(payload).toMatchObject({ feed: null, errors: [{ code: 'CONFIG_INVALID' }] });
  expect(payload.errors[0].problems[0].path).toBe('quorum');
});

test('a dry run checks the same and writes nothing', async () => {
  const bad = await run('registerFeed', { ...FEED, name: 'other', quorum: 4 }, 'feed { id }', {
    dryRun: true,
  });
  expect(bad.payload.errors[0].code).toBe('CONFIG_INVALID');
  const good = await run('registerFeed', { ...FEED, name: 'other' }, 'feed { id }', { dryRun: true });
  expect(good.payload).toMatchObject({ feed: null, errors: [] });
  expect((await api.send('{ feeds { totalCount } }')).body.data.feeds.totalCount).toBe(1);
});

test('the same again is the same thing, not a second one', async () => {
  const { payload, errors } = await run('registerAsset', ASSET, 'asset { id }');
  expect(errors).toBeUndefined();
  expect(payload).toMatchObject({ asset: { id: made.asset }, errors: [], replayed: true });
});

test.each(['registerAsset', 'createPool'])('%s is for owners of the service only', async (name) => {
  const input = {
    registerAsset: ASSET,
    createPool: { name: 'x', assetId: made.asset, kind: 'ISOLATED' },
  }[name];
  const other = await run(name, input ?? {}, 'replayed', { token: api.token(nobody.id) });
  expect([other.status, other.errors[0].extensions]).toMatchObject([
    403,
    { code: 'FORBIDDEN', scope: 'OWNER' },
  ]);
});

test.each([
  ['an operator as a key', { $where: '1' }],
  ['a key that changes every object', JSON.parse('{"__proto__": {"a": 1}}') as object],
  ['a key with a point', { 'a.b': 1 }],
  ['a depth without end', { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }],
  ['a list', ['a']],
])('the configuration of a source cannot hold %s', async (_what, config) => {
  const sources = [{ ...FEED.sources[0], config }];
  const { status, errors } = await run('registerFeed', { ...FEED, name: 'hostile', sources }, 'feed { id }');
  expect([status, errors[0].extensions.code]).toEqual([400, 'INPUT_INVALID']);
});

test.each([
  ['TIERED', {}],
  ['LINEAR', { attach: '0.95' }],
])('a payout of kind %s says what it needs', async (kind, rest) => {
  const input = { ...product(), name: kind, rule: { ...product().rule, payout: { kind, ...rest } } };
  const { status, errors } = await run('createProduct', input, 'product { id }');
  expect([status, errors[0].message]).toEqual([400, expect.stringContaining(`of kind ${kind} needs`)]);
});
