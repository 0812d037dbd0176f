import { afterAll, expect, test } from 'vitest';
import { SALE_WAIT_SECONDS } from '../../src/domain/shared/limits.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { vaultIdOf } from '../../src/market/vault/vaultId.ts';
import type { ReserveSaleDocument } from '../../src/store/documents/auctions.ts';
import { loadByIds } from '../../src/store/load.ts';
import { coinVault } from '../support/coinVault.ts';
import { testDatabaseUri } from '../support/database.ts';
import { leveredWorld } from '../support/leveredWorld.ts';
import { person, UNIT } from '../support/marketplace.ts';
import { drive, fallingToSeventy, halfHours } from './driven.ts';
import { STORY_RULE } from './story.ts';
import { closeDatabases, emptyMarketplace } from './world.ts';

afterAll(closeDatabases);

test('the watcher sells what a vault holds before it allocates, round by round, and waits no longer than it may', async () => {
  const place = await emptyMarketplace(testDatabaseUri());
  const watcher = drive(place, ['sellReserves', 'resetAuction']);
  const { sent, until, calmDown } = watcher;
  try {
    const file = await halfHours(12, fallingToSeventy);
    const { assetId } = await leveredWorld(place, {
      files: [file, file, file],
      rule: STORY_RULE,
      maxGapSeconds: HOUR_SECONDS,
      calmDown,
    });
    const price = await halfHours(12, () => 2_000n * WAD);
    const { coinId } = await coinVault(place, { payoutAssetId: assetId, config: { file: price } });
    const vaultId = vaultIdOf(assetId, coinId);
    const saleOf = async () => {
      const [sale] = await loadByIds(place.database, 'auctions', [`auc_${vaultId.slice('rsv_'.length)}_1`]);
      return sale as ReserveSaleDocument | undefined;
    };
    await until(async () => (await saleOf()) !== undefined);
    const sale = await saleOf();
    expect(sale?.round).toMatchObject({ kind: 'FALLING', topPrice: 2_400n * WAD });
    expect(sale?.incidentIds).toHaveLength(3);
    const taken = { auctionId: sale?._id, amount: 10n ** 18n, maxPrice: 2_400n * UNIT };
    await place.must(person(4), 'takeAuction', taken);

    await until(() => (sent.allocateIncident ?? 0) > 0);
    const [event] = await loadByIds(place.database, 'incidents', [sale?.incidentIds[0] ?? '']);
    expect((event?.allocatedAt ?? 0) - (sale?.openedAt ?? 0)).toBe(SALE_WAIT_SECONDS);
    // A round of two hours each; nobody came again.
    expect(sent.resetAuction).toBeGreaterThanOrEqual(5);
    expect(await saleOf()).toMatchObject({ status: 'ENDED', taken: 10n ** 18n });
    await until(() => (sent.closeIncident ?? 0) === 3);
    const [vault] = await loadByIds(place.database, 'vaults', [vaultId]);
    expect(vault).toMatchObject({ saleId: null, frozenSince: null, breachedProductIds: [] });
    expect((await auditLedger(place.database)).differences).toEqual([]);
  } finally {
    await watcher.close();
    await place.stop();
  }
});
