/** A basket as its owner and a buyer meet it: created, read, quoted, bought and watched through the API. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { type BasketWorld, basketWorld } from '../../support/basket.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM } from '../../support/marketplace.ts';
import { nouns, schema } from '../schema/apiSchema.ts';
import { everyFieldOf } from '../support/everyField.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let basket: BasketWorld;
let productId = '';
const owner = person(1, ['OWNER']);
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  basket = await basketWorld(api.place, world);
});
afterAll(() => api.stop());

const CREATE = `mutation($input: CreateProductInput!) {
  createProduct(input: $input) {
    product { id status waitingSeconds feed { id } payoutTable { ratio { percent } } asOf { eventTime }
      basket { k windowSeconds members { product { id } countedAt } }
      trigger { sentence rule { slotSeconds } basket { k members { subject ruleHash product { id } } } } }
    errors { code ... on ConfigInvalid { problems { path } } }
  }
}`;
const input = () => ({
  name: 'Two of three',
  subject: 'Dollar stablecoins',
  peril: 'BASKET',
  pools: [{ poolId: basket.poolId, weight: '1' }],
  basket: { productIds: basket.productIds },
});
const create = (changes: object) =>
  api.send(CREATE, { token: api.token(owner.id), variables: { input: { ...input(), ...changes } } });

test('an owner who mixes a basket with a feed is told which field is wrong', async () => {
  for (const [changes, path] of [
    [{ feedId: basket.feedIds[0] }, 'input.basket'],
    [{ basket: null }, 'input.basket'],
    [{ peril: 'DEPEG', basket: null }, 'input.feedId'],
  ] as const) {
    const { body } = await create(changes);
    expect(body.errors[0].extensions.problems).toMatchObject([{ path }]);
  }
  const { body } = await create({ basket: { productIds: basket.productIds, k: 4 } });
  expect(body.data.createProduct.errors).toMatchObject([
    { code: 'CONFIG_INVALID', problems: [{ path: 'basket.k' }] },
  ]);
  const given = await create({ score: 10 });
  expect(given.body.data.createProduct.errors).toMatchObject([
    { code: 'CONFIG_INVALID', problems: [{ path: 'score' }] },
  ]);
});

test('an owner creates a basket that says what it counts, and by which rules', async () => {
  const { body } = await create({});
  const { product, errors } = body.data.createProduct;
  expect(errors).toEqual([]);
  expect(product).toMatchObject({
    status: 'WATCH',
    waitingSeconds: 4 * DAY_SECONDS,
    feed: null,
    payoutTable: [],
    basket: { k: 2, windowSeconds: 30 * DAY_SECONDS },
    trigger: { rule: null, basket: { k: 2 } },
  });
  expect(product.trigger.sentence).toContain(
    'the second of USDC, DAI and FRAX has an incident within 30 days',
  );
  const members = basket.productIds.map((id) => ({ product: { id }, countedAt: null }));
  expect(product.basket.members).toEqual(members);
  productId = product.id;
});

test('its score is explained by its members, each with the snapshot of its own', async () => {
  const read = `score { value isGiven number cause target rounding held model modelVersion snapshotHash
    bound { percent } factors { factor } members { product { id } score number snapshotHash hazard { percent } }
    history { nodes { value cause target modelVersion } } }`;
  const scoreOf = async (id: string | undefined) =>
    (await api.send(`{ product(id: "${id}") { subject { ${read} } } }`)).body.data.product.subject.score;
  const score = await scoreOf(productId);
  expect(score).toMatchObject({ value: 31, isGiven: false, number: 1, cause: 'CREATED', target: 31 });
  expect(score).toMatchObject({ rounding: '0', held: '0', model: null, modelVersion: null, factors: [] });
  expect(score.bound).toEqual({ percent: '2.5925' });
  const [usdc] = basket.productIds;
  const { snapshotHash } = await scoreOf(usdc);
  expect(score.members).toHaveLength(3);
  expect(score.members[0]).toEqual({
    ...{ product: { id: usdc }, score: 30, number: 1, snapshotHash },
    hazard: { percent: '2.585' },
  });
  expect(score.history.nodes).toEqual([{ value: 31, cause: 'CREATED', target: 31, modelVersion: null }]);
});

test('a buyer quotes and buys it, and reads every field of product and policy', async () => {
  const buyer = world.buyers[0]?.id ?? '';
  const token = api.token(buyer);
  const items = { productId, coverAmount: '1000000000', termSeconds: 30 * DAY_SECONDS };
  const quote = `query($items: [QuoteItemInput!]!) {
    quote(items: $items) { quote { token premium { decimal } } errors { code ... on SalesStopped { cause } } }
  }`;
  const tooEarly = await api.send(quote, { token, variables: { items } });
  expect(tooEarly.body.data.quote.errors).toEqual([{ code: 'SALES_STOPPED', cause: 'WATCH' }]);
  await api.place.must(SYSTEM, 'thawProduct', { productId, eventTime: api.place.clock.now });
  const held = await api.send(quote, { token, variables: { items } });
  expect(held.body.data.quote.errors).toEqual([]);
  const { body } = await api.send(
    `mutation($token: String!) {
      buyPolicies(input: { quoteToken: $token }) {
        policies { id monitor { value { decimal } strike { decimal } countedSeconds basket { members { countedAt } } } }
        errors { code }
      }
    }`,
    { token, key: 'buy-basket', variables: { token: held.body.data.quote.quote.token } },
  );
  const [policy] = body.data.buyPolicies.policies;
  const members = Array(3).fill({ countedAt: null });
  expect(policy.monitor).toEqual({ value: null, strike: null, countedSeconds: null, basket: { members } });
  for (const [noun, id] of [
    ['Product', productId],
    ['Policy', policy.id],
    ['Pool', basket.poolId],
    ['Feed', basket.feedIds[1]],
  ] as const) {
    expect(nouns).toContain(noun);
    const query = `query($id: ID!) { node(id: $id) { ... on ${noun} ${everyFieldOf(schema, noun)} } }`;
    const read = await api.send(query, { token, variables: { id } });
    expect(read.body.errors).toBeUndefined();
  }
});

test('a basket is found by its peril, and a simulation says to look at its members', async () => {
  const found = await api.send('{ products(filter: { peril: BASKET }) { nodes { id } } }');
  expect(found.body.data.products.nodes).toEqual([{ id: productId }]);
  const { body } = await api.send(
    `query($id: ID!) {
      simulatePayout(input: { productId: $id, coverAmount: "1000000000", scenario: UST_MAY_2022 }) {
        simulation { payout { decimal } } errors { code ... on SeriesInvalid { problems { path message } } }
      }
    }`,
    { variables: { id: productId } },
  );
  const { simulation, errors } = body.data.simulatePayout;
  expect(simulation).toBeNull();
  expect(errors).toMatchObject([{ code: 'SERIES_INVALID', problems: [{ path: 'productId' }] }]);
});
