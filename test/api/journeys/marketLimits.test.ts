/** The limits over all pools as a client sees them: before it asks, when it is refused, and as the owner. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { person, type ReadyWorld, readyWorld } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place, { costOfCorruption: 20n, subjectSize: 1_000n });
});
afterAll(() => api.stop());

const QUOTE = `query($items: [QuoteItemInput!]!) {
  quote(items: $items) {
    quote { premium { amount } }
    errors {
      code path retryable
      ... on CapacityTooLow { available bindingLimit byPool { poolId available } }
      ... on SalesStopped { cause endsWhen }
    }
  }
}`;
const BUY = `mutation($input: BuyPoliciesInput!) {
  buyPolicies(input: $input) { policies { id } errors { code ... on SalesStopped { cause endsWhen } } }
}`;
const EDIT = `mutation($input: EditProductInput!) {
  editProduct(input: $input) {
    product { subject { size { amount asOf } coverCap { used limit } } }
    errors { code path ... on Stale { newestAt } ... on ConfigInvalid { problems { path message } } }
    replayed
  }
}`;
const LOOK = `query($productId: ID!, $feedId: ID!) {
  product(id: $productId) {
    minimumCollusion capacity { amount } maxCover { amount }
    subject { name group score { value } size { amount asOf } coverCap { used limit } }
    actions { name allowed }
  }
  feed(id: $feedId) {
    coverCap { used limit }
    decentralisation {
      collusionThreshold collusionThresholdAtBest minimum operators { name share { percent } sourceCount heard }
    }
  }
}`;

const buyer = () => api.token(world.buyers[0]?.id ?? '');
const item = (coverAmount: string) => ({
  productId: world.productId,
  coverAmount,
  termSeconds: 30 * 86_400,
});
async function look() {
  const variables = { productId: world.productId, feedId: world.feedId };
  return (await api.send(LOOK, { variables, token: buyer() })).body.data;
}
async function edit(subjectSize: object, accountId = person(1).id) {
  const variables = { input: { productId: world.productId, subjectSize } };
  return (await api.send(EDIT, { variables, token: api.token(accountId) })).body;
}

test('what is left is shown before anybody asks, and told with what binds', async () => {
  const { product, feed } = await look();
  expect(product).toMatchObject({
    minimumCollusion: 2,
    capacity: { amount: '10000000' },
    maxCover: { amount: '10000000' },
    subject: { name: 'USDC', size: { amount: '1000' }, coverCap: { used: '0', limit: '100' } },
    actions: [{ name: 'buyPolicies', allowed: true }],
  });
  expect(feed.coverCap).toEqual({ used: '0', limit: '10' });
  expect(feed.decentralisation).toMatchObject({
    ...{ collusionThreshold: 2, collusionThresholdAtBest: 2, minimum: 2 },
  });
  const [ada] = feed.decentralisation.operators;
  expect(ada).toEqual({
    ...{ name: 'ada', sourceCount: 1, heard: true },
    share: { percent: '33.3333333333333334' },
  });
  const { body } = await api.send(QUOTE, { variables: { items: item('10000001') } });
  expect(body.data.quote).toEqual({
    quote: null,
    errors: [
      {
        ...{ code: 'CAPACITY_TOO_LOW', path: 'input.coverAmount', retryable: true },
        ...{ available: '10000000', bindingLimit: 'FEED_COST' },
        byPool: [{ poolId: world.poolId, available: '10000000' }],
      },
    ],
  });
});

test('once nothing is left sales stop, and the sums say why', async () => {
  const input = { items: [item('10000000')], maxPremium: '10000000' };
  const sent = { variables: { input }, token: buyer() };
  const { body } = await api.send(BUY, { ...sent, key: 'first' });
  expect(body.data.buyPolicies.errors).toEqual([]);
  const again = await api.send(BUY, { ...sent, key: 'second' });
  expect(again.body.data.buyPolicies).toMatchObject({
    policies: null,
    errors: [{ code: 'SALES_STOPPED', cause: 'LIMIT' }],
  });
  const { product, feed } = await look();
  expect([feed.coverCap.used, product.subject.coverCap.used]).toEqual(['10', '10']);
  expect(product).toMatchObject({ capacity: { amount: '0' }, actions: [{ allowed: false }] });
});

test('an owner states a size anew, with an instant that is newer and not older than a week', async () => {
  const at = (seconds: number) => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
  const { now } = api.place.clock;
  const subjectSize = { amount: '2000', asOf: at(now) };
  const { data } = await edit(subjectSize);
  expect(data.editProduct).toEqual({
    product: { subject: { size: subjectSize, coverCap: { used: '10', limit: '200' } } },
    ...{ errors: [], replayed: false },
  });
  expect((await edit(subjectSize)).data.editProduct).toMatchObject({ errors: [], replayed: true });
  const stale = await edit({ amount: '3000', asOf: at(now) });
  expect(stale.data.editProduct.errors).toEqual([
    { code: 'STALE', path: 'input.subjectSize.asOf', newestAt: at(now) },
  ]);
  const old = await edit({ amount: '3000', asOf: at(now - 8 * 86_400) });
  expect(old.data.editProduct.errors).toMatchObject([
    { code: 'CONFIG_INVALID', problems: [{ path: 'subjectSize.asOf' }] },
  ]);
  const other = await edit({ amount: '3000', asOf: at(now) }, world.buyers[0]?.id);
  expect(other.errors[0].extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'OWNER' });
  const none = await edit({ amount: '0', asOf: at(now) });
  expect(none.errors[0].extensions).toMatchObject({ code: 'INPUT_INVALID' });
});
