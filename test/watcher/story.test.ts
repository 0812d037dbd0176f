import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { TickReport } from '../../src/watcher/report.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, START, UNIT } from '../support/marketplace.ts';
import { act, STORY_TIMES, setScene, storySeries, tellStory } from './story.ts';
import { all, closeDatabases, emptyMarketplace, watch, writeSeries } from './world.ts';

const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

describe('the watcher over the life of a product', () => {
  test('watches at once, decides in event time, pays, thaws, releases and pays the exit', async () => {
    await setScene(place, await writeSeries(storySeries()));
    watcher = watch(place);
    const phases: string[] = [];
    const reports: TickReport[] = [];
    const commandsOf = (step: number) => Object.keys(reports[step]?.done ?? {}).sort();
    for (let step = 0; step < STORY_TIMES.length; step += 1) {
      place.clock.now = STORY_TIMES[step] ?? 0;
      const report = await watcher.tick();
      expect(report).toMatchObject({ errors: [], failed: [], refused: [], holder: true });
      reports.push(report);
      await act(place, step);
      phases.push((await all(place.database, 'products'))[0]?.phase ?? '');
    }
    expect(phases.slice(0, 13)).toEqual([
      'WATCH',
      'WATCH',
      'CALM', // 01:00: an hour at or above the level
      'CALM',
      'CALM',
      'WATCH', // 02:30: the first low reading, long before its slot is closed
      'BREACH', // 03:00: the slot of 02:30 is closed
      'CONFIRMED',
      'CONFIRMED',
      'WATCH', // 04:30: recovered at 04:10
      'WATCH',
      'CALM', // 05:30: the incident was paid at 05:00
      'CALM',
    ]);
    expect(commandsOf(5)).toContain('watchProduct');
    expect(commandsOf(7)).toEqual(expect.arrayContaining(['advanceFeed', 'openIncident']));
    expect(commandsOf(10)).toEqual(
      expect.arrayContaining(['allocateIncident', 'assessIncident', 'closeIncident', 'payIncident']),
    );
    const [incident] = await all(place.database, 'incidents');
    expect(incident).toMatchObject({
      status: 'PAID',
      breachStart: START + 2.5 * HOUR_SECONDS,
      confirmedAt: START + 3 * HOUR_SECONDS,
      settlesAt: START + 4 * HOUR_SECONDS,
      payoutRatioWad: WAD / 2n,
      policies: { scanned: 2, eligible: 2, paid: 2 },
      paidAt: START + 5 * HOUR_SECONDS,
    });
    const payouts = await all(place.database, 'payouts');
    expect(payouts.map(({ paid }) => paid)).toEqual([5_000n * UNIT, (3_333n * UNIT) / 2n]);
    const policies = await all(place.database, 'policies');
    expect(policies.map(({ end }) => end)).toEqual(['EXPIRED', 'EXPIRED']);
    const [withdrawal] = await all(place.database, 'withdrawals');
    expect(withdrawal).toMatchObject({ status: 'PAID', maturedAt: START + 8 * DAY_SECONDS });
    const [pool] = await all(place.database, 'pools');
    expect(pool).toMatchObject({ earmarks: [], queuedShares: 0n, frozenSince: null });
    expect(pool?.products[0]?.cover).toBe(0n);
  });

  test('sends nothing twice: a second step at the same time does nothing', async () => {
    await setScene(place, await writeSeries(storySeries()));
    watcher = watch(place);
    await tellStory(place, watcher, 0, () => undefined);
    const again = await watcher.tick();
    expect(again).toMatchObject({ done: {}, refused: [], failed: [], errors: [] });
  });

  test('watches when no reading comes, and not before', async () => {
    await setScene(place, await writeSeries(storySeries().slice(0, 4)));
    watcher = watch(place);
    const phaseAt = async (time: number) => {
      place.clock.now = time;
      await watcher.tick();
      return (await all(place.database, 'products'))[0]?.phase;
    };
    const lastRow = START + 1.5 * HOUR_SECONDS;
    expect(await phaseAt(START)).toBe('WATCH');
    expect(await phaseAt(START + HOUR_SECONDS)).toBe('CALM');
    expect(await phaseAt(lastRow + HOUR_SECONDS)).toBe('CALM');
    expect(await phaseAt(lastRow + HOUR_SECONDS + 1)).toBe('WATCH');
    const [event] = await place.database.collection('journal').find({ operation: 'watchProduct' }).toArray();
    expect(event?.events).toMatchObject([
      { eventTime: lastRow + HOUR_SECONDS, changes: { cause: 'NO_READING' } },
    ]);
  });
});

describe('a watcher that does not hold the head', () => {
  test('takes no step', async () => {
    await setScene(place, await writeSeries(storySeries()));
    const standing = () => ({ holder: false, holderKnown: true, queued: 0 });
    watcher = watch(place, { market: { submit: place.market.submit, standing } });
    expect(await watcher.tick()).toMatchObject({ holder: false, feeds: [], done: {} });
    expect(await place.database.collection('sources').countDocuments({})).toBe(0);
  });
});

describe('running live', () => {
  test('takes steps until it is told to stop, also after one that could not be taken', async () => {
    await setScene(place, await writeSeries(storySeries()));
    const stop = new AbortController();
    const reports: TickReport[] = [];
    const failures: unknown[] = [];
    let asked = 0;
    const standing = () => {
      asked += 1;
      if (asked === 2) throw new Error('the database is away');
      return place.market.standing();
    };
    watcher = watch(place, {
      market: { submit: place.market.submit, standing },
      reported(report) {
        reports.push(report);
        if (reports.length === 3) stop.abort();
      },
      failed: (error) => failures.push(error),
    });
    await watcher.run(stop.signal, 1);
    expect(failures).toEqual([new Error('the database is away')]);
    expect(reports.map(({ errors }) => errors)).toEqual([[], [], []]);
  });
});
