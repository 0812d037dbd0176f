import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDateTime } from '../../../src/api/scalars/dateTime.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { formatDecimal } from '../../../src/domain/trigger/decimal.ts';
import { isTooLarge, type MarketStateReport } from '../../../src/market/venue/stateInput.ts';
import { marketStateTypedData } from '../../../src/market/venue/typedData.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { holding, marketOf, STRANGER_KEY, stateAt, VENUE_KEY } from '../../support/venue.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
const operator = person(600);
const other = person(601);
const owner = person(1, ['OWNER']);
const venueId = `ven_dex_${operator.id.slice(-8)}`;
const marketId = `mkt_dex_${operator.id.slice(-8)}__btc_perp`;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  for (const { address } of [operator, other])
    await api.place.must(SYSTEM, 'registerAccount', { address, roles: [] });
});
afterAll(() => api.stop());

const as = (who: { id: string }) => ({ token: api.token(who.id) });
const asSent = (input: ReturnType<typeof marketOf>) => ({
  ...input,
  openInterestLimit: `${input.openInterestLimit}`,
});
const REGISTER = `mutation($input: RegisterVenueInput!) { registerVenue(input: $input) {
  venue { id status statusReason grade firstLossRatio { percent } keys markets { nodes { id symbol isolated } } }
  errors { code path ... on ConfigInvalid { problems { path } } ... on KeyInUse { prefix } } replayed } }`;
const register = (who: { id: string }, changed: object = {}) => {
  const input = { name: 'Dex', kind: 'EXCHANGE', keys: [VENUE_KEY.address], ...changed };
  const markets = [asSent(marketOf(world))];
  return api.send(REGISTER, { ...as(who), variables: { input: { markets, ...input } } });
};

describe('a venue', () => {
  test('registers with its keys and markets, PENDING with grade D', async () => {
    const { body } = await register(operator);
    expect(body.data.registerVenue).toMatchObject({
      errors: [],
      venue: {
        ...{ id: venueId, status: 'PENDING', grade: 'D', firstLossRatio: { percent: '30' } },
        ...{ keys: [VENUE_KEY.address], markets: { nodes: [{ id: marketId, isolated: true }] } },
      },
    });
    expect((await register(operator)).body.data.registerVenue.replayed).toBe(true);
  });

  test('is told everything that is wrong at once, and cannot use the key of another', async () => {
    const feed = asSent(marketOf(world, { feedId: 'feed_none' }));
    const wrong = [feed, asSent(marketOf(world, { assetId: 'ast_none' }))];
    const { body } = await register(operator, { name: 'Two', keys: [STRANGER_KEY.address], markets: wrong });
    const [refusal] = body.data.registerVenue.errors;
    expect(refusal.problems.map(({ path }: { path: string }) => path)).toEqual([
      ...['markets.0.feedId', 'markets.1.symbol', 'markets.1.assetId', 'markets.1.assetId'],
    ]);
    for (const keys of [[VENUE_KEY.address], [STRANGER_KEY.address, STRANGER_KEY.address.toLowerCase()]]) {
      const taken = await register(other, { name: 'Three', keys });
      expect(taken.body.data.registerVenue).toMatchObject({ venue: null, errors: [{ code: 'KEY_IN_USE' }] });
    }
    // A name is each account's own.
    const twin = await register(other, { keys: [STRANGER_KEY.address] });
    expect(twin.body.data.registerVenue.venue.id).toBe(`ven_dex_${other.id.slice(-8)}`);
  });

  test('is edited by its account alone; what is isolated and what it is settled in never change', async () => {
    const EDIT = `mutation($input: EditVenueInput!) { editVenue(input: $input) {
      venue { name markets { nodes { symbol takeoverMode } } } errors { code ... on ConfigInvalid { problems { path } } } } }`;
    const edit = async (who: { id: string }, input: object) =>
      (await api.send(EDIT, { ...as(who), variables: { input: { venueId, ...input } } })).body.data.editVenue;
    expect(await edit(other, { name: 'Mine' })).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
    const shared = asSent(marketOf(world, { isolated: false }));
    expect(await edit(operator, { markets: [shared] })).toMatchObject({
      errors: [{ code: 'CONFIG_INVALID', problems: [{ path: 'markets.0.isolated' }] }],
    });
    const eth = asSent(marketOf(world, { symbol: 'ETH-PERP', takeoverMode: 'DELEVERAGING' }));
    expect((await edit(operator, { name: 'Dex 2', markets: [eth] })).venue).toEqual({
      name: 'Dex 2',
      markets: {
        nodes: [
          { symbol: 'BTC-PERP', takeoverMode: 'LAYERS' },
          { symbol: 'ETH-PERP', takeoverMode: 'DELEVERAGING' },
        ],
      },
    });
  });

  test('is graded by governors, which makes it ACTIVE, and D takes it back', async () => {
    const READ = `{ venue(id: "${venueId}") { status grade firstLossRatio { percent } actions { name allowed }
      history { nodes { type reason } } } }`;
    const grade = (value: string) =>
      api.place.must(owner, 'gradeVenue', { venueId, grade: value, reason: 'reviewed' });
    const refused = await api.place.send(operator, 'gradeVenue', { venueId, grade: 'A', reason: 'please' });
    expect(refused).toMatchObject({ kind: 'FAILED', failure: { code: 'FORBIDDEN' } });
    await grade('B');
    const { body } = await api.send(READ, as(operator));
    expect(body.data.venue).toMatchObject({
      ...{ status: 'ACTIVE', grade: 'B', firstLossRatio: { percent: '10' } },
      actions: [{ name: 'editVenue', allowed: true }],
    });
    expect(body.data.venue.history.nodes.at(-1)).toEqual({
      ...{ type: 'venue.graded', reason: 'The venue was graded B: reviewed.' },
    });
    await grade('D');
    expect((await api.send(READ)).body.data.venue).toMatchObject({ status: 'PENDING', actions: [] });
  });
});

