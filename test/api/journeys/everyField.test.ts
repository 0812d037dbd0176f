import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WAD } from '../../../src/domain/shared/units.ts';
import type { Principal } from '../../../src/market/command.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { liquidationIdOf } from '../../../src/market/venue/ids.ts';
import { committer, offer as offerCommitment } from '../../support/commitments.ts';
import { breakPeg, buy, pass, payOut } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, UNIT } from '../../support/marketplace.ts';
import { closed, opened, registerTestVenue, stateOfMarket, VENUE_KEY } from '../../support/venue.ts';
import { nouns as allNouns, schema } from '../schema/apiSchema.ts';
import { everyFieldOf } from '../support/everyField.ts';
import { type OpenApi, openApi, testSettings } from '../support/openApi.ts';

/** Auctions are read in ladder.test.ts: they need a pool that has lost too much. */
const nouns = allNouns.filter((noun) => noun !== 'Auction');

let api: OpenApi;
let world: ReadyWorld;
const ids: Record<string, string> = {};
beforeAll(async () => {
  // Everything is asked for at once, faster than anybody may: the limits have tests of their own.
  const { rateLimits } = testSettings();
  const principalCost = { ...rateLimits.principalCost, burst: 10 ** 6 };
  api = await openApi({ settings: { rateLimits: { ...rateLimits, principalCost } } });
  world = await readyWorld(api.place);
  const buyer = world.buyers[0] as (typeof world.buyers)[0];
  const underwriter = world.underwriter.id;
  const [policyId = ''] = await buy(api.place, buyer, world.productId, 10_000n * UNIT, 60);
  const positionId = `pos_${world.poolId.slice(5)}_${underwriter.slice(4)}`;
  const { withdrawalId } = await api.place.must<{ withdrawalId: string }>(
    world.underwriter,
    'requestWithdrawal',
    {
      positionId,
      shares: 1_000n,
    },
  );
  const plain = {
    policyId: null,
    poolId: null,
    productId: null,
    termSeconds: null,
    maxAnnualRateWad: null,
    expiresAt: null,
  };
  const offer = { ...plain, side: 'SELL', positionId, quantity: 1_000n, price: 5n };
  const { orderId } = await api.place.must<{ orderId: string }>(world.underwriter, 'placeOrder', offer);
  const fill = { orderId, quantity: null, maxPrice: null, minPrice: null };
  const { tradeId } = await api.place.must<{ tradeId: string }>(buyer, 'fillOrder', fill);
  const { distributorId } = await api.place.must<{ distributorId: string }>(buyer, 'registerDistributor', {
    ...{ code: 'wallet', name: 'A wallet', commissionBps: 100 },
  });
  const change = { kind: 'setParameter', input: { name: 'cooldownSeconds', value: 700_000n } };
  const asked = { reason: 'A test', chainId: 1, changes: [change] };
  const { proposalId } = await api.place.must<{ proposalId: string }>(person(1, ['OWNER']), 'propose', asked);
  const giver = await committer(api.place);
  const commitmentId = await offerCommitment(api.place, giver, world.assetId, 1_000n * UNIT);
  const hook = { url: 'https://example.com/', types: null, nodeIds: null };
  const { webhookId } = await api.place.must<{ webhookId: string }>(buyer, 'createWebhook', hook);
  Object.assign(ids, {
    Webhook: webhookId,
    Proposal: proposalId,
    Account: buyer.id,
    Asset: world.assetId,
    Product: world.productId,
    Pool: world.poolId,
    Policy: policyId,
    Position: positionId,
    Withdrawal: withdrawalId,
    Order: orderId,
    Trade: tradeId,
    Feed: world.feedId,
    Distributor: distributorId,
    Commitment: commitmentId,
    Reserve: reserveIdOf('POOL_FUND', world.poolId),
    ...(await venueIds(buyer)),
  });
});
afterAll(() => api.stop());

async function venueIds(buyer: Principal) {
  const { venueId, marketIds } = await registerTestVenue(api.place, buyer, world);
  const [Market = ''] = marketIds;
  await stateOfMarket(api.place, buyer, Market);
  const range = { low: 90n * WAD, high: 100n * WAD, evidence: 'a'.repeat(64) };
  const { now } = api.place.clock;
  await api.place.must(buyer, 'submitLiquidations', {
    ...{ marketId: Market, liquidations: [opened('1', now), closed('1', now, 90n)] },
    ...{ ranges: [null, range], signer: VENUE_KEY.address },
  });
  return { Venue: venueId, Market, Liquidation: liquidationIdOf(venueId, '1') };
}

const ownerOf = (noun: string) =>
  api.token(['Position', 'Withdrawal'].includes(noun) ? world.underwriter.id : (world.buyers[0]?.id ?? ''));

async function readEverything(noun: string): Promise<void> {
  const query = `query($id: ID!) { node(id: $id) { ... on ${noun} ${everyFieldOf(schema, noun)} } }`;
  const { body } = await api.send(query, { variables: { id: ids[noun] }, token: ownerOf(noun) });
  expect(body.errors).toBeUndefined();
  expect(body.data.node.id).toBe(ids[noun]);
}

describe('every field of every noun answers', () => {
  test.each(nouns.filter((noun) => noun !== 'Incident'))('%s', (noun) => readEverything(noun));

  test('an incident, and the policy that it paid', async () => {
    await pass(api.place, world, 73);
    ids.Incident = await breakPeg(api.place, world);
    await readEverything('Incident');
    await payOut(api.place, ids.Incident);
    for (const noun of nouns) await readEverything(noun);
  });

  test('in lists as well', async () => {
    const lists = [
      'accounts',
      'assets',
      'products',
      'pools',
      'reserves',
      'policies',
      'feeds',
      'distributors',
      'venues',
      'markets',
      'liquidations',
      'commitments',
      'incidents',
      'positions',
      'withdrawals',
      'orders',
      'trades',
      'webhooks',
    ];
    for (const list of lists) {
      const query = `{ ${list} { totalCount edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
      const token = ['positions', 'withdrawals'].includes(list) ? ownerOf('Position') : ownerOf('Policy');
      const { body } = await api.send(query, { token });
      expect(body.errors, list).toBeUndefined();
      const { nodes, edges, totalCount, pageInfo } = body.data[list];
      expect(nodes.length, list).toBeGreaterThan(0);
      expect(totalCount).toBe(nodes.length);
      expect(edges.map(({ node }: { node: object }) => node)).toEqual(nodes);
      expect(pageInfo).toMatchObject({
        hasNextPage: false,
        hasPreviousPage: false,
        endCursor: edges.at(-1).cursor,
      });
    }
  });
});
