import { afterAll, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { reserveIdOf } from '../../src/market/reserve/reserveId.ts';
import { loadByIds } from '../../src/store/load.ts';
import { queriesOf, stored } from '../market/queries/reading.ts';
import { testDatabaseUri } from '../support/database.ts';
import { leveredWorld, poolOf } from '../support/leveredWorld.ts';
import { person, UNIT } from '../support/marketplace.ts';
import { drive, halfHours } from './driven.ts';
import { STORY_RULE } from './story.ts';
import { closeDatabases, emptyMarketplace } from './world.ts';

afterAll(closeDatabases);

/** A series of 34 days; the doubtful one stands under the watch level, and not under the strike, from 6:00 to 8:00. */
const series = (isDoubtful: boolean) =>
  halfHours(34, (hours) => (isDoubtful && hours >= 6 && hours < 8 ? (98n * WAD) / 100n : WAD));

/** 1.4 times what the two largest groups, 19,900 each, would pay. */
const BUFFER = (14n * 39_800n * UNIT) / 10n;

test('the watcher gives what funds hold above their buffer, hourly at most, and nothing in a watch', async () => {
  const place = await emptyMarketplace(testDatabaseUri());
  const watcher = drive(place);
  const { sent, stepAt, calmDown } = watcher;
  try {
    const calm = await series(false);
    const world = await leveredWorld(place, {
      files: [await series(true), calm, calm],
      rule: STORY_RULE,
      maxGapSeconds: HOUR_SECONDS,
      days: [60, 60, 60],
      calmDown,
    });
    const { assetId, poolId, second, underwriter } = world;
    const [fundId, sharedId] = [reserveIdOf('POOL_FUND', poolId), reserveIdOf('SHARED_FUND', assetId)];
    const vault = { payoutAssetId: assetId, assetId };
    const opened = await place.must<{ reserveId: string }>(person(1, ['OWNER']), 'createVault', vault);
    const vaultId = opened.reserveId;
    await place.must(second, 'depositCapital', { into: vaultId, amount: 10_000n * UNIT });
    const give = (reserveId: string, amount: bigint) =>
      place.must(underwriter, 'contributeToReserve', { reserveId, amount, kind: 'TRADING_FEE' });
    const held = (reserveId: string) => stored(place, `${reserveId}/funds`, assetId);

    await give(fundId, BUFFER + 3_000n * UNIT);
    await give(sharedId, BUFFER + 3_000n * UNIT);
    for (const hours of [2, 2.25, 2.5, 2.75]) await stepAt(hours);
    // Once each in this hour, however often the watcher looks.
    expect(sent.distributeExcess).toBe(2);
    for (const id of [fundId, sharedId]) {
      expect(await held(id)).toBeGreaterThanOrEqual(BUFFER);
      expect(await held(id)).toBeLessThan(BUFFER + UNIT);
    }
    const early = (await queriesOf(place).poolViews([poolId])).get(poolId)?.unreleased ?? 0n;
    expect(early).toBeGreaterThanOrEqual(2_990n * UNIT);

    for (let hours = 3; hours < 6; hours += 1) await stepAt(hours);
    for (const hours of [6.5, 7]) await stepAt(hours);
    expect((await poolOf(world)).products[0]?.frozenSince).not.toBeNull();
    const during = await held(fundId);
    await give(fundId, 1_000n * UNIT);
    for (const hours of [7.5, 8, 8.5]) await stepAt(hours);
    expect(await held(fundId)).toBeGreaterThanOrEqual(during + 1_000n * UNIT);
    for (const hours of [9, 9.5, 10]) await stepAt(hours);
    expect((await poolOf(world)).products[0]?.frozenSince).toBeNull();
    expect(await held(fundId)).toBeLessThan(BUFFER + UNIT);

    for (let hours = 12; hours <= 33 * 24; hours += 12) await stepAt(hours);
    const [fund] = await loadByIds(place.database, 'reserves', [fundId]);
    const [pool, stake] = [await poolOf(world), (await loadByIds(place.database, 'vaults', [vaultId]))[0]];
    const given = fund?.draws.EXCESS ?? 0n;
    expect(given).toBeGreaterThan(4_000n * UNIT);
    // Both lump sums have arrived; what is under way is of the premium since.
    expect(pool.results.amounts.reserveIncome).toBeGreaterThanOrEqual(4_000n * UNIT);
    expect(stake?.results.amounts.reserveIncome).toBeGreaterThanOrEqual(3_000n * UNIT);
    expect((await auditLedger(place.database)).differences).toEqual([]);
  } finally {
    await watcher.close();
    await place.stop();
  }
});
