import { afterAll, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { availableOf, reserveOf } from '../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../src/market/reserve/reserveId.ts';
import { loadByIds } from '../../src/store/load.ts';
import { stored } from '../market/queries/reading.ts';
import { testDatabaseUri } from '../support/database.ts';
import { leveredWorld } from '../support/leveredWorld.ts';
import { person, SYSTEM, UNIT } from '../support/marketplace.ts';
import { closed, opened, registerTestVenue, stateOfMarket, VENUE_KEY } from '../support/venue.ts';
import { drive, halfHours } from './driven.ts';
import { STORY_RULE } from './story.ts';
import { closeDatabases, emptyMarketplace } from './world.ts';

afterAll(closeDatabases);

const [owner, operator] = [person(1, ['OWNER']), person(600)];
const RANGE = { low: 50n * WAD, high: 200n * WAD, evidence: 'a'.repeat(64) };
const contracts = { size: 1_000n * WAD };

test('the watcher pays what venues draw once their window is over, and repays what nobody bore as money comes', async () => {
  const place = await emptyMarketplace(testDatabaseUri());
  const watcher = drive(place);
  const { sent, stepAt, calmDown } = watcher;
  try {
    const calm = await halfHours(1, () => WAD);
    const { assetId, feedIds } = await leveredWorld(place, {
      ...{ files: [calm, calm, calm], rule: STORY_RULE, maxGapSeconds: HOUR_SECONDS },
      calmDown,
    });
    await place.must(SYSTEM, 'registerAccount', { address: operator.address, roles: [] });
    const funds = { accountId: operator.id, assetId, amount: 100_000n * UNIT, reference: 'opening' };
    await place.must(SYSTEM, 'creditAccount', funds);
    const market = { assetId, feedId: feedIds[0] ?? '' };
    const { venueId, marketIds } = await registerTestVenue(place, operator, market);
    const [marketId = ''] = marketIds;
    const fundId = reserveIdOf('MARKET_FUND', marketId);
    const give = (reserveId: string, units: bigint, kind: string) =>
      place.must(operator, 'contributeToReserve', { reserveId, amount: units * UNIT, kind });
    await place.must(owner, 'gradeVenue', { venueId, grade: 'A', reason: 'reviewed' });
    await give(fundId, 100n, 'TRADING_FEE');
    await give(reserveIdOf('SHARED_FUND', assetId), 1_000n, 'PREMIUM');
    await stateOfMarket(place, operator, marketId);
    const { now } = place.clock;
    const close = closed('1', now, 91n, { ...contracts, filledSize: contracts.size });
    await place.must(operator, 'submitLiquidations', {
      ...{ marketId, liquidations: [opened('1', now, contracts), close], ranges: [null, RANGE] },
      signer: VENUE_KEY.address,
    });
    const fund = async () => (await loadByIds(place.database, 'reserves', [fundId]))[0];
    const owed = (await fund())?.recovery.owed ?? 0n;
    expect(owed).toBeGreaterThan(0n);

    for (const hours of [2, 2.5, 3]) await stepAt(hours);
    expect(sent.settleLiquidation).toBeUndefined();
    for (const hours of [3.5, 4]) await stepAt(hours);
    expect(sent.settleLiquidation).toBe(1);
    expect(sent.repayClaims).toBeUndefined();

    const available = () => stored(place, availableOf(operator.id), assetId);
    await give(fundId, 500n, 'RECOVERY');
    const before = await available();
    await stepAt(4.5);
    expect(sent.repayClaims).toBe(2);
    expect((await available()) - before).toBe(500n * UNIT);
    expect((await fund())?.recovery).toMatchObject({ owed: owed - 500n * UNIT, repaid: 500n * UNIT });
    expect(await stored(place, reserveOf(fundId), assetId)).toBe(0n);
    expect((await auditLedger(place.database)).differences).toEqual([]);
  } finally {
    await watcher.close();
    await place.stop();
  }
}, 120_000);
