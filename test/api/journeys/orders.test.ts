import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { buy, pass } from '../../support/depeg.ts';
import { type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let positionId: string;
const [SELLER, BUYER, STRANGER] = [0, 1, 2];
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  positionId = positionIdOf(world.poolId, world.underwriter.id);
});
afterAll(() => api.stop());

let keys = 0;
async function run(who: number, query: string, variables: object = {}) {
  const id = who === SELLER ? world.underwriter.id : world.buyers[who - 1]?.id;
  const sent = { variables, token: api.token(id ?? ''), key: `key-${++keys}` };
  const { body } = await api.send(query, sent);
  expect(body.errors).toBeUndefined();
  return body.data;
}

const PLACE = `mutation($input: PlaceOrderInput!, $dryRun: Boolean! = false) {
  placeOrder(input: $input, dryRun: $dryRun) {
    order { id status isOwn openQuantity price { decimal } position { id } actions { name allowed } }
    held { decimal } errors { code path remedy }
  }
}`;
const FILL = `mutation($input: FillOrderInput!, $dryRun: Boolean! = false) {
  fillOrder(input: $input, dryRun: $dryRun) {
    order { openQuantity pending } trade { id role status statusReason order { id } } price { decimal } fee { amount }
    errors { code path ... on PriceAboveLimit { premium limit } ... on OrderClosed { status closedAt } }
  }
}`;

let orderId: string;
describe('an offer of shares', () => {
  test('is tried dry, placed, and seen by everybody without its seller', async () => {
    const input = { side: 'SELL', positionId, quantity: '2000000000', price: '1990000' };
    const dry = (await run(SELLER, PLACE, { input, dryRun: true })).placeOrder;
    expect(dry).toEqual({ order: null, held: { decimal: '0' }, errors: [] });
    const { order } = (await run(SELLER, PLACE, { input })).placeOrder;
    expect(order).toMatchObject({
      ...{ status: 'OPEN', isOwn: true, openQuantity: '2000000000', position: { id: positionId } },
      actions: [{ name: 'cancelOrder', allowed: true }],
    });
    orderId = order.id;
    const query = `query($id: ID!) { order(id: $id) {
      side kind isOwn pool { name } position { id } price { decimal } actions { name allowed } history { nodes { type changes entries { account } } }
    } }`;
    expect((await run(STRANGER, query, { id: orderId })).order).toEqual({
      ...{ side: 'SELL', kind: 'SHARES', isOwn: false, pool: { name: 'Stablecoins' }, position: null },
      price: { decimal: '1.99' },
      actions: [{ name: 'fillOrder', allowed: true }],
      history: {
        nodes: [
          {
            type: 'order.placed',
            changes: { side: 'SELL', quantity: '2000000000', price: '1990000' },
            entries: [],
          },
        ],
      },
    });
    const list = `{ orders(filter: { side: SELL, status: OPEN, poolId: "${world.poolId}" }) { nodes { id } } }`;
    expect((await run(STRANGER, list)).orders.nodes).toEqual([{ id: orderId }]);
  });

  test('is taken in part at its price, which the taker bounds; both sides see the trade, and nobody else', async () => {
    const input = { orderId, quantity: '1000000000' };
    const dear = (await run(BUYER, FILL, { input: { ...input, maxPrice: '994999' } })).fillOrder;
    expect(dear.errors).toEqual([
      { code: 'PRICE_ABOVE_LIMIT', path: 'input.maxPrice', premium: '995000', limit: '994999' },
    ]);
    const dry = (await run(BUYER, FILL, { input, dryRun: true })).fillOrder;
    expect(dry).toMatchObject({
      trade: null,
      price: { decimal: '0.995' },
      fee: { amount: '4975' },
      errors: [],
    });
    const { order, trade } = (await run(BUYER, FILL, { input })).fillOrder;
    expect(order).toEqual({ openQuantity: '1000000000', pending: '1000000000' });
    expect(trade).toMatchObject({ role: 'BUYER', status: 'PENDING', order: { id: orderId } });
    const query = `query($id: ID!) { trade(id: $id) { role } order(id: "${orderId}") { trades { nodes { id } } } }`;
    const seen = { trade: { role: 'SELLER' }, order: { trades: { nodes: [{ id: trade.id }] } } };
    expect(await run(SELLER, query, { id: trade.id })).toEqual(seen);
    const nothing = { trade: null, order: { trades: { nodes: [] } } };
    expect(await run(STRANGER, query, { id: trade.id })).toEqual(nothing);
    const held =
      '{ viewer { balances { held { decimal } } trades(filter: { status: PENDING }) { totalCount } } }';
    expect((await run(BUYER, held)).viewer).toEqual({
      ...{ balances: [{ held: { decimal: '0.995' } }], trades: { totalCount: 1 } },
    });
  });

  test('changes hands once the feed has been read; the rest is taken back by its seller', async () => {
    await pass(api.place, world, 1);
    const settle = { poolId: world.poolId, until: api.place.clock.now, tick: 'one' };
    await api.place.must(SYSTEM, 'settleTrades', settle);
    const mine = `{ viewer { positions { nodes { shares lockedShares pool { id } } } balances { held { amount } }
      trades { nodes { status endedAt history { nodes { type } } } } } }`;
    const { positions, balances, trades } = (await run(BUYER, mine)).viewer;
    expect(positions.nodes).toEqual([
      { shares: '1000000000', lockedShares: '0', pool: { id: world.poolId } },
    ]);
    expect(balances).toEqual([{ held: { amount: '0' } }]);
    expect(trades.nodes[0].history.nodes.map(({ type }: { type: string }) => type)).toEqual([
      'trade.requested',
      'trade.settled',
      'order.filled',
    ]);
    const cancel =
      'mutation($id: ID!) { cancelOrder(input: { orderId: $id }) { order { status statusReason } errors { code } } }';
    const forbidden = (await run(BUYER, cancel, { id: orderId })).cancelOrder;
    expect(forbidden).toEqual({ order: null, errors: [{ code: 'NOT_FOUND' }] });
    const { order } = (await run(SELLER, cancel, { id: orderId })).cancelOrder;
    expect(order).toEqual({ status: 'CANCELLED', statusReason: 'It was taken back.' });
    const late = (await run(BUYER, FILL, { input: { orderId } })).fillOrder;
    expect(late.errors).toMatchObject([{ code: 'ORDER_CLOSED', status: 'CANCELLED' }]);
  });
});

