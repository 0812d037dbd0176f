/** Risk signals: feeds like all others, and no product rests on one. */

import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { ClosingDocument, ReadingDocument } from '../../src/store/evidence/documents.ts';
import { loadByIds } from '../../src/store/load.ts';
import { queriesOf } from '../market/queries/reading.ts';
import { testDatabaseUri } from '../support/database.ts';
import { gist } from '../support/holder.ts';
import { inputsForScore } from '../support/inputsForScore.ts';
import {
  DEPEG_RULE,
  type Marketplace,
  OPERATORS,
  person,
  START,
  SUBJECT_SIZE,
} from '../support/marketplace.ts';
import { newScript, report, scripted, scriptedSource } from './scripted.ts';
import { closeDatabases, emptyMarketplace, evidence, openHouse, watch } from './world.ts';

const OWNER = person(1, ['OWNER']);
const SIGNAL = {
  name: 'Utilisation of a lending market',
  purpose: 'SIGNAL',
  decimals: 8,
  quorum: 3,
  maxGapSeconds: HOUR_SECONDS,
  finalitySeconds: 900,
  sources: [scriptedSource('one', [...OPERATORS])],
  sandbox: false,
};

let place: Marketplace;
let assetId: string;
afterAll(closeDatabases);
beforeEach(async () => {
  place = await emptyMarketplace(testDatabaseUri());
  ({ assetId } = await openHouse(place));
});
afterEach(() => place.stop());

const register = (changes: object = {}) =>
  place.must<{ feedId: string }>(OWNER, 'registerFeed', { ...SIGNAL, ...changes });

/** Tries to create a live product on a feed; answers the outcome. */
async function sell(feedId: string) {
  const pool = { name: 'Pool', assetId, kind: 'ISOLATED', sandbox: false };
  const { poolId } = await place.must<{ poolId: string }>(OWNER, 'createPool', pool);
  return place.send(OWNER, 'createProduct', {
    ...{ name: 'USDC below 0.95', subject: 'USDC', group: 'USDC', peril: 'DEPEG', feedId, rule: DEPEG_RULE },
    ...{
      pools: [{ poolId, weightWad: WAD }],
      deductibleBps: 0,
      waitingSeconds: null,
      challengeSeconds: 7_200,
    },
    ...{ minCover: null, termSecondsMax: 31_536_000, minRateWad: null, sandbox: false },
    inputs: inputsForScore(30, place.clock.now),
    subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
  });
}

test('a signal never pays: no product rests on it, and the refusal says so at the feed', async () => {
  const { feedId } = await register();
  const problem = { path: 'feedId', message: 'A risk signal never pays: no product rests on it.' };
  expect(await sell(feedId)).toMatchObject({
    kind: 'REFUSED',
    refusal: { code: 'CONFIG_INVALID', data: { problems: [problem] } },
  });
  const costed = { name: 'The same as a trigger', purpose: 'TRIGGER', costOfCorruption: 10n ** 12n };
  expect(gist(await sell((await register(costed)).feedId))).toBe('DONE');
});

test('a signal states no cost, because no cover rests on it; what triggers does', async () => {
  expect(gist(await place.send(OWNER, 'registerFeed', SIGNAL))).toBe('DONE');
  const { purpose: _purpose, ...trigger } = { ...SIGNAL, name: 'Other' };
  expect(await place.send(OWNER, 'registerFeed', trigger)).toMatchObject({
    refusal: { code: 'CONFIG_INVALID', data: { problems: [{ path: 'costOfCorruption' }] } },
  });
});

test('a signal stays one when it is edited', async () => {
  const { feedId } = await register();
  await place.must(OWNER, 'editFeed', {
    feedId,
    quorum: null,
    sources: [scriptedSource('two', [...OPERATORS])],
  });
  expect((await loadByIds(place.database, 'feeds', [feedId]))[0]).toMatchObject({ purpose: 'SIGNAL' });
});

test('a signal is read, closed and sealed like any other feed, and anybody may ask for it', async () => {
  const { feedId } = await register();
  const script = newScript();
  script.final = OPERATORS.map((operator) => report('one', operator, START + 60, 93n * 10n ** 6n));
  const watcher = watch(place, { families: [scripted({ one: script })] });
  place.clock.now = START + HOUR_SECONDS;
  expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [], feeds: [{ feedId }] });
  await watcher.close();
  const feed = (await queriesOf(place).feeds.byIds([feedId])).get(feedId);
  const lastReading = { value: (93n * WAD) / 100n };
  expect(feed).toMatchObject({ purpose: 'SIGNAL', status: 'LIVE', productIds: [], lastReading });
  const closings = await evidence<ClosingDocument>(place.database, 'closings');
  expect(closings.at(-1)?._id).toBe(feed?.evidenceHash);
  expect((await evidence<ReadingDocument>(place.database, 'readings')).length).toBeGreaterThan(1);
});
