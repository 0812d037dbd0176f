import { afterAll, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { testDatabaseUri } from '../support/database.ts';
import { leveredWorld, poolOf } from '../support/leveredWorld.ts';
import { START } from '../support/marketplace.ts';
import { STORY_RULE } from './story.ts';
import { closeDatabases, emptyMarketplace, watch, writeSeries } from './world.ts';

afterAll(closeDatabases);

/** An hourly series of 16 days; the low one stands at 0.70 from 02:00 to 04:00. */
const series = (isLow: boolean) =>
  writeSeries(
    Array.from({ length: 16 * 48 }, (_, index) => {
      const since = (index * HOUR_SECONDS) / 2;
      const isBroken = isLow && since >= 2 * HOUR_SECONDS && since < 4 * HOUR_SECONDS;
      return { at: START + since, value: isBroken ? (70n * WAD) / 100n : WAD };
    }),
  );

test('the watcher takes a pool down the ladder and pays its run-off to the last unit, by itself', async () => {
  const place = await emptyMarketplace(testDatabaseUri());
  const watcher = watch(place);
  const sent: string[] = [];
  const stepAt = async (hours: number) => {
    place.clock.now = START + hours * HOUR_SECONDS;
    const report = await watcher.tick();
    expect(report).toMatchObject({ errors: [], failed: [], refused: [] });
    for (const command of ['judgePool', 'payRunOff'])
      sent.push(...Array<string>(report.done[command] ?? 0).fill(command));
  };
  try {
    const calm = await series(false);
    const world = await leveredWorld(place, {
      files: [await series(true), calm, calm],
      rule: STORY_RULE,
      maxGapSeconds: HOUR_SECONDS,
      days: [8, 8, 10],
      async calmDown() {
        for (const hours of [0, 0.5, 1, 1.5]) await stepAt(hours);
      },
    });
    for (let hours = 2; hours <= 12; hours += 0.5) await stepAt(hours);
    const pool = await poolOf(world);
    expect(pool).toMatchObject({ status: 'RECAPITALISING', topUpCall: { secondsLeft: 3 * DAY_SECONDS } });
    expect(sent).toEqual(['judgePool']);
    const deadline = (pool.topUpCall?.runningSince ?? 0) + 3 * DAY_SECONDS;
    for (let hours = 24; START + hours * HOUR_SECONDS < deadline; hours += 12) await stepAt(hours);
    expect((await poolOf(world)).status).toBe('RECAPITALISING');
    for (let hours = 96; hours < 15 * 24; hours += 6) await stepAt(hours);
    const end = await poolOf(world);
    expect(end).toMatchObject({ status: 'RUN_OFF', shares: 0n, runOff: { round: null } });
    expect(end.runOff?.rounds).toBeGreaterThan(1);
    // Two judgements, and for each round what announces, funds and pays it: nothing is tried in vain.
    expect(sent.filter((command) => command === 'judgePool')).toHaveLength(2);
    expect(sent.filter((command) => command === 'payRunOff')).toHaveLength(3 * (end.runOff?.rounds ?? 0));
    expect((await auditLedger(place.database)).differences).toEqual([]);
  } finally {
    await watcher.close();
    await place.stop();
  }
});
