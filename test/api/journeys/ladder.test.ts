/** A pool goes down the ladder, as its underwriters, its holders and everybody else see it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import {
  type LeveredWorld,
  leveredWorld,
  loseFirst,
  passAll,
  thawFirst,
  watchFirst,
} from '../../support/leveredWorld.ts';
import { SYSTEM, UNIT } from '../../support/marketplace.ts';
import { schema } from '../schema/apiSchema.ts';
import { everyFieldOf } from '../support/everyField.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: LeveredWorld;
let lostAt: number;
beforeAll(async () => {
  api = await openApi();
  world = await leveredWorld(api.place);
});
afterAll(() => api.stop());

let keys = 0;
async function run(query: string, variables: object = {}) {
  const { body } = await api.send(query, {
    variables,
    token: api.token(world.second.id),
    key: `key-${++keys}`,
  });
  expect(body.errors).toBeUndefined();
  return body.data;
}
const POOL = `status statusReason capacity { amount } topUpCall { amount { amount } madeAt deadlineAt clockStoppedBy }
  runOff { roundCount paid { amount } next { amount } }`;
const pool = async () => (await run(`{ pool(id: "${world.poolId}") { ${POOL} } }`)).pool;
const positions = async () =>
  (
    await run(`{ positions { nodes {
      withdrawableNow { amount } locked { by unlocksWhen } topUpCall { amount { amount } deadlineAt }
      actions { name allowed refusal { code ... on PoolClosed { status reason } } }
    } } }`)
  ).positions.nodes;
const judge = () => api.place.must(SYSTEM, 'judgePool', { poolId: world.poolId, tick: `${++keys}` });
const iso = (at: number) => new Date(at * 1_000).toISOString().replace('.000Z', 'Z');

test('a pool that has what it must have calls nobody', async () => {
  expect(await pool()).toMatchObject({ status: 'OPEN', topUpCall: null, runOff: null });
});

test('one that has lost too much says what is missing and until when; each underwriter sees a part of it', async () => {
  await loseFirst(world, 70);
  lostAt = api.place.clock.now;
  await thawFirst(world);
  await judge();
  const called = await pool();
  expect(called).toMatchObject({ status: 'RECAPITALISING', capacity: { amount: '0' }, runOff: null });
  expect(called.topUpCall).toMatchObject({
    deadlineAt: iso(api.place.clock.now + 3 * DAY_SECONDS),
    clockStoppedBy: null,
  });
  const missing = BigInt(called.topUpCall.amount.amount);
  const [position] = await positions();
  const part = BigInt(position.topUpCall.amount.amount);
  expect(part * 4n >= missing && (part - 1n) * 4n < missing).toBe(true);
  expect(position).toMatchObject({
    withdrawableNow: { amount: '0' },
    locked: [{ by: 'RECAPITALISING' }],
    actions: [
      {
        name: 'requestWithdrawal',
        allowed: false,
        refusal: { code: 'POOL_CLOSED', status: 'RECAPITALISING' },
      },
    ],
  });
});

test('its new shares are on offer at a price that falls by the second, and whoever takes some has a position', async () => {
  const at = `priceAt(at: "${iso(api.place.clock.now)}")`;
  const fields = everyFieldOf(schema, 'Auction').replace('priceAt', at);
  const { auctions } = await run(`{ auctions(filter: { status: OPEN }) { totalCount nodes { id } } }`);
  const { auction } = await run(`{ auction(id: "${auctions.nodes[0].id}") ${fields} }`);
  expect(auctions.totalCount).toBe(1);
  expect(auction).toMatchObject({
    ...{
      status: 'OPEN',
      roundCount: 1,
      taken: '0',
      price: { wad: auction.topPrice.wad },
      pool: { id: world.poolId },
    },
    actions: [{ name: 'takeAuction', allowed: true }],
  });
  await passAll(world, 3);
  const asked = await run(
    `{ auction(id: "${auction.id}") { price { wad } priceAt(at: "${iso(lostAt)}") { wad } } }`,
  );
  expect(asked.auction.priceAt).toEqual({ wad: auction.topPrice.wad });
  expect(BigInt(asked.auction.price.wad)).toBe((BigInt(auction.topPrice.wad) + 1n) / 2n);
  const take = `mutation($input: TakeAuctionInput!, $dryRun: Boolean! = false) { takeAuction(input: $input, dryRun: $dryRun) {
    taken paid { amount } position { shares } auction { taken paid { amount } } errors { code } } }`;
  const input = { auctionId: auction.id, amount: `${1_000n * UNIT * 1_000n}` };
  const tooMuch = await run(take, { input: { ...input, maxPrice: '1' } });
  expect(tooMuch.takeAuction).toMatchObject({ taken: null, errors: [{ code: 'PRICE_ABOVE_LIMIT' }] });
  const dry = await run(take, { input, dryRun: true });
  expect(dry.takeAuction).toMatchObject({ taken: input.amount, position: null, auction: { taken: '0' } });
  const { takeAuction } = await run(take, { input });
  expect(takeAuction).toMatchObject({ taken: input.amount, errors: [], auction: { taken: input.amount } });
  expect(takeAuction.paid).toEqual(dry.takeAuction.paid);
});

test('the clock is said to stand still in a watch, and why', async () => {
  await watchFirst(world);
  expect((await pool()).topUpCall).toMatchObject({
    deadlineAt: null,
    clockStoppedBy: 'The pool is frozen: USDC is being watched, or an incident of it is not paid yet.',
  });
  await passAll(world, 1);
  await thawFirst(world);
});

test('a deposit of exactly what is missing opens it, one of a unit less does not', async () => {
  const { amount } = (await pool()).topUpCall.amount;
  const deposit = `mutation($input: DepositCapitalInput!, $dryRun: Boolean!) {
    depositCapital(input: $input, dryRun: $dryRun) { position { pool { status topUpCall { madeAt } } } errors { code } }
  }`;
  const less = { into: world.poolId, amount: `${BigInt(amount) - 1n}` };
  const tried = await run(deposit, { input: less, dryRun: false });
  expect(tried.depositCapital).toMatchObject({
    position: { pool: { status: 'RECAPITALISING' } },
    errors: [],
  });
  const rest = { into: world.poolId, amount: '1' };
  const met = await run(deposit, { input: rest, dryRun: false });
  expect(met.depositCapital).toMatchObject({
    position: { pool: { status: 'OPEN', topUpCall: null } },
    errors: [],
  });
});

test('its holders see until when they may leave without a fee, and its history tells each step', async () => {
  const token = api.token(world.buyer.id);
  const { body } = await api.send('{ policies(first: 1) { nodes { freeCancellationUntil } } }', { token });
  expect(body.data.policies.nodes[0].freeCancellationUntil).toBe(iso(lostAt + 14 * DAY_SECONDS));
  const { history } = (
    await run(`{ pool(id: "${world.poolId}") { history(first: 100) { nodes { type changes } } } }`)
  ).pool;
  const told = history.nodes.filter(({ type }: { type: string }) => /status|top_up/.test(type));
  expect(told.map(({ changes }: { changes: { status?: string } }) => changes.status ?? 'CALLED')).toEqual([
    ...['OPEN', 'STOPPED', 'RECAPITALISING', 'CALLED', 'OPEN'],
  ]);
});
