import { afterAll, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { reserveIdOf } from '../../src/market/reserve/reserveId.ts';
import { loadByIds } from '../../src/store/load.ts';
import { accept, commitmentOf, committer, offer } from '../support/commitments.ts';
import { testDatabaseUri } from '../support/database.ts';
import { leveredWorld } from '../support/leveredWorld.ts';
import { START, SYSTEM, UNIT } from '../support/marketplace.ts';
import { STORY_RULE } from './story.ts';
import { closeDatabases, emptyMarketplace, watch, writeSeries } from './world.ts';

afterAll(closeDatabases);

/** Twelve days, every half hour: all three fall to 70 cents from 24:00 to 36:00. */
const falling = () =>
  writeSeries(
    Array.from({ length: 12 * 48 }, (_, index) => {
      const since = (index * HOUR_SECONDS) / 2;
      const isLow = since >= 24 * HOUR_SECONDS && since < 36 * HOUR_SECONDS;
      return { at: START + since, value: isLow ? (70n * WAD) / 100n : WAD };
    }),
  );

test('the watcher takes what is called as money comes, before the allocation and after the last payment', async () => {
  const place = await emptyMarketplace(testDatabaseUri());
  const watcher = watch(place);
  const sent: Record<string, number> = {};
  const stepAt = async (hours: number) => {
    place.clock.now = START + hours * HOUR_SECONDS;
    const report = await watcher.tick();
    expect(report).toMatchObject({ errors: [], failed: [] });
    expect(report.refused.map(({ command }) => command)).not.toContain('collectCommitments');
    for (const [name, count] of Object.entries(report.done)) sent[name] = (sent[name] ?? 0) + count;
  };
  try {
    const file = await falling();
    const { assetId, poolId } = await leveredWorld(place, {
      files: [file, file, file],
      rule: STORY_RULE,
      maxGapSeconds: HOUR_SECONDS,
      async calmDown() {
        for (const hours of [0, 0.5, 1, 1.5]) await stepAt(hours);
      },
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

    let hours = 2;
    const until = async (isSo: () => boolean | Promise<boolean>) => {
      for (; !(await isSo()); hours += 0.5) {
        if (hours > 200) throw new Error('it never came about');
        await stepAt(hours);
      }
    };
    await until(async () => (await now()).calls.length > 0);
    expect((await now()).calls).toMatchObject([{ amount: 10_000n * UNIT, paidIn: 1_000n * UNIT }]);
    expect(sent.collectCommitments).toBeUndefined();
    await fund(2_000n);
    await stepAt(hours);
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
    await place.stop();
  }
});
