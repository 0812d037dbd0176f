import { afterAll, expect, test } from 'vitest';
import { HOUR_SECONDS } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { reserveIdOf } from '../../src/market/reserve/reserveId.ts';
import { loadByIds } from '../../src/store/load.ts';
import { accept, commitmentOf, committer, offer } from '../support/commitments.ts';
import { testDatabaseUri } from '../support/database.ts';
import { leveredWorld } from '../support/leveredWorld.ts';
import { SYSTEM, UNIT } from '../support/marketplace.ts';
import { drive, fallingToSeventy, halfHours } from './driven.ts';
import { STORY_RULE } from './story.ts';
import { closeDatabases, emptyMarketplace } from './world.ts';

afterAll(closeDatabases);

test('the watcher takes what is called as money comes, before the allocation and after the last payment', async () => {
  const place = await emptyMarketplace(testDatabaseUri());
  const watcher = drive(place, ['collectCommitments']);
  const { sent, until, calmDown } = watcher;
  try {
    const file = await halfHours(12, fallingToSeventy);
    const { assetId, poolId } = await leveredWorld(place, {
      files: [file, file, file],
      rule: STORY_RULE,
      maxGapSeconds: HOUR_SECONDS,
      calmDown,
    });
    const giver = await committer(place);
    const fund = (units: bigint) =>
      place.must(SYSTEM, 'creditAccount', {
        ...{ accountId: giver.id, assetId, amount: units * UNIT, reference: 'capital' },
      });
    const id = await offer(place, giver, assetId, 10_000n * UNIT);
    expect(await accept(place, id)).toMatchObject({ kind: 'DONE' });
    await fund(1_000n);
    const now = () => commitmentOf(place, id);

    await until(async () => (await now()).calls.length > 0);
    expect((await now()).calls).toMatchObject([{ amount: 10_000n * UNIT, paidIn: 1_000n * UNIT }]);
    expect(sent.collectCommitments).toBeUndefined();
    await fund(2_000n);
    await watcher.stepOn();
    expect((await now()).calls).toMatchObject([{ paidIn: 3_000n * UNIT }]);
    expect(sent.collectCommitments).toBe(1);

    await until(() => (sent.closeIncident ?? 0) === 3);
    const { used, calls } = await now();
    expect(used).toBe(3_000n * UNIT);
    expect(calls).toMatchObject([{ amount: 7_000n * UNIT, paidIn: 0n }]);
    await fund(20_000n);
    await until(async () => (await now()).status === 'ENDED');
    expect(await now()).toMatchObject({ used: 10_000n * UNIT, calls: [] });
    const [ownFund] = await loadByIds(place.database, 'reserves', [reserveIdOf('POOL_FUND', poolId)]);
    expect(ownFund?.inflows.RECOVERY).toBe(7_000n * UNIT);
    await until(() => (sent.repayRecoveries ?? 0) >= 2);
    expect((await auditLedger(place.database)).differences).toEqual([]);
  } finally {
    await watcher.close();
    await place.stop();
  }
});
