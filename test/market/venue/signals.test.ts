/** A market tells when its margins and its fund have become too thin: once, before anything is liquidated. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { newestEvents } from '../../support/newestEvents.ts';
import { holding, registerTestVenue, stateOfMarket } from '../../support/venue.ts';

const operator = person(600);
let place: Marketplace;
let marketId: string;
let fundId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  const world = await readyWorld(place);
  await place.must(SYSTEM, 'registerAccount', { address: operator.address, roles: [] });
  const funds = { assetId: world.assetId, amount: 1_000_000n * UNIT, reference: 'opening' };
  await place.must(SYSTEM, 'creditAccount', { accountId: operator.id, ...funds });
  [marketId = ''] = (await registerTestVenue(place, operator, world)).marketIds;
  fundId = reserveIdOf('MARKET_FUND', marketId);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

/** What a state tells beside that it was given. */
async function told(holdings: ReturnType<typeof holding>[]) {
  place.clock.now += 1;
  await stateOfMarket(place, operator, marketId, { holdings });
  const events = await newestEvents(place);
  return events
    .filter(({ type }) => type !== 'market.reported')
    .map(({ type, changes }) => ({ type, ...changes }));
}

test('each sign is told when it comes and when it goes, with its figures', async () => {
  const sound = [holding('a', 'LONG'), holding('b', 'SHORT')];
  const thin = [holding('a', 'LONG', { equity: 51n }), holding('b', 'SHORT', { equity: 52n })];
  expect(await told(sound)).toEqual(
    [
      { type: 'reserve.status_changed', status: 'UNDER_MINIMUM', ...{ before: 'NOTHING_REQUIRED' } },
      { type: 'market.coverage_fell' },
    ].map((event) => expect.objectContaining(event)),
  );
  expect(await told(sound)).toEqual([]);
  expect(await told(thin)).toEqual([{ type: 'market.margins_fell', before: 0, warned: 2 }]);
  expect(await told(thin)).toEqual([]);
  const amount = 100_000n * UNIT;
  await place.must(operator, 'contributeToReserve', { reserveId: fundId, amount, kind: 'TRADING_FEE' });
  expect((await told(sound)).map(({ type }) => type)).toEqual([
    'reserve.status_changed',
    'market.coverage_restored',
    'market.margins_restored',
  ]);
});
