import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SentReport } from '../../oracles/adapter.ts';
import { WAD } from '../../src/domain/shared/units.ts';
import { openDatabase } from '../../src/store/database.ts';
import type { ReadingDocument, VerdictDocument } from '../../src/store/evidence/documents.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { addPushedFeed, SIGNED_SOURCE, send, submitTo } from '../market/feed/pushedFeed.ts';
import { NAMES, signed, unsigned } from '../oracles/signed-report/signing.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, START } from '../support/marketplace.ts';
import { newScript, type Script, scripted, report as scriptedReport, scriptedSource } from './scripted.ts';
import { all, closeDatabases, emptyMarketplace, evidence, type WatchedFeed, watch } from './world.ts';

const PAR = 10n ** 8n;
const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
let feed: WatchedFeed;
let script: Script;
const submit: ReturnType<typeof submitTo> = (...args) =>
  submitTo(place.database, () => place.clock.now)(...args);

async function open(sources = [SIGNED_SOURCE]): Promise<void> {
  place = await emptyMarketplace(URI);
  script = newScript();
  feed = await addPushedFeed(place, sources);
  watcher = watch(place, { families: [scripted({ one: script })] });
}
async function close(): Promise<void> {
  await watcher.close();
  await place.stop();
}
beforeEach(() => open());
afterEach(close);

const readings = () => evidence<ReadingDocument>(place.database, 'readings');
const theFeed = async () => (await all(place.database, 'feeds'))[0];
const together = (at: number, value = PAR) =>
  Promise.all(NAMES.map((name) => signed(feed.feedId, unsigned(name, at, value))));

async function stepAt(seconds: number): Promise<void> {
  place.clock.now = START + seconds;
  expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
}

describe('a source that reports are sent to', () => {
  test('is neither polled nor waited for: its reports vote once their slots close', async () => {
    place.clock.now = START + 70;
    await send(submit, feed.feedId, await together(START + 60, 99_000_000n));
    await stepAt(961);
    expect(await readings()).toMatchObject([{ at: START + 60, value: (99n * WAD) / 100n }]);
    expect(await theFeed()).toMatchObject({ watermark: START + 60 });
  });

  test('keeps no slot open by its silence', async () => {
    await stepAt(3_600);
    expect((await theFeed())?.watermark).toBe(START + 2_640);
  });

  test('votes beside sources that are polled, which are waited for', async () => {
    await close();
    const signers = { ...SIGNED_SOURCE, operators: ['ada', 'bob'] };
    await open([signers, scriptedSource('one', ['cy'])]);
    script.final = [scriptedReport('one', 'cy', START + 60, PAR)];
    script.readThrough = { eventTime: START + 30 };
    place.clock.now = START + 70;
    await send(submit, feed.feedId, (await together(START + 60)).slice(0, 2));
    await stepAt(1_800);
    expect((await theFeed())?.watermark).toBe(START);
    script.readThrough = null;
    await stepAt(1_815);
    expect(await readings()).toMatchObject([{ at: START + 60, votes: { length: 3 } }, { at: START + 660 }]);
  });

  test('is LATE for what is closed, however it is sent, and never changes a reading', async () => {
    place.clock.now = START + 70;
    const reports = await together(START + 60);
    await send(submit, feed.feedId, reports);
    await stepAt(961);
    const before = await theFeed();
    const late = await Promise.all(
      NAMES.map((name) => signed(feed.feedId, unsigned(name, START + 59, 50_000_000n))),
    );
    const answers = await send(submit, feed.feedId, [...late, ...reports]);
    expect(answers.map(({ rejection }) => rejection?.reason ?? null)).toEqual([
      ...['LATE', 'LATE', 'LATE'],
      ...[null, null, null],
    ]);
    await stepAt(962);
    expect(await theFeed()).toMatchObject({ evidenceHash: before?.evidenceHash });
    expect(await readings()).toHaveLength(1);
  });

  test('has one word for each round: a later one that is not above is a ROUND_REGRESSION', async () => {
    place.clock.now = START + 200;
    const { feedId } = feed;
    await send(submit, feedId, [
      await signed(feedId, unsigned('ada', START + 120, PAR, 7)),
      await signed(feedId, unsigned('ada', START + 60, PAR, 7)),
      await signed(feedId, unsigned('ada', START + 180, PAR, 6)),
    ]);
    await stepAt(1_200);
    const verdicts = await evidence<VerdictDocument>(place.database, 'verdicts');
    expect(verdicts.map(({ at, reason }) => [at - START, reason]).sort()).toEqual([
      [120, 'ROUND_REGRESSION'],
      [180, 'ROUND_REGRESSION'],
    ]);
  });
});

describe('the same reports', () => {
  test('in any order, in any batches, through any process, close to the same evidence', async () => {
    const other = await openDatabase(URI);
    const slots = [60, 61, 120, 300, 301].map((seconds) => START + seconds);
    const reports = (
      await Promise.all(slots.map((at, index) => together(at, PAR - BigInt(index) * 200_000n)))
    ).flat();
    // An operator that contradicts itself, and a round that is sent again.
    reports.push(await signed(feed.feedId, unsigned('ada', START + 120, PAR - 1n)));
    reports.push(reports[0] as SentReport);

    async function evidenceOf(order: readonly SentReport[], cuts: readonly number[]): Promise<unknown> {
      await close();
      await open();
      place.clock.now = START + 310;
      const doors = [place.database, other].map((database) => submitTo(database, () => place.clock.now));
      const edges = [0, ...[...cuts].sort((a, b) => a - b), order.length];
      const batches = edges.slice(1).map((end, index) => order.slice(edges[index], end));
      await Promise.all(
        batches.map((batch, index) => send(doors[index % 2] as (typeof doors)[0], feed.feedId, batch)),
      );
      await stepAt(1_300);
      const { evidenceHash, lastReading, watermark } = (await theFeed()) ?? {};
      return { evidenceHash, lastReading, watermark };
    }

    const expected = await evidenceOf(reports, []);
    expect(expected).toMatchObject({ watermark: START + 360 });
    const anyOrder = fc.shuffledSubarray(reports, { minLength: reports.length });
    const anyCuts = fc.array(fc.integer({ min: 0, max: reports.length }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(anyOrder, anyCuts, async (order, cuts) => {
        expect(await evidenceOf(order, cuts)).toEqual(expected);
      }),
      { numRuns: 6 },
    );
    await other.close();
  });

  test('while slots are being closed are in a closing or LATE, never neither', async () => {
    place.clock.now = START + 961;
    const storm = Array.from({ length: 12 }, async (_, index) => {
      const reports = await Promise.all(
        NAMES.map((name) => signed(feed.feedId, unsigned(name, START + 55 + (index % 6), PAR, index + 1))),
      );
      return send(submit, feed.feedId, reports);
    });
    const [answers] = await Promise.all([Promise.all(storm), watcher.tick()]);
    await stepAt(962);
    const accepted = answers.flat().filter(({ rejection }) => rejection === null);
    const closings = await evidence<{ observations: string[] }>(place.database, 'closings');
    const covered = new Set(closings.flatMap(({ observations }) => observations));
    const kept = await evidence<{ _id: string; hash: string; accepted: boolean }>(
      place.database,
      'observations',
    );
    const uncovered = kept.filter(({ accepted: counts, hash }) => counts && !covered.has(hash));
    expect(uncovered).toEqual([]);
    expect(kept.filter(({ accepted: counts }) => counts)).toHaveLength(accepted.length);
  });
});
