import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SourceError } from '../../oracles/adapter.ts';
import { observationKey, type RawObservation } from '../../src/domain/feed/observation.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type {
  ClosingDocument,
  ObservationDocument,
  ReadingDocument,
  VerdictDocument,
} from '../../src/store/evidence/documents.ts';
import { loadSources, sourceDocumentId } from '../../src/store/evidence/sources.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { DEPEG_RULE, type Marketplace, START } from '../support/marketplace.ts';
import { newScript, report, type Script, scripted, scriptedSource, splitAt } from './scripted.ts';
import {
  addFeed,
  all,
  closeDatabases,
  emptyMarketplace,
  evidence,
  openHouse,
  type WatchedFeed,
  watch,
} from './world.ts';

const OPERATORS = ['ada', 'bob', 'cy'];
const PAR = 10n ** 8n;

const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
let feed: WatchedFeed;
let scripts: { one: Script; two: Script };

beforeEach(async () => {
  place = await emptyMarketplace(URI);
  scripts = { one: newScript(), two: newScript() };
  feed = await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [scriptedSource('one', OPERATORS), scriptedSource('two', OPERATORS)],
    rule: DEPEG_RULE,
    quorum: 3,
    decimals: 8,
  });
  watcher = watch(place, { families: [scripted(scripts)] });
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

const all3 = (source: string, at: number, value = PAR) =>
  OPERATORS.map((operator) => report(source, operator, at, value));
const observations = () => evidence<ObservationDocument>(place.database, 'observations');
const readings = () => evidence<ReadingDocument>(place.database, 'readings');
const theFeed = async () => (await all(place.database, 'feeds'))[0];
const theSource = async (sourceId: string) =>
  (await loadSources(place.database)).get(sourceDocumentId(feed.feedId, sourceId));

/** Moves the clock and takes a step that must have no fault. */
async function stepAt(seconds: number) {
  place.clock.now = START + seconds;
  const taken = await watcher.tick();
  expect(taken).toMatchObject({ errors: [], failed: [], refused: [] });
  return taken;
}

