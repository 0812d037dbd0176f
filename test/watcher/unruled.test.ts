/** Chains that split, and nobody who says which branch counts: nobody is held for ever. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { TickReport } from '../../src/watcher/report.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { gist } from '../support/holder.ts';
import { type Marketplace, START } from '../support/marketplace.ts';
import { mortal } from './mortal.ts';
import { digitHash, newScript, report, type Script, scripted, scriptedSource, splitAt } from './scripted.ts';
import { BUYER, buy, declare, feedOf, incidentOf } from './splitChain.ts';
import { STORY_RULE } from './story.ts';
import { addFeed, all, closeDatabases, emptyMarketplace, openHouse, watch } from './world.ts';

const HALF_HOUR = HOUR_SECONDS / 2;
const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
afterEach(async () => {
  await watcher.close();
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

async function tickAt(at: number): Promise<TickReport> {
  place.clock.now = at;
  const told = await watcher.tick();
  expect(told).toMatchObject({ errors: [], failed: [], refused: [] });
  return told;
}
describe('a split that nobody rules on', () => {
  let one: Script;
  let two: Script;
  beforeEach(async () => {
    [one, two] = [newScript(), newScript()];
    place = await emptyMarketplace(URI);
    one.final = Array.from({ length: 12 }, (_, index) => index).flatMap((halfHour) => {
      const cents = halfHour >= 5 && halfHour < 8 ? 89n : 100n;
      return ['ada', 'bob', 'cy'].map((operator) =>
        report('one', operator, START + halfHour * HALF_HOUR, cents * 10n ** 6n),
      );
    });
    await addFeed(place, await openHouse(place), {
      subject: 'USDC',
      sources: [scriptedSource('one', ['ada', 'bob', 'cy']), scriptedSource('two', ['di'])],
      rule: STORY_RULE,
      quorum: 3,
      decimals: 8,
      waitingSeconds: 0,
    });
    watcher = watch(place, { families: [scripted({ one, two })] });
    for (const halfHour of [0, 1, 2]) await tickAt(START + halfHour * HALF_HOUR);
    expect(gist(await buy(place, 'USDC depeg'))).toBe('DONE');
    for (let halfHour = 3; halfHour <= 10; halfHour += 1) await tickAt(START + halfHour * HALF_HOUR);
    expect((await incidentOf(place)).status).toBe('CHALLENGE');
  });

  test('holds nobody for more than seven days: the feed goes on without the source, and the incident is paid', async () => {
    two.failure = splitAt(9);
    const since = START + 11 * HALF_HOUR;
    await tickAt(since);
    expect((await incidentOf(place)).status).toBe('FORK_HELD');
    await tickAt(since + 7 * DAY_SECONDS - 1);
    expect((await feedOf(place)).status).toBe('SUSPENDED');
    const at = since + 7 * DAY_SECONDS;
    await tickAt(at);
    expect(await feedOf(place)).toMatchObject({ status: 'SANDBOX', fork: { endedAt: at, ruling: null } });
    expect(await incidentOf(place)).toMatchObject({ status: 'CHALLENGE', payableAt: at + 2 * HOUR_SECONDS });
    await tickAt(at + 2 * HOUR_SECONDS);
    expect((await incidentOf(place)).status).toBe('PAID');
    expect((await feedOf(place)).watermark).toBeGreaterThan(at);
  });

  test('suspends nothing again for thirty days, and may be ruled on still', async () => {
    two.failure = splitAt(9);
    const since = START + 11 * HALF_HOUR;
    await tickAt(since);
    const at = since + 7 * DAY_SECONDS;
    await tickAt(at);
    two.failure = splitAt(10);
    const until = at + 30 * DAY_SECONDS;
    await tickAt(until - 1);
    expect((await feedOf(place)).status).toBe('SANDBOX');
    await tickAt(until);
    expect(await feedOf(place)).toMatchObject({ status: 'SUSPENDED', fork: { block: 10, since: until } });
    await tickAt(until + 7 * DAY_SECONDS);
    expect(gist(await declare(place, digitHash('a')))).toBe('DONE');
    expect(await feedOf(place)).toMatchObject({
      status: 'SANDBOX',
      fork: { endedAt: until + 7 * DAY_SECONDS, ruling: { canonicalHash: digitHash('a') } },
    });
  });

  test('may be seen by several sources at once: the lowest block is asked about, with all its hashes', async () => {
    one.failure = splitAt(9);
    two.failure = splitAt(9, ['b', 'c']);
    await tickAt(START + 11 * HALF_HOUR);
    const hashes = ['a', 'b', 'c'].map(digitHash);
    expect((await feedOf(place)).fork).toMatchObject({ block: 9, hashes });
  });

  test('can be challenged while it is held', async () => {
    const { _id: incidentId } = await incidentOf(place);
    two.failure = splitAt(9);
    await tickAt(START + 11 * HALF_HOUR);
    place.clock.now += 3 * DAY_SECONDS;
    const observationId = `feed_usdc_usd/one/ada/${START + 5 * HALF_HOUR}/-`;
    const challenge = { incidentId, observationId, rule: 'CLAMPED' };
    expect(gist(await place.send(BUYER, 'challengeIncident', challenge))).toBe('DONE');
    await watcher.tick();
    expect(await incidentOf(place)).toMatchObject({
      status: 'FORK_HELD',
      challenges: [{ status: 'PENDING' }],
    });
    await declare(place, digitHash('a'));
    await watcher.tick();
    expect(await incidentOf(place)).toMatchObject({
      status: 'CHALLENGE',
      challenges: [{ status: 'UNCHANGED' }],
    });
  });

  test('leaves what a successor finishes, whichever write of holding and releasing a watcher dies of', async () => {
    const overDeadBodies = async (at: number) => {
      place.clock.now = at;
      for (let writes = 0; ; writes += 1) {
        const dying = watch(place, { families: [scripted({ one, two })], ...mortal(place, writes) });
        const { errors } = await dying.tick();
        await dying.close();
        if (errors.length === 0) return writes;
      }
    };
    two.failure = splitAt(9);
    const since = START + 11 * HALF_HOUR;
    expect(await overDeadBodies(since)).toBeGreaterThan(1);
    expect(await feedOf(place)).toMatchObject({ status: 'SUSPENDED', fork: { since } });
    expect(await incidentOf(place)).toMatchObject({ status: 'FORK_HELD', heldSince: since });
    const at = since + 7 * DAY_SECONDS;
    expect(await overDeadBodies(at)).toBeGreaterThan(1);
    expect(await overDeadBodies(at + 2 * HOUR_SECONDS)).toBeGreaterThan(1);
    expect((await incidentOf(place)).status).toBe('PAID');
    expect((await all(place.database, 'payouts')).length).toBe(1);
  });
});
