import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_FEED_STATE, foldReadings } from '../../src/domain/feed/fold.ts';
import type { AcceptedObservation } from '../../src/domain/feed/observation.ts';
import type { ReadingTerms } from '../../src/domain/feed/reading.ts';
import { CLOSING_ENTRIES_MAX, FEED_READINGS_MAX, FEED_SLOTS_MAX } from '../../src/domain/shared/limits.ts';
import { WAD } from '../../src/domain/shared/units.ts';
import { GENESIS_HASH } from '../../src/store/head.ts';
import {
  type FeedStanding,
  formClosing,
  type Pending,
  sealClosing,
} from '../../src/watcher/feed/formClosing.ts';

/** A full minute. */
const START = 1_678_521_600;
const TERMS: ReadingTerms = { quorum: 2, repeatSeconds: 600, levels: { strikes: [], others: [] } };
const NEW_FEED: FeedStanding = {
  _id: 'feed_test',
  watermark: null,
  lastReading: null,
  foldState: EMPTY_FEED_STATE,
  evidenceHash: GENESIS_HASH,
};

const vote = (operator: string, at: number, value = WAD): AcceptedObservation => ({
  key: `source/${operator}/${at}/-`,
  source: 'source',
  operator,
  round: String(at),
  value,
  observedAt: at,
  freshUntil: at + 5_400,
});

const binding = (terms: ReadingTerms, observations: string[] = []) => ({
  ...{ terms, observations },
  registration: 'registration',
  checkpoint: null,
});

/** Closes up to each slot in turn, as often as it takes. */
function closeAll(observations: AcceptedObservation[], slots: number[], terms = TERMS) {
  let standing = NEW_FEED;
  const closings = [];
  for (const slot of slots) {
    const newer = observations.filter(({ observedAt }) => observedAt > (standing.watermark ?? 0));
    let pending: Pending = { observations: newer, completeThrough: START * 2 };
    for (;;) {
      const formed = formClosing(standing, pending, slot, terms);
      if (formed === null) break;
      const sealed = sealClosing(standing, formed, binding(terms));
      closings.push(sealed.closing);
      ({ standing } = sealed);
      ({ pending } = formed);
    }
  }
  return { standing, closings, readings: closings.flatMap(({ readings }) => readings) };
}

describe('closing slots', () => {
  test('gives the same readings and the same memory however the slots are cut into commands', () => {
    const observations = fc
      .uniqueArray(fc.record({ operator: fc.constantFrom('ada', 'bob', 'cy'), at: fc.nat(20_000) }), {
        selector: ({ operator, at }) => `${operator}${at}`,
        maxLength: 40,
      })
      .map((list) => list.map(({ operator, at }) => vote(operator, START + at)))
      .map((list) => list.sort((a, b) => a.observedAt - b.observedAt));
    const cuts = fc.array(fc.nat(400), { maxLength: 12 });
    fc.assert(
      fc.property(observations, cuts, (list, minutes) => {
        const last = START + 24_000;
        const inOrder = [...minutes].sort((a, b) => a - b).map((minute) => START + minute * 60);
        const cut = closeAll(list, [...inOrder, last]);
        const whole = foldReadings(EMPTY_FEED_STATE, list, last, TERMS);
        expect(cut.readings).toEqual(whole.readings);
        expect(cut.standing.foldState).toEqual(whole.state);
      }),
      { numRuns: 60 },
    );
  });

  test('chains each closing to the one before it', () => {
    const { closings, standing } = closeAll([vote('ada', START), vote('bob', START)], [START, START + 600]);
    expect(closings.map(({ previous }) => previous)).toEqual([GENESIS_HASH, closings[0]?._id]);
    expect(standing.evidenceHash).toBe(closings[1]?._id);
  });

  test('names all that it follows from: another record, term or state gives another hash', () => {
    const pending = { observations: [vote('ada', START), vote('bob', START)], completeThrough: START + 60 };
    const formed = formClosing(NEW_FEED, pending, START, TERMS);
    if (formed === null) throw new Error('nothing was closed');
    const hashOf = (changed: object, standing = NEW_FEED) =>
      sealClosing(standing, formed, { ...binding(TERMS, ['b', 'a']), ...changed }).closing._id;
    expect(hashOf({ observations: ['a', 'b'] })).toBe(hashOf({}));
    const others = [
      hashOf({ observations: ['a', 'c'] }),
      hashOf({ terms: { ...TERMS, quorum: 1 } }),
      hashOf({ registration: 'another' }),
      hashOf({ checkpoint: { foldState: 'x', ruleStates: [] } }),
      hashOf({}, { ...NEW_FEED, evidenceHash: 'another' }),
    ];
    expect(new Set([hashOf({}), ...others]).size).toBe(6);
  });

  test('closes nothing while the slot is not newer than the watermark', () => {
    const { standing } = closeAll([], [START]);
    expect(formClosing(standing, { observations: [], completeThrough: START }, START, TERMS)).toBeNull();
  });

  test('takes in with the first closing what was observed before the feed was known', () => {
    const { closings } = closeAll([vote('ada', START), vote('bob', START)], [START + 7_200]);
    expect(closings).toHaveLength(1);
    expect(closings[0]?.readings[0]).toMatchObject({ at: START, value: WAD });
  });

  test('stays within the slots, readings and entries of one command', () => {
    const rows = Array.from({ length: FEED_READINGS_MAX + 20 }, (_, index) => vote('row', START + index * 2));
    const terms = { ...TERMS, quorum: 1, repeatSeconds: 0 };
    const last = START + 60 * (FEED_SLOTS_MAX + 30);
    const { closings, readings, standing } = closeAll(rows, [last], terms);
    expect(readings).toHaveLength(rows.length);
    expect(standing.watermark).toBe(last);
    let before = START - 60;
    for (const { throughSlot, readings: own } of closings) {
      expect((throughSlot - before) / 60).toBeLessThanOrEqual(FEED_SLOTS_MAX);
      expect(own.length).toBeLessThanOrEqual(FEED_READINGS_MAX);
      before = throughSlot;
    }
  });

  test('cuts a closing with too many votes until it fits', () => {
    const operators = Array.from({ length: 50 }, (_, index) => `operator-${index}`);
    const moments = CLOSING_ENTRIES_MAX / operators.length + 10;
    const votes = Array.from({ length: moments }, (_, index) =>
      operators.map((name) => vote(name, START + index * 60)),
    ).flat();
    const terms = { ...TERMS, repeatSeconds: 0 };
    const { closings, readings } = closeAll(votes, [START + moments * 60], terms);
    expect(readings).toHaveLength(moments);
    for (const { readings: own } of closings) {
      const entries = own.reduce((sum, { votes: keys }) => sum + keys.length, 0);
      expect(entries).toBeLessThanOrEqual(CLOSING_ENTRIES_MAX);
    }
  });

  test('never reaches past the observations that were loaded', () => {
    const pending = { observations: [vote('ada', START)], completeThrough: START + 150 };
    const formed = formClosing(NEW_FEED, pending, START + 3_600, TERMS);
    expect(formed?.throughSlot).toBe(START + 120);
  });
});