describe('what sources say', () => {
  test('is kept, accepted or not, and read into readings of slots once they are old enough', async () => {
    scripts.one.final = [
      ...all3('one', START + 60),
      report('one', 'eve', START + 60, PAR),
      report('one', 'ada', START + 120, -1n),
      report('one', 'bob', START + 120, PAR, { decimals: 18 }),
    ];
    const taken = await stepAt(300);
    expect(taken.feeds).toMatchObject([{ received: 6, rejected: 3, failing: [] }]);
    expect((await observations()).map(({ operator, rejection }) => [operator, rejection?.reason])).toEqual([
      ['ada', undefined],
      ['ada', 'NON_POSITIVE'],
      ['bob', undefined],
      ['bob', 'DECIMALS_CHANGED'],
      ['cy', undefined],
      ['eve', 'UNKNOWN_SIGNER'],
    ]);
    expect(await readings()).toEqual([]);
    await stepAt(HOUR_SECONDS);
    const times = (await readings()).map(({ at }) => at - START);
    expect(times).toEqual([60, 660, 1_260, 1_860, 2_460]);
    expect((await readings())[0]?.votes).toEqual(OPERATORS.map((name) => `one/${name}/${START + 60}/-`));
    expect(await theFeed()).toMatchObject({
      watermark: START + HOUR_SECONDS - 960,
      lastReading: { at: START + 2_460, value: WAD },
    });
  });

  test('is kept with its reason when it is wrong, and pays nobody', async () => {
    const at = START + 60;
    const low = (80n * PAR) / 100n;
    const wrong = (operator: string, seconds: number, more: object) =>
      report('one', operator, at + seconds, low, more);
    const sequencer = { up: true, since: at - 60 };
    const bad: [string, RawObservation][] = [
      ['NON_POSITIVE', wrong('ada', 0, { value: 0n })],
      ['DECIMALS_CHANGED', wrong('ada', 1, { decimals: 6 })],
      ['CLAMPED', wrong('ada', 2, { bounds: { minimum: low, maximum: PAR } })],
      ['CLAMPED', wrong('ada', 3, { value: 2n ** 255n - 1n })],
      ['CONFIDENCE_WIDE', wrong('ada', 4, { confidence: PAR })],
      ['STALE', wrong('ada', -50, { publishedAt: at + 7_160 })],
      ['SEQUENCER_DOWN', wrong('ada', 6, { sequencer: { ...sequencer, up: false } })],
      ['GRACE', wrong('ada', 7, { sequencer })],
      ['BAD_SIGNATURE', wrong('ada', 8, { fault: { reason: 'BAD_SIGNATURE', actual: '0x00' } })],
      ['REORGED', wrong('ada', 9, { fault: { reason: 'REORGED', actual: '0x00' } })],
      ['UNKNOWN_SIGNER', wrong('eve', 10, {})],
      ['FUTURE', wrong('bob', 11, { publishedAt: at + 90_000 })],
    ];
    const good = all3('one', at + 20);
    const replayed = { ...wrong('cy', 30, { round: good[2]?.round }), blockHash: '0xb' };
    scripts.one.final = [...bad.map(([, raw]) => raw), ...good, replayed];
    await stepAt(2 * HOUR_SECONDS);
    const records = new Map((await observations()).map((record) => [record.key, record.rejection?.reason]));
    expect(bad.map(([, raw]) => records.get(observationKey(raw)))).toEqual(bad.map(([reason]) => reason));
    expect(records.get(observationKey(replayed))).toBe('ROUND_REGRESSION');
    expect((await readings()).every(({ value }) => value === WAD)).toBe(true);
    expect((await all(place.database, 'products'))[0]).toMatchObject({ phase: 'CALM', verdicts: [] });
  });

  test('is read page after page', async () => {
    scripts.one.pageSize = 2;
    scripts.one.final = [0, 60, 120].flatMap((seconds) => all3('one', START + seconds));
    const taken = await stepAt(180);
    expect(taken.feeds[0]?.received).toBe(9);
    expect(scripts.one.polls).toBe(5);
    expect(await theSource('one')).toMatchObject({ cursor: '9', readThrough: { eventTime: START + 180 } });
  });

  test('against all others is named later, and its record stays', async () => {
    scripts.one.final = all3('one', START + 60);
    scripts.two.final = [report('two', 'ada', START + 61, 2n * PAR)];
    await stepAt(1_200);
    const verdicts = await evidence<VerdictDocument>(place.database, 'verdicts');
    expect(verdicts).toMatchObject([
      { key: `two/ada/${START + 61}/-`, reason: 'OUTLIER', at: START + 61, actual: String(2n * WAD) },
    ]);
    expect((await observations()).every(({ accepted }) => accepted)).toBe(true);
    const [closing] = await evidence<ClosingDocument>(place.database, 'closings');
    expect(closing?.missed).toEqual([{ at: START + 61, reason: 'NO_QUORUM' }]);
  });

  test('binds the feed to its closings, one hash after the other', async () => {
    scripts.one.final = all3('one', START + 60);
    for (const minutes of [20, 40, 60]) await stepAt(minutes * 60);
    const closings = await evidence<ClosingDocument>(place.database, 'closings');
    let hash = (await theFeed())?.evidenceHash;
    let count = 0;
    for (let link = closings.find(({ _id }) => _id === hash); link; count += 1) {
      hash = link.previous;
      link = closings.find(({ _id }) => _id === hash);
    }
    expect([count, hash]).toEqual([3, '0'.repeat(64)]);
  });

  test('gives the same readings whatever the order in which sources answer and steps are taken', async () => {
    scripts.one.final = [0, 600, 1_200].flatMap((seconds) => all3('one', START + seconds));
    scripts.two.final = [300, 900].flatMap((seconds) => all3('two', START + seconds, PAR - 1_000n));
    await stepAt(2 * HOUR_SECONDS);
    const whole = await readings();
    await watcher.close();
    await place.stop();

    place = await emptyMarketplace(URI);
    const sources = [scriptedSource('two', OPERATORS), scriptedSource('one', [...OPERATORS].reverse())];
    const house = await openHouse(place);
    const options = { subject: 'USDC', sources, rule: DEPEG_RULE, quorum: 3, decimals: 8 };
    feed = await addFeed(place, house, options);
    scripts.one.pageSize = 1;
    watcher = watch(place, { families: [scripted(scripts)] });
    for (const seconds of [7, 650, 651, 1_500, 4_000, 2 * HOUR_SECONDS]) await stepAt(seconds);
    const bare = ({ closing: _closing, ...reading }: ReadingDocument) => reading;
    expect((await readings()).map(bare)).toEqual(whole.map(bare));
  });
});

