/** What governors allow a grade is what its venues may draw. */
import { expect, test } from 'vitest';
import { WAD } from '../../../src/domain/shared/units.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { liquidationIdOf } from '../../../src/market/venue/ids.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { openMarketplace, person, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { opened, registerTestVenue, stateOfMarket, VENUE_KEY } from '../../support/venue.ts';

test('an eighth instead of a tenth of the shared fund, for one loss event at grade A', async () => {
  const place = await openMarketplace(testDatabaseUri());
  const world = await readyWorld(place);
  const { assetId } = world;
  const [owner, operator] = [person(1, ['OWNER']), person(600)];
  await place.must(SYSTEM, 'registerAccount', { address: operator.address, roles: [] });
  const funding = { assetId, amount: 1_000_000n * UNIT, reference: 'opening' };
  await place.must(SYSTEM, 'creditAccount', { accountId: operator.id, ...funding });
  const { venueId, marketIds } = await registerTestVenue(place, operator, world);
  const [marketId = ''] = marketIds;
  await stateOfMarket(place, operator, marketId);
  const sharedId = reserveIdOf('SHARED_FUND', assetId);
  const fundId = reserveIdOf('MARKET_FUND', marketId);
  const give = (reserveId: string, units: bigint) =>
    place.must(operator, 'contributeToReserve', { reserveId, amount: units * UNIT, kind: 'TRADING_FEE' });
  await give(sharedId, 10_000n);
  await give(fundId, 1_000n);
  const changes = [
    { kind: 'gradeVenue', input: { venueId, grade: 'A', reason: 'reviewed' } },
    { kind: 'setParameter', input: { name: 'venueEventCapABps', value: 1_250n } },
  ];
  await place.must(owner, 'propose', { reason: 'It is trusted', chainId: 1, changes });
  const liquidations = [opened('1', place.clock.now, { size: 1_000n * WAD })];
  const input = { marketId, liquidations, ranges: [null], signer: VENUE_KEY.address };
  await place.must(operator, 'submitLiquidations', input);
  const [liquidation] = await loadByIds(place.database, 'liquidations', [liquidationIdOf(venueId, '1')]);
  const held = new Map(liquidation?.held.map(({ reserveId, amount }) => [reserveId, amount]));
  expect(held.get(sharedId)).toBe(1_250n * UNIT);
  await place.stop();
});
