/** A vault that holds coins, as its owner, a taker and everybody else see it when a loss needs it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { COIN, coinVault } from '../../support/coinVault.ts';
import { breakAll, type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import { heardAt, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { schema } from '../schema/apiSchema.ts';
import { everyFieldOf } from '../support/everyField.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: LeveredWorld;
let ids: Awaited<ReturnType<typeof coinVault>>;
beforeAll(async () => {
  api = await openApi();
  world = await leveredWorld(api.place);
  ids = await coinVault(api.place, { payoutAssetId: world.assetId });
});
afterAll(() => api.stop());

let keys = 0;
async function run(query: string, variables: object = {}, who = world.second) {
  const token = api.token(who.id);
  const { body } = await api.send(query, { variables, token, key: `key-${++keys}` });
  expect(body.errors).toBeUndefined();
  return body.data;
}

/** All fall to 70 cents, a coin is worth 2,000; what the watcher would send next. */
async function lose(): Promise<string> {
  const [incidentId = ''] = await breakAll(world, 70);
  const throughSlot = api.place.clock.now - 900;
  const readings = [{ at: throughSlot - 600, value: 2_000n * WAD }];
  const input = { feedId: ids.feedId, throughSlot, readings, foldState: heardAt(throughSlot, ['tester']) };
  await api.place.must(SYSTEM, 'advanceFeed', input);
  await api.place.must(SYSTEM, 'sellReserves', { incidentId });
  api.place.clock.now += HOUR_SECONDS;
  return incidentId;
}

const CREATE = `mutation($input: CreateVaultInput!) { createVault(input: $input) {
  reserve { id kind vault { payoutAsset { id } priceFeed { id } sale { id } } }
  errors { code message remedy path ... on KeyInUse { prefix } } } }`;

test('is opened with the feed that says what a coin is worth; one that there is not is refused by name', async () => {
  const owner = person(1, ['OWNER']);
  const other = await api.place.must<{ assetId: string }>(owner, 'registerAsset', {
    ...{ symbol: 'WBTC', decimals: 8, chainId: 1, address: `0x${'f'.repeat(40)}` },
  });
  const input = { payoutAssetId: world.assetId, assetId: other.assetId, priceFeedId: 'feed_none' };
  const refused = await run(CREATE, { input }, owner);
  expect(refused.createVault).toMatchObject({
    ...{ reserve: null, errors: [{ code: 'NOT_FOUND', path: 'input.priceFeedId' }] },
  });
  const { createVault } = await run(CREATE, { input: { ...input, priceFeedId: ids.feedId } }, owner);
  const vault = { payoutAsset: { id: world.assetId }, priceFeed: { id: ids.feedId }, sale: null };
  expect(createVault).toMatchObject({ errors: [], reserve: { kind: 'VAULT', vault } });
  const again = await run(CREATE, { input: { ...input, priceFeedId: null } }, owner);
  expect(again.createVault.errors).toMatchObject([{ code: 'KEY_IN_USE', prefix: createVault.reserve.id }]);
});

test('is sold for what a loss lacks, and whoever takes coins has them at once', async () => {
  const incidentId = await lose();
  const fields = everyFieldOf(schema, 'Auction').replace('priceAt', 'priceAt(at: "2030-01-01T00:00:00Z")');
  const { auctions } = await run(
    `{ auctions(filter: { kind: SALE, reserveId: "${ids.vaultId}" }) { nodes { id } } }`,
  );
  const { auction: sale } = await run(`{ auction(id: "${auctions.nodes[0].id}") ${fields} }`);
  expect(sale).toMatchObject({
    ...{ kind: 'SALE', status: 'OPEN', pricing: 'FALLING', pool: null, reserve: { id: ids.vaultId } },
    ...{ lot: { amount: `${20n * COIN}` }, taken: '0', statusReason: expect.stringMatching(/sells/) },
    actions: [{ name: 'takeAuction', allowed: true }],
  });
  expect([sale.topPrice.wad, sale.price.wad, sale.floor.wad]).toEqual(
    [2_400n, 2_000n, 1_000n].map((price) => `${price * WAD}`),
  );
  const take = `mutation($input: TakeAuctionInput!) { takeAuction(input: $input) {
    taken paid { amount } position { id } auction { taken need { amount } } errors { code } } }`;
  const input = { auctionId: sale.id, amount: `${2n * COIN}`, maxPrice: `${4_000n * UNIT}` };
  const { takeAuction } = await run(take, { input });
  expect(takeAuction).toMatchObject({
    ...{ taken: `${2n * COIN}`, paid: { amount: `${4_000n * UNIT}` }, position: null, errors: [] },
  });
  const { viewer } = await run('{ viewer { balances { asset { id } available { amount } } } }');
  expect(viewer.balances).toContainEqual({
    ...{ asset: { id: ids.coinId }, available: { amount: `${2n * COIN}` } },
  });
  await run(take, { input: { ...input, amount: `${20n * COIN}`, maxPrice: null } });
  await api.place.must(SYSTEM, 'allocateIncident', { incidentId });
  const { incident } = await run(
    `{ incident(id: "${incidentId}") { allocation { layers { kind amount { amount } } haircut { amount } } } }`,
  );
  expect(incident.allocation.layers.at(-1)).toMatchObject({ kind: 'VAULT_PROCEEDS' });
  expect(incident.allocation.haircut.amount).toBe('0');
  const ended = await run(`{ auction(id: "${sale.id}") { status need { amount } lot { amount } } }`);
  expect(ended.auction).toEqual({ status: 'FILLED', need: { amount: '0' }, lot: { amount: '0' } });
});

test('nobody gives to what it was sold for', async () => {
  const reserves = `{ reserves(filter: { kind: VAULT_PROCEEDS }) { nodes { id balance { amount } } } }`;
  const [proceeds] = (await run(reserves)).reserves.nodes;
  const give = `mutation($input: ContributeToReserveInput!) { contributeToReserve(input: $input) {
    errors { code message } } }`;
  const input = { reserveId: proceeds.id, amount: '1', kind: 'TRADING_FEE' };
  expect((await run(give, { input })).contributeToReserve.errors).toMatchObject([{ code: 'STATUS_FORBIDS' }]);
});
