import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDateTime } from '../../../src/api/scalars/dateTime.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { formatDecimal } from '../../../src/domain/trigger/decimal.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { LiquidationReport } from '../../../src/market/venue/liquidationInput.ts';
import type { MarketStateReport } from '../../../src/market/venue/stateInput.ts';
import { liquidationsTypedData } from '../../../src/market/venue/typedData.ts';
import { feed, person, type ReadyWorld, readyWorld, SYSTEM } from '../../support/marketplace.ts';
import {
  closed,
  holding,
  opened,
  registerTestVenue,
  STRANGER_KEY,
  stateAt,
  VENUE_KEY,
} from '../../support/venue.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let marketId: string;
const operator = person(600);
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  await api.place.must(SYSTEM, 'registerAccount', { address: operator.address, roles: [] });
  [marketId = ''] = (await registerTestVenue(api.place, operator, world)).marketIds;
});
afterAll(() => api.stop());

const as = (who: { id: string }) => ({ token: api.token(who.id) });
const SUBMIT = `mutation($input: SubmitLiquidationsInput!) { submitLiquidations(input: $input) {
  results { accepted reason remedy liquidation { id status worstCase { decimal } held { amount { decimal } }
    close { countedPrice { decimal } shortfall { amount } avoided { amount } claim { amount }
      delta { isSurplus amount { amount } } allocation { layers { amount { amount } } hash }
      deleveraging { rank account size { decimal } price { decimal } } haircut { account amount { amount } } } } }
  accepted rejected errors { code path ... on ConfigInvalid { problems { path } } } } }`;
const text = (value: bigint | null) => (value === null ? null : formatDecimal(value));
const submit = async (
  market: string,
  reports: LiquidationReport[],
  { key = VENUE_KEY, signedFor = market } = {},
) => {
  const signature = await key.signTypedData(liquidationsTypedData(1, signedFor, reports));
  const liquidations = reports.map((report) => ({
    ...{ ...report, at: writeDateTime(report.at), fee: report.fee === null ? null : `${report.fee}` },
    ...{ size: text(report.size), filledSize: text(report.filledSize) },
    ...{ entryPrice: text(report.entryPrice), closePrice: text(report.closePrice) },
    bankruptcyPrice: text(report.bankruptcyPrice),
  }));
  const input = { marketId: market, signature, liquidations };
  const { body } = await api.send(SUBMIT, { ...as(operator), variables: { input } });
  return body.data?.submitLiquidations ?? body.errors[0].extensions;
};
const now = () => api.place.clock.now;
const say = async (holdings: MarketStateReport['holdings'], market: string) => {
  api.place.clock.now += 60;
  await feed(api.place, world.feedId, [{ at: now(), value: 2n * WAD }], now());
  const state = stateAt(now(), { mark: 2n * WAD, holdings });
  await api.place.must(operator, 'submitMarketState', {
    ...state,
    marketId: market,
    signer: VENUE_KEY.address,
  });
};
const won = (account: string, size: bigint) => ({
  ...holding(account, 'LONG', { entry: 1n, equity: 600n }),
  size,
});
const short = {
  side: 'SHORT' as const,
  size: 500n * WAD,
  entryPrice: WAD,
  bankruptcyPrice: (12n * WAD) / 10n,
};

test('close A at the price at which B broke, exactly as much as was needed', async () => {
  const b = { ...holding('B', 'SHORT', { size: 500n, entry: 1n, equity: -400n }) };
  await say([won('A', 500n * WAD), b], marketId);
  const ends = { ...short, account: 'B' };
  const said = await submit(marketId, [
    opened('v-24', now(), ends),
    closed('v-24', now(), 2n, { ...ends, filledSize: 0n }),
  ]);
  expect(said).toMatchObject({ accepted: 2, rejected: 0, errors: [] });
  expect(said.results[1].liquidation.close).toMatchObject({
    ...{ shortfall: { amount: '400000000' }, avoided: { amount: '400000000' }, claim: { amount: '0' } },
    ...{ allocation: { layers: [] }, haircut: [], delta: { isSurplus: false } },
    deleveraging: [{ rank: '1', account: 'A', size: { decimal: '500' }, price: { decimal: '1.2' } }],
  });
});

test('share what nobody could bear as the published table does, to the unit', async () => {
  const tenths = [50n, 45n, 30n, 30n, 15n, 1n];
  const winners = tenths.map((size, index) => won(`w${index}`, (size * WAD) / 10n));
  await say(winners, marketId);
  // One contract short that broke at 1 and went at 2: a whole unit is missing.
  const ends = { side: 'SHORT' as const, size: WAD, entryPrice: WAD, bankruptcyPrice: WAD };
  const said = await submit(marketId, [
    opened('v-26', now(), ends),
    closed('v-26', now(), 2n, { ...ends, filledSize: WAD }),
  ]);
  const { close } = said.results[1].liquidation;
  expect(close.haircut.map(({ amount }: { amount: { amount: string } }) => amount.amount)).toEqual([
    ...['292398', '263158', '175439', '175438', '87719', '5848'],
  ]);
  expect(close).toMatchObject({ shortfall: { amount: '1000000' }, claim: { amount: '0' } });
});

test("are the venue's own, of that market, and told in full", async () => {
  const report = [opened('h-1', now(), { bankruptcyPrice: WAD })];
  for (const how of [{ key: STRANGER_KEY }, { signedFor: `${marketId}x` }]) {
    expect((await submit(marketId, report, how)).errors[0].code).toBe('SIGNATURE_INVALID');
  }
  const wrong = [
    opened('h-2', now(), { fee: 1n }),
    closed('h-3', now(), 2n, { filledSize: 11n * WAD }),
    closed('h-4', now(), 2n, { closePrice: null }),
  ];
  const { errors, results } = await submit(marketId, wrong);
  expect([results, errors[0].problems.map(({ path }: { path: string }) => path)]).toEqual([
    ...[null, ['liquidations.0.fee', 'liquidations.1.filledSize', 'liquidations.2.closePrice']],
  ]);
  for (const bad of [{ size: 0n }, { externalId: '' }, { externalId: 'a b' }, { account: '$where' }]) {
    expect((await submit(marketId, [opened('h-5', now(), bad)])).code).toBe('INPUT_INVALID');
  }
  // A price of 0 is the feed's edge.
  const none = { bankruptcyPrice: (3n * WAD) / 2n };
  const said = await submit(marketId, [opened('h-6', now(), none), closed('h-6', now(), 0n, none)]);
  expect(said.results[1].liquidation.close.countedPrice.decimal).toBe('1.96');
  expect((await auditLedger(api.place.database)).differences).toEqual([]);
});