test('a limit order is placed with its term and rate, and shows the policy that it bought to its owner', async () => {
  const order = { side: 'BUY', productId: world.productId, quantity: '10000000000' };
  const input = { ...order, termSeconds: 60 * DAY_SECONDS, maxAnnualRate: '0.5' };
  const placed = (await run(BUYER, PLACE, { input })).placeOrder;
  // 10,000 at 50 % a year for the 57 days that are covered.
  expect(placed).toMatchObject({ held: { decimal: '780.821918' }, errors: [] });
  const { id } = placed.order;
  await api.place.must(SYSTEM, 'fillLimitOrder', { orderId: id });
  const query = `{ order(id: "${id}") { kind status filled maxAnnualRate { percent } termSeconds held { amount }
    product { id } policy { coverAmount { decimal } } } }`;
  expect((await run(BUYER, query)).order).toEqual({
    ...{ kind: 'COVER', status: 'FILLED', filled: '10000000000', maxAnnualRate: { percent: '50' } },
    ...{ termSeconds: 60 * DAY_SECONDS, held: { amount: '0' }, product: { id: world.productId } },
    policy: { coverAmount: { decimal: '10000' } },
  });
  expect((await run(SELLER, query)).order.policy).toBeNull();
});

test('a policy on offer shows what it covers to everybody, and itself to its holder alone', async () => {
  const holder = world.buyers[0] as (typeof world.buyers)[0];
  const [policyId] = await buy(api.place, holder, world.productId, 5_000n * UNIT, 60);
  const input = { side: 'SELL', policyId, price: '25000000' };
  const bid = { ...input, side: 'BUY' };
  expect((await run(STRANGER, PLACE, { input: bid })).placeOrder.errors).toMatchObject([
    { code: 'NOT_FOUND', path: 'input.policyId' },
  ]);
  const { order } = (await run(BUYER, PLACE, { input })).placeOrder;
  const query = `{ order(id: "${order.id}") { kind quantity product { id } policy { id }
    cover { coverRemaining { decimal } coverFrom coverUntil sentence } } }`;
  const shown = (await run(STRANGER, query)).order;
  expect(shown).toMatchObject({
    ...{ kind: 'POLICY', quantity: '1', product: { id: world.productId }, policy: null },
    cover: { coverRemaining: { decimal: '5000' } },
  });
  expect((await run(BUYER, query)).order.policy).toEqual({ id: policyId });
  expect((await run(STRANGER, PLACE, { input: bid })).placeOrder.held).toEqual({ decimal: '25' });
  const { trade } = (await run(STRANGER, FILL, { input: { orderId: order.id, maxPrice: '25000000' } }))
    .fillOrder;
  expect(trade).toMatchObject({ role: 'BUYER', status: 'PENDING' });
  const pending = `{ policy(id: "${policyId}") { pending { kind status effectiveWhen } } }`;
  expect((await run(BUYER, pending)).policy.pending).toMatchObject({ kind: 'TRADE', status: 'PENDING' });
});

test('shares are given away by address', async () => {
  const to = world.buyers[1] as unknown as { address: string };
  const query = `mutation($to: Address!) { transferPosition(input: { positionId: "${positionId}", shares: "5000", toAddress: $to }) {
    position { lockedShares } trade { role status price { amount } order { id } } errors { code }
  } }`;
  expect((await run(SELLER, query, { to: to.address })).transferPosition).toEqual({
    position: { lockedShares: '5000' },
    trade: { role: 'SELLER', status: 'PENDING', price: { amount: '0' }, order: null },
    errors: [],
  });
});

test('an order that mixes what does not belong together is told what is wrong', async () => {
  const wrong = [
    [{ side: 'BUY', positionId, quantity: '1', price: '1' }, 'input.side'],
    [{ side: 'SELL', positionId, quantity: '1' }, 'input.price'],
    [{ side: 'BUY', productId: world.productId, quantity: '1', maxAnnualRate: '0.1' }, 'input.termSeconds'],
    [{ side: 'BUY', quantity: '1', price: '1' }, 'input'],
  ] as const;
  for (const [input, path] of wrong) {
    const { body } = await api.send(PLACE, {
      variables: { input },
      token: api.token(world.underwriter.id),
      key: 'k',
    });
    expect(body.errors[0].extensions).toMatchObject({ code: 'INPUT_INVALID', problems: [{ path }] });
  }
});
