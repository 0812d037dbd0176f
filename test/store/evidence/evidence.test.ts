import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asRaw, reported } from '../../../src/domain/evidence/record.ts';
import type { RawObservation, SourceTerms } from '../../../src/domain/feed/observation.ts';
import { validateObservation } from '../../../src/domain/feed/validate.ts';
import { OBSERVATIONS_MAX } from '../../../src/domain/shared/limits.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { decodeDocument } from '../../../src/store/codec.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { appendOnce } from '../../../src/store/evidence/append.ts';
import {
  appendVerdicts,
  evidenceHashOf,
  loadClosing,
  loadReadings,
  prepareClosing,
  publishClosing,
} from '../../../src/store/evidence/closings.ts';
import type { ClosingDocument, ObservationDocument } from '../../../src/store/evidence/documents.ts';
import {
  appendObservations,
  loadVotes,
  observationRecord,
} from '../../../src/store/evidence/observations.ts';
import { loadSources, newSource, saveSource } from '../../../src/store/evidence/sources.ts';
import { GENESIS_HASH } from '../../../src/store/head.ts';
import { testDatabaseUri } from '../../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase(testDatabaseUri());
});
afterAll(() => database.close());

const AT = 1_678_521_600;
const TERMS: SourceTerms = {
  sourceId: 'eth',
  decimals: 8,
  heartbeatSeconds: 3_600,
  marginSeconds: 1_800,
  operators: ['ada'],
};
const CONTEXT = { now: AT + 86_400, watermark: null, use: 'DECISION', previous: null } as const;

const rawAt = (observedAt: number, more: Partial<RawObservation> = {}): RawObservation => ({
  source: 'eth',
  operator: 'ada',
  round: String(observedAt),
  value: 99_990_000n,
  decimals: 8,
  observedAt,
  finalized: true,
  ...more,
});
const recordOf = (feedId: string, raw: RawObservation): ObservationDocument =>
  observationRecord(feedId, raw, validateObservation(raw, TERMS, CONTEXT), { ...CONTEXT, now: AT });

async function stored(feedId: string): Promise<ObservationDocument[]> {
  const found = await database.collection('observations').find({ feedId }).sort({ _id: 1 }).toArray();
  return found.map((document) => decodeDocument<ObservationDocument>(document));
}

describe('observations', () => {
  test('are kept once under their key, as they were first received', async () => {
    const first = recordOf('feed_once', rawAt(AT));
    expect(await appendObservations(database, [first])).toBe(1);
    const again = { ...first, receivedAt: AT + 60 };
    expect(await appendObservations(database, [again, recordOf('feed_once', rawAt(AT + 1))])).toBe(1);
    expect((await stored('feed_once')).map(({ receivedAt }) => receivedAt)).toEqual([AT, AT]);
  });

  test('are kept with the reason, the limit and what they had when they are rejected', async () => {
    const raw = rawAt(AT, { value: -(2n ** 255n), bounds: { minimum: 1n, maximum: 2n ** 200n } });
    await appendObservations(database, [recordOf('feed_rejected', raw)]);
    expect(await stored('feed_rejected')).toMatchObject([
      {
        accepted: false,
        vote: null,
        value: String(-(2n ** 255n)),
        rejection: { reason: 'NON_POSITIVE', limit: 'above 0', actual: String(-(2n ** 255n)) },
        receivedAt: AT,
      },
    ]);
  });

  test('are two records when a block was seen before it was final', async () => {
    const seen = rawAt(AT, { blockHash: '0xa', finalized: false });
    await appendObservations(database, [
      recordOf('feed_unfinal', seen),
      recordOf('feed_unfinal', { ...seen, finalized: true }),
    ]);
    const records = await stored('feed_unfinal');
    expect(records.map(({ accepted, rejection }) => [accepted, rejection?.reason ?? null])).toEqual([
      [true, null],
      [false, 'UNFINAL'],
    ]);
  });

  test('come back as the rules look at them', () => {
    const raw = rawAt(AT, {
      bounds: { minimum: -1n, maximum: 2n ** 191n },
      confidence: 7n,
      blockNumber: 5,
      blockHash: '0xa',
      sequencer: { up: true, since: AT },
      fault: { reason: 'BAD_SIGNATURE', actual: 'none' },
    });
    expect(asRaw(reported(raw))).toEqual(raw);
  });

  test('fill several bulks, duplicates and all', async () => {
    const records = Array.from({ length: OBSERVATIONS_MAX + 7 }, (_, index) =>
      recordOf('feed_bulk', rawAt(AT + index)),
    );
    expect(await appendObservations(database, records.slice(0, 3))).toBe(3);
    expect(await appendObservations(database, records)).toBe(OBSERVATIONS_MAX + 4);
    expect(await stored('feed_bulk')).toHaveLength(OBSERVATIONS_MAX + 7);
  });

  test('vote oldest first, in a span that leaves its beginning out, up to a number', async () => {
    const feedId = 'feed_votes';
    const raws = [rawAt(AT + 20), rawAt(AT), rawAt(AT + 10), rawAt(AT + 15, { value: 0n })];
    await appendObservations(
      database,
      raws.map((raw) => recordOf(feedId, raw)),
    );
    const times = async (after: number | null, through: number, limit = 9) =>
      (await loadVotes(database, { feedId, after, through, limit })).votes.map(
        ({ observedAt }) => observedAt,
      );
    expect(await times(null, AT + 20)).toEqual([AT, AT + 10, AT + 20]);
    expect(await times(AT, AT + 10)).toEqual([AT + 10]);
    expect(await times(null, AT + 20, 2)).toEqual([AT, AT + 10]);
    const { votes, hashes } = await loadVotes(database, { feedId, after: null, through: AT, limit: 1 });
    expect(hashes.get(`eth/ada/${AT}/-`)).toBe(recordOf(feedId, rawAt(AT)).hash);
    expect(votes[0]).toEqual({
      key: `eth/ada/${AT}/-`,
      source: 'eth',
      operator: 'ada',
      round: String(AT),
      value: (9_999n * WAD) / 10_000n,
      observedAt: AT,
      freshUntil: AT + 5_400,
    });
  });
});

