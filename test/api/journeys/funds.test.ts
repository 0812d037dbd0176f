/** What anybody can ask of the funds behind cover and behind a venue, and what pools get of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { buy } from '../../support/depeg.ts';
import { type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { registerTestVenue, stateOfMarket } from '../../support/venue.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place, { capital: 100_000n * UNIT });
  await buy(api.place, world.buyers[0] as never, world.productId, 20_000n * UNIT, 60);
});
afterAll(() => api.stop());

const FIGURES = `standing runwayDays adequacyRatio { percent } stressRatio { percent } excess { decimal }
  ladder { requirement { decimal } resources { decimal } ratio { percent } required { percent } }
  requirement { desired { decimal } stored { decimal } inputs { basis amount { decimal } market { symbol } } }`;
const read = async (selection: string) => {
  const { body } = await api.send(`{ ${selection} }`);
  expect(body.errors).toBeUndefined();
  return body;
};
const give = (reserveId: string, units: bigint) =>
  api.place.must(world.buyers[1] as never, 'contributeToReserve', {
    ...{ reserveId, amount: units * UNIT, kind: 'TRADING_FEE' },
  });

test("a pool's own fund shows the pool's requirement, gives its excess to the shares, and says so", async () => {
  const { assetId, poolId } = world;
  const fundId = reserveIdOf('POOL_FUND', poolId);
  await give(fundId, 30_000n);
  await api.place.must(SYSTEM, 'sizeReserves', { assetId, tick: api.place.clock.now });
  await give(reserveIdOf('PLATFORM_SLICE', assetId), 2_500n);
  const { data } = await read(`reserve(id: "${fundId}") { ${FIGURES} }`);
  expect(data.reserve).toMatchObject({
    standing: 'AT_TARGET',
    runwayDays: null,
    requirement: {
      desired: { decimal: '20000' },
      stored: { decimal: '20000' },
      inputs: [
        { basis: 'ALL_COVER', amount: { decimal: '4166.666667' }, market: null },
        { basis: 'TWO_LARGEST_GROUPS', amount: { decimal: '20000' }, market: null },
        { basis: 'FLOOR', amount: { decimal: '10000' }, market: null },
      ],
    },
    excess: { decimal: '2000' },
  });
  expect(data.reserve.adequacyRatio).toEqual(data.reserve.ladder.ratio);
  await api.place.must(SYSTEM, 'distributeExcess', { reserveId: fundId, tick: api.place.clock.now });
  const after = await read(`pool(id: "${poolId}") { fundClass unreleased { decimal } }
    reserve(id: "${fundId}") { excess { decimal } draws { use amount { decimal } } history { nodes { type reason } } }`);
  expect(after.data.pool).toEqual({ fundClass: 'C', unreleased: { decimal: '2000' } });
  expect(after.data.reserve).toMatchObject({
    excess: { decimal: '0' },
    draws: [{ use: 'EXCESS', amount: { decimal: '2000' } }],
  });
  expect(after.data.reserve.history.nodes.at(-1)).toMatchObject({
    type: 'reserve.distributed',
    reason: expect.stringContaining('2000'),
  });
});

test('the fund of a market shows what its market asks for; a vault and the treasury ask for nothing', async () => {
  const operator = world.buyers[0] as never;
  const { marketIds } = await registerTestVenue(api.place, operator, world);
  const [marketId = ''] = marketIds;
  await stateOfMarket(api.place, operator, marketId);
  const { data } = await read(`market(id: "${marketId}") { fund { ${FIGURES} } }
    reserves(filter: { kind: TREASURY }) { nodes { ${FIGURES} } }`);
  expect(data.market.fund).toMatchObject({
    ...{ standing: 'UNDER_MINIMUM', adequacyRatio: { percent: '0' }, stressRatio: { percent: '0' } },
    ...{ excess: null, runwayDays: null },
    requirement: {
      stored: { decimal: '200' },
      inputs: [
        { basis: 'TWO_LARGEST_HOLDINGS', amount: { decimal: '200' }, market: { symbol: 'BTC-PERP' } },
        { basis: 'TRADED_VOLUME', amount: { decimal: '0' }, market: { symbol: 'BTC-PERP' } },
      ],
    },
  });
  const nothing = { standing: null, adequacyRatio: null, stressRatio: null, ladder: null, requirement: null };
  expect(data.reserves.nodes).toEqual([{ ...nothing, excess: null, runwayDays: null }]);
});

test('the figures of the shared fund are there once it was sized', async () => {
  const { data } = await read(`reserves(filter: { kind: SHARED_FUND }) { nodes { ${FIGURES} } }`);
  expect(data.reserves.nodes[0]).toMatchObject({
    ...{ standing: 'AT_TARGET', excess: { decimal: '0' } },
    requirement: { stored: { decimal: '20000' } },
    ladder: { required: { percent: '100' } },
  });
});
