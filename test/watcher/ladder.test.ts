import { afterAll, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { testDatabaseUri } from '../support/database.ts';
import { leveredWorld, poolOf } from '../support/leveredWorld.ts';
import { START } from '../support/marketplace.ts';
import { drive, halfHours } from './driven.ts';
import { STORY_RULE } from './story.ts';
import { closeDatabases, emptyMarketplace } from './world.ts';

afterAll(closeDatabases);

/** A series of 16 days; the low one stands at 0.70 from 02:00 to 04:00. */
const series = (isLow: boolean) =>
  halfHours(16, (hours) => (isLow && hours >= 2 && hours < 4 ? (70n * WAD) / 100n : WAD));

test('the watcher takes a pool down the ladder and pays its run-off to the last unit, by itself', async () => {
  const place = await emptyMarketplace(testDatabaseUri());
  const watcher = drive(place);
  const { sent, stepAt, calmDown } = watcher;
  try {
    const calm = await series(false);
    const world = await leveredWorld(place, {
      files: [await series(true), calm, calm],
      rule: STORY_RULE,
      maxGapSeconds: HOUR_SECONDS,
      days: [8, 8, 10],
      calmDown,
    });
    for (let hours = 2; hours <= 12; hours += 0.5) await stepAt(hours);
    const pool = await poolOf(world);
    expect(pool).toMatchObject({ status: 'RECAPITALISING', topUpCall: { secondsLeft: 3 * DAY_SECONDS } });
    expect(sent.judgePool).toBe(1);
    expect(sent.payRunOff).toBeUndefined();
    const deadline = (pool.topUpCall?.runningSince ?? 0) + 3 * DAY_SECONDS;
    for (let hours = 24; START + hours * HOUR_SECONDS < deadline; hours += 12) await stepAt(hours);
    expect((await poolOf(world)).status).toBe('RECAPITALISING');
    for (let hours = 96; hours < 15 * 24; hours += 6) await stepAt(hours);
    const end = await poolOf(world);
    expect(end).toMatchObject({ status: 'RUN_OFF', shares: 0n, runOff: { round: null } });
    expect(end.runOff?.rounds).toBeGreaterThan(1);
    // Two judgements, and for each round what announces, funds and pays it: nothing is tried in vain.
    expect(sent.judgePool).toBe(2);
    expect(sent.payRunOff).toBe(3 * (end.runOff?.rounds ?? 0));
    expect((await auditLedger(place.database)).differences).toEqual([]);
  } finally {
    await watcher.close();
    await place.stop();
  }
});