describe('a market state', () => {
  const SUBMIT = `mutation($input: SubmitMarketStateInput!) { submitMarketState(input: $input) {
    market { markPrice { decimal } asOf requirement { desired { decimal } stored { decimal } gradeFactorBps }
      exposure { stressMove { percent } twoLargest { decimal } holdingCount openInterestRoom { decimal } }
      signals { shortfallsPerDay { decimal } } warnings { account topUp { decimal } deadlineAt }
      deleveragingOrder(against: SHORT) { rank account size { decimal } score { decimal } } }
    errors { code path ... on Stale { newestAt } ... on SignatureInvalid { expectedSigners recovered }
      ... on ConfigInvalid { problems { path } } } } }`;
  const asText = ({ asOf, markPrice, holdings, ...amounts }: MarketStateReport) => ({
    ...Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, `${value}`])),
    ...{ asOf: writeDateTime(asOf), markPrice: formatDecimal(markPrice) },
    holdings: holdings.map(({ account, side, size, entryPrice, equity, maintenance }) => ({
      ...{ account, side, size: formatDecimal(size), entryPrice: formatDecimal(entryPrice) },
      ...{ equity: `${equity}`, maintenance: `${maintenance}` },
    })),
  });
  const sign = (state: MarketStateReport, { market = marketId, key = VENUE_KEY, chainId = 1 } = {}) =>
    key.signTypedData(marketStateTypedData(chainId, market, state));
  const submit = async (state: MarketStateReport, signature: string, who = operator, market = marketId) => {
    const input = { marketId: market, signature, ...asText(state) };
    const { body } = await api.send(SUBMIT, { ...as(who), variables: { input } });
    return body.data?.submitMarketState ?? body.errors[0].extensions;
  };
  // Alice won and is thin, bob wins with more leverage, carl has lost.
  const traders = [
    holding('alice', 'LONG', { entry: 80n, equity: 60n }),
    holding('bob', 'LONG', { entry: 90n, equity: 50n, maintenance: 40n }),
    holding('carl', 'SHORT', { entry: 80n, equity: -20n, maintenance: 50n }),
  ];
  const now = () => stateAt(api.place.clock.now, { holdings: traders });

  test('sizes the market, warns accounts and ranks winners, exactly', async () => {
    const said = await submit(now(), await sign(now()));
    expect(said.errors).toEqual([]);
    // A move of 20 % costs 200 each: 220 and 150 of the two largest are missing, times 2 for grade D.
    expect(said.market).toEqual({
      ...{ markPrice: { decimal: '100' }, asOf: writeDateTime(api.place.clock.now) },
      requirement: { desired: { decimal: '740' }, stored: { decimal: '740' }, gradeFactorBps: 20_000 },
      exposure: {
        ...{ stressMove: { percent: '20' }, twoLargest: { decimal: '370' }, holdingCount: 3 },
        openInterestRoom: { decimal: '5000' },
      },
      signals: { shortfallsPerDay: null },
      // Carl is asked for 1.25 times 50, and what he lacks.
      warnings: [
        {
          ...{ account: 'alice', topUp: { decimal: '2.5' } },
          deadlineAt: writeDateTime(api.place.clock.now + 3_600),
        },
        {
          ...{ account: 'carl', topUp: { decimal: '82.5' } },
          deadlineAt: writeDateTime(api.place.clock.now + 3_600),
        },
      ],
      // 25 % at 16.67 times, 11.1 % at 20 times.
      deleveragingOrder: [
        { rank: '1', account: 'alice', size: { decimal: '10' }, score: { decimal: '4.166666666666666666' } },
        { rank: '2', account: 'bob', size: { decimal: '10' }, score: { decimal: '2.222222222222222222' } },
      ],
    });
  });

  test('is not shown to others where it concerns single traders', async () => {
    const { body } = await api.send(
      `{ market(id: "${marketId}") { warnings { account } deleveragingOrder(against: LONG) { rank } exposure { holdingCount } } }`,
      as(other),
    );
    expect(body.data.market).toEqual({
      ...{ warnings: null, deleveragingOrder: null, exposure: { holdingCount: 3 } },
    });
  });

  test('counts once, and no older than a minute', async () => {
    const again = now();
    const newest = writeDateTime(api.place.clock.now);
    expect(await submit(again, await sign(again))).toMatchObject({
      errors: [{ code: 'STALE', path: 'input.asOf', newestAt: newest }],
    });
    api.place.clock.now += 120;
    const old = stateAt(api.place.clock.now - 61);
    const limit = writeDateTime(api.place.clock.now - 61);
    expect(await submit(old, await sign(old))).toMatchObject({
      errors: [{ code: 'STALE', newestAt: limit }],
    });
    const ahead = stateAt(api.place.clock.now + 61);
    expect(await submit(ahead, await sign(ahead))).toMatchObject({
      errors: [{ code: 'CONFIG_INVALID', problems: [{ path: 'asOf' }] }],
    });
  });

  test("is the venue's own: not of another key, another market, another chain, or another figure", async () => {
    const state = now();
    const eth = marketId.replace('btc', 'eth');
    const foreign = [
      await sign(state, { key: STRANGER_KEY }),
      await sign(state, { market: eth }),
      await sign(state, { chainId: 2 }),
      await sign({ ...state, markPrice: 101n * WAD }),
      await sign({ ...state, holdings: state.holdings.slice(1) }),
      '0x00',
      '',
      `0x${'ff'.repeat(65)}`,
    ];
    for (const signature of foreign) {
      const { errors, market } = await submit(state, signature);
      expect([market, errors[0].code]).toEqual([null, 'SIGNATURE_INVALID']);
      expect(errors[0].expectedSigners).toEqual([VENUE_KEY.address.toLowerCase()]);
    }
    expect((await submit(state, await sign(state), other)).errors[0].code).toBe('NOT_FOUND');
    const none = await submit(state, await sign(state), operator, 'mkt_none');
    expect(none.errors[0].code).toBe('NOT_FOUND');
  });

  test('asks for less only slowly', async () => {
    const READ = `{ market(id: "${marketId}") { requirement { desired { amount } stored { amount } } } }`;
    const read = async () => {
      const { body } = await api.send(READ);
      const { desired, stored } = body.data.market.requirement;
      return [desired.amount, stored.amount].map(BigInt) as [bigint, bigint];
    };
    const [, before] = await read();
    api.place.clock.now += 86_400;
    const calm = stateAt(api.place.clock.now);
    await submit(calm, await sign(calm));
    const [desired, stored] = await read();
    // A hundredth an update, rounded against the venue.
    expect(stored).toBe(before - before / 100n);
    expect(desired).toBeLessThan(stored);
  });

  test('may hold any figure that fits, and none that does not', async () => {
    const huge = 10n ** 29n;
    expect([isTooLarge(huge, huge, UNIT), isTooLarge(huge, huge, WAD)]).toEqual([false, true]);
    for (const bad of [{ size: huge + 1n }, { size: 0n }, { entryPrice: 0n }, { equity: -huge - 1n }]) {
      const state = stateAt(api.place.clock.now, { holdings: [{ ...holding('a', 'LONG'), ...bad }] });
      expect((await submit(state, await sign(state))).code).toBe('INPUT_INVALID');
    }
    const poor = { ...holding('a', 'LONG'), equity: -huge, entryPrice: 1n, size: 1n };
    const edge = stateAt(api.place.clock.now + 1, { mark: 1n, holdings: [poor], volume: huge });
    expect((await submit(edge, await sign(edge))).errors).toEqual([]);
    const twice = stateAt(api.place.clock.now + 2, {
      holdings: [holding('a', 'LONG'), holding('a', 'SHORT')],
    });
    expect(await submit(twice, await sign(twice))).toMatchObject({
      errors: [{ problems: [{ path: 'holdings.1.account' }] }],
    });
  });
});