describe('appending once', () => {
  test('does not take another fault for a duplicate', async () => {
    const bad = { _id: ['an array is no key'] };
    await expect(appendOnce(database, 'verdicts', [bad])).rejects.toThrow();
  });

  test('needs nothing to append', async () => {
    expect(await appendOnce(database, 'verdicts', [])).toBe(0);
  });
});

describe('closings', () => {
  const closing = (): ClosingDocument => {
    const readings = [{ at: AT, value: WAD, votes: ['eth/ada/1/-'] }];
    return {
      _id: evidenceHashOf(GENESIS_HASH, AT + 60, readings, 'c'),
      feedId: 'feed_closing',
      previous: GENESIS_HASH,
      after: null,
      throughSlot: AT + 60,
      contents: 'c',
      terms: { quorum: 1, repeatSeconds: 0, levels: { strikes: [WAD], others: [] } },
      registration: 'r',
      foldState: 'f',
      checkpoint: { foldState: 'e', ruleStates: [{ productId: 'prd_1', ruleState: 's' }] },
      observations: ['o'],
      readings,
      missed: [{ at: AT + 30, reason: 'SPREAD' }],
      verdicts: [{ key: 'eth/bob/1/-', at: AT, reason: 'OUTLIER', limit: 'near 1', actual: '2' }],
    };
  };

  test('are named by what was read and by the closing before', () => {
    const { previous, throughSlot, readings, _id } = closing();
    expect(evidenceHashOf(previous, throughSlot, [{ at: AT, value: WAD }], 'c')).toBe(_id);
    expect(evidenceHashOf(_id, throughSlot, readings, 'c')).not.toBe(_id);
    expect(evidenceHashOf(previous, throughSlot + 60, readings, 'c')).not.toBe(_id);
    expect(evidenceHashOf(previous, throughSlot, readings, null)).not.toBe(_id);
    expect(evidenceHashOf(previous, throughSlot, [], 'c')).not.toBe(_id);
  });

  test('come back as they were prepared, also when they were prepared twice', async () => {
    await prepareClosing(database, closing());
    await prepareClosing(database, closing());
    expect(await loadClosing(database, closing()._id)).toEqual(closing());
    expect(await loadClosing(database, GENESIS_HASH)).toBeNull();
  });

  test('are published once, however often', async () => {
    expect(await loadReadings(database, 'feed_closing', 0)).toEqual([]);
    await publishClosing(database, closing());
    await publishClosing(database, closing());
    expect(await loadReadings(database, 'feed_closing', AT - 1)).toEqual([
      {
        _id: `feed_closing/${AT}`,
        feedId: 'feed_closing',
        at: AT,
        value: WAD,
        votes: ['eth/ada/1/-'],
        closing: closing()._id,
      },
    ]);
    expect(await loadReadings(database, 'feed_closing', AT)).toEqual([]);
    expect(await database.collection('verdicts').countDocuments({ feedId: 'feed_closing' })).toBe(1);
  });

  test('and other finders may say several things of one observation, each once', async () => {
    const verdict = { key: 'eth/ada/9/0xa', at: AT, limit: 'block 5', actual: '0xa' };
    await appendVerdicts(database, 'feed_verdicts', [{ ...verdict, reason: 'REORGED' }]);
    await appendVerdicts(database, 'feed_verdicts', [
      { ...verdict, reason: 'REORGED', at: AT + 1 },
      { ...verdict, reason: 'OUTLIER' },
    ]);
    const found = await database
      .collection('verdicts')
      .find({ feedId: 'feed_verdicts' })
      .sort({ _id: 1 })
      .toArray();
    expect(found.map(({ reason, at }) => [reason, at])).toEqual([
      ['OUTLIER', AT],
      ['REORGED', AT],
    ]);
  });
});

describe('sources', () => {
  test('stand where they were saved last', async () => {
    const source = newSource('feed_source', 'eth');
    await saveSource(database, source);
    const read = { ...source, cursor: '5', readThrough: { eventTime: AT }, heard: [reported(rawAt(AT))] };
    await saveSource(database, read);
    expect((await loadSources(database)).get('feed_source/eth')).toEqual(read);
  });
});