describe('a source that cannot be read', () => {
  const unreachable = new SourceError('UNREACHABLE', 'The node does not answer.');

  test('is recorded since when, holds the slots for the delay, and then no longer', async () => {
    scripts.two.failure = unreachable;
    scripts.one.final = all3('one', START + 60);
    await stepAt(1_200);
    expect(await theFeed()).toMatchObject({ watermark: null });
    const taken = await stepAt(1_800);
    const failure = { code: 'UNREACHABLE', since: START + 1_200, at: START + 1_800 };
    expect(taken.feeds[0]?.failing).toMatchObject([{ sourceId: 'two', ...failure }]);
    expect((await theSource('two'))?.failure).toMatchObject(failure);
    await stepAt(2_100);
    expect(await theFeed()).toMatchObject({ watermark: START + 1_140 });
    scripts.two.failure = null;
    scripts.two.final = [report('two', 'ada', START + 1_000, PAR), report('two', 'ada', START + 2_000, PAR)];
    await stepAt(2_160);
    expect((await theSource('two'))?.failure).toBeNull();
    const late = (await observations()).filter(({ source }) => source === 'two');
    expect(late.map(({ rejection }) => rejection?.reason)).toEqual(['LATE', undefined]);
  });

  test('stops no other feed', async () => {
    scripts.one.failure = new SourceError('CONFIG', 'There is no such contract.');
    scripts.two.failure = unreachable;
    const good = newScript();
    const owner = { id: `acc_${'1'.padStart(40, '0')}`, roles: ['OWNER' as const], system: false };
    const other = await addFeed(
      place,
      { owner, assetId: (await all(place.database, 'assets'))[0]?._id ?? '' },
      {
        subject: 'DAI',
        sources: [scriptedSource('good', OPERATORS)],
        rule: DEPEG_RULE,
        quorum: 3,
        decimals: 8,
      },
    );
    await watcher.close();
    watcher = watch(place, { families: [scripted({ ...scripts, good })] });
    good.final = all3('good', START + 60);
    await stepAt(HOUR_SECONDS / 2);
    const feeds = await all(place.database, 'feeds');
    const watermarks = new Map(feeds.map(({ _id, watermark }) => [_id, watermark]));
    expect(watermarks.get(feed.feedId)).toBeNull();
    expect(watermarks.get(other.feedId)).toBe(START + HOUR_SECONDS / 2 - 960);
  });

  test('may answer with nonsense: then nothing of it counts', async () => {
    scripts.one.final = [
      ...all3('one', START + 60),
      { ...report('one', 'ada', START + 70, PAR), round: 'x' },
    ];
    const taken = await stepAt(120);
    expect(taken.feeds[0]?.failing).toMatchObject([{ sourceId: 'one', code: 'BAD_ANSWER' }]);
    expect(await observations()).toEqual([]);
  });

  test('may be of a family that does not exist', async () => {
    await watcher.close();
    watcher = watch(place);
    const taken = await stepAt(120);
    expect(taken.feeds[0]?.failing.map(({ code }) => code)).toEqual(['CONFIG', 'CONFIG']);
  });

  test('suspends the feed when it took back what was final: no slot is closed', async () => {
    scripts.two.failure = splitAt(7);
    for (const hours of [1, 2, 48]) await stepAt(hours * HOUR_SECONDS);
    expect(await theFeed()).toMatchObject({ watermark: null, status: 'SUSPENDED', fork: { block: 7 } });
  });
});

describe('what a chain may still take back', () => {
  const ahead = (seconds: number, hash: string, value = PAR) =>
    OPERATORS.map((operator) =>
      report('one', operator, START + seconds, value, { blockNumber: 9, blockHash: hash, finalized: false }),
    );

  test('never makes a reading of a closed slot, and is kept as not final, once', async () => {
    scripts.one.ahead = ahead(60, '0xa');
    await stepAt(120);
    await stepAt(180);
    await stepAt(HOUR_SECONDS);
    expect(await readings()).toEqual([]);
    const records = await observations();
    expect(records.map(({ rejection, receivedAt }) => [rejection?.reason, receivedAt])).toEqual(
      OPERATORS.map(() => ['UNFINAL', START + 120]),
    );
  });

  test('votes once it is final', async () => {
    scripts.one.ahead = ahead(60, '0xa');
    await stepAt(120);
    scripts.one.final = ahead(60, '0xa').map((raw) => ({ ...raw, finalized: true }));
    scripts.one.ahead = [];
    scripts.one.readThrough = { eventTime: START + 180, block: 9, blockHash: '0xa' };
    await stepAt(180);
    expect((await observations()).filter(({ accepted }) => accepted)).toHaveLength(3);
    expect(await evidence(place.database, 'verdicts')).toEqual([]);
  });

  test('is said to be gone when the final block is another one', async () => {
    scripts.one.ahead = ahead(60, '0xa');
    await stepAt(120);
    scripts.one.final = ahead(61, '0xb').map((raw) => ({ ...raw, finalized: true }));
    scripts.one.ahead = [];
    scripts.one.readThrough = { eventTime: START + 180, block: 9, blockHash: '0xb' };
    await stepAt(180);
    const verdicts = await evidence<VerdictDocument>(place.database, 'verdicts');
    expect(verdicts.map(({ key, reason, actual }) => [key, reason, actual])).toEqual(
      OPERATORS.map((name) => [`one/${name}/${START + 60}/0xa`, 'REORGED', '0xa']),
    );
  });
});
