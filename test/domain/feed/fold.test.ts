import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_FEED_STATE, type FeedState, foldReadings } from '../../../src/domain/feed/fold.ts';
import type { AcceptedObservation } from '../../../src/domain/feed/observation.ts';
import { accepted, NOON, TERMS, together, wad } from './observations.ts';

const MINUTE = 60;
const agreed = (at: number, round: number, price = '1') =>
  together(at, round, [price, price, price].map(wad));

function timesOf(observations: readonly AcceptedObservation[], through: number, state = EMPTY_FEED_STATE) {
  return foldReadings(state, observations, through, TERMS).readings.map(({ at }) => (at - NOON) / MINUTE);
}

describe('when readings are formed', () => {
  test('once from all that is observed at one moment', () => {
    const values = [wad('0.94'), wad('0.95'), wad('0.955')];
    const { readings, missed } = foldReadings(EMPTY_FEED_STATE, together(NOON, 1, values), NOON, TERMS);
    expect(readings.map(({ at, value }) => [at, value])).toEqual([[NOON, wad('0.95')]]);
    expect(missed).toEqual([]);
  });

  test('again every 10 minutes until the quorum is no longer fresh', () => {
    const expected = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120];
    expect(timesOf(agreed(NOON, 1), NOON + 500 * MINUTE)).toEqual(expected);
  });

  test('at an observation that falls on a repeat only once, from the new values', () => {
    const hourly = [...agreed(NOON, 1, '1'), ...agreed(NOON + 60 * MINUTE, 2, '0.9')];
    const { readings } = foldReadings(EMPTY_FEED_STATE, hourly, NOON + 65 * MINUTE, TERMS);
    expect(readings.map(({ at }) => (at - NOON) / MINUTE)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(readings.at(-1)?.value).toBe(wad('0.9'));
  });

  test('10 minutes after the last observation, not after the last repeat', () => {
    const [first, , third] = agreed(NOON + 15 * MINUTE, 2) as [
      AcceptedObservation,
      unknown,
      AcceptedObservation,
    ];
    const observations = [...agreed(NOON, 1), first, { ...third, observedAt: NOON + 18 * MINUTE }];
    expect(timesOf(observations, NOON + 30 * MINUTE)).toEqual([0, 10, 15, 18, 28]);
  });

  test('never again when the terms do not ask for repeats: the rows of a replay are the readings', () => {
    const terms = { ...TERMS, quorum: 1, repeatSeconds: 0 };
    const rows = [accepted(), accepted({ round: '13', observedAt: NOON + 3_600, value: wad('0.9') })];
    const { readings } = foldReadings(EMPTY_FEED_STATE, rows, NOON + 9_000, terms);
    expect(readings.map(({ at, value }) => [at, value])).toEqual([
      [NOON, wad('0.9999')],
      [NOON + 3_600, wad('0.9')],
    ]);
  });

  test('not before the quorum is there, which is said', () => {
    const [ada, bob] = agreed(NOON, 1) as [AcceptedObservation, AcceptedObservation];
    const { readings, missed } = foldReadings(EMPTY_FEED_STATE, [ada, bob], NOON + 3_600, TERMS);
    expect(readings).toEqual([]);
    expect(missed).toEqual([{ at: NOON, reason: 'NO_QUORUM' }]);
  });

  test('again after a silence, with the round gap that it left', () => {
    const later = NOON + 600 * MINUTE;
    const times = timesOf([...agreed(NOON, 1), ...agreed(later, 99)], later);
    expect(times.slice(-2)).toEqual([120, 600]);
  });
});

describe('what is heard', () => {
  test('gives an operator with two sources one vote, its newest', () => {
    const votes = [
      ...agreed(NOON, 1, '1'),
      accepted({ operator: 'operator0', source: 'other', value: wad('1.005'), observedAt: NOON + 60 }),
    ];
    const { readings } = foldReadings(EMPTY_FEED_STATE, votes, NOON + 60, TERMS);
    expect(readings.at(-1)?.votes.filter((key) => key.includes('operator0'))).toEqual([
      'other/operator0/12/0x12',
    ]);
  });

  test('takes the first source by name when both are as new', () => {
    const votes = ['b', 'a', 'c'].map((source) => accepted({ source }));
    const { readings } = foldReadings(EMPTY_FEED_STATE, votes, NOON, { ...TERMS, quorum: 1 });
    expect(readings[0]?.votes).toEqual(['a/ada/12/0x12']);
  });

  test('keeps closed time as it was: a later arrival is LATE', () => {
    const { state } = foldReadings(EMPTY_FEED_STATE, agreed(NOON, 1), NOON + 60, TERMS);
    const result = foldReadings(state, agreed(NOON + 60, 2, '0.5'), NOON + 120, TERMS);
    expect(result.verdicts.map(({ reason }) => reason)).toEqual(['LATE', 'LATE', 'LATE']);
    expect(result.readings).toEqual([]);
    expect(result.state.voices).toEqual(state.voices);
  });

  test('hands back what lies ahead of the time that is closed', () => {
    const ahead = agreed(NOON + 61, 2);
    const result = foldReadings(EMPTY_FEED_STATE, [...ahead, ...agreed(NOON, 1)], NOON + 60, TERMS);
    expect(result.early).toEqual(ahead);
    expect(result.readings).toHaveLength(1);
  });

  test('rejects a repeat and a lower round in the order of events, and forms nothing from them', () => {
    const low = accepted({ operator: 'operator0', round: '1', observedAt: NOON + 60 });
    const [first] = agreed(NOON, 2);
    const result = foldReadings(
      EMPTY_FEED_STATE,
      [low, ...agreed(NOON, 2), first as AcceptedObservation],
      NOON + 120,
      TERMS,
    );
    expect(result.verdicts.map(({ reason }) => reason)).toEqual(['DUPLICATE', 'ROUND_REGRESSION']);
    expect(result.readings).toHaveLength(1);
  });

  test('names an outlier once, however often its vote is dropped', () => {
    const votes = together(NOON, 1, ['1', '1', '1', '2'].map(wad));
    const { verdicts, state } = foldReadings(EMPTY_FEED_STATE, votes, NOON + 1_800, TERMS);
    expect(verdicts).toEqual([
      {
        key: 'aggregator/operator3/1/0x1',
        at: NOON,
        reason: 'OUTLIER',
        limit: `near ${wad('1')}`,
        actual: String(wad('2')),
      },
    ]);
    expect(foldReadings(state, [], NOON + 3_600, TERMS).verdicts).toEqual([]);
  });

  test('refuses to go back in time', () => {
    const { state } = foldReadings(EMPTY_FEED_STATE, [], NOON, TERMS);
    expect(() => foldReadings(state, [], NOON - 1, TERMS)).toThrow(RangeError);
  });
});

const histories = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 400 }),
      operator: fc.integer({ min: 0, max: 4 }),
      source: fc.constantFrom('a', 'b'),
      // Mostly rising with time, now and then repeated or out of order.
      jitter: fc.integer({ min: -3, max: 3 }),
      value: fc.oneof(
        { weight: 9, arbitrary: fc.bigInt(wad('0.996'), wad('1.004')) },
        { weight: 1, arbitrary: fc.bigInt(wad('0.90'), wad('1.02')) },
      ),
    }),
    { minLength: 20, maxLength: 80 },
  )
  .map((events) =>
    events.map(({ minute, operator, source, jitter, value }) => {
      const round = 10 + minute + jitter;
      return accepted({
        observedAt: NOON + minute * MINUTE,
        operator: `operator${operator}`,
        source,
        round: String(round),
        value,
        key: `${source}/${operator}/${round}/${minute}/${value}`,
        freshUntil: NOON + (minute + (source === 'a' ? 25 : 90)) * MINUTE,
      });
    }),
  );

test('gives the same readings, verdicts and state however time and observations are cut', () => {
  let formed = 0;
  const cuts = fc.array(fc.integer({ min: 0, max: 420 }), { maxLength: 12 });
  fc.assert(
    fc.property(histories, cuts, (observations, minutes) => {
      const end = NOON + 500 * MINUTE;
      const whole = foldReadings(EMPTY_FEED_STATE, observations, end, TERMS);
      let state: FeedState = EMPTY_FEED_STATE;
      let waiting: readonly AcceptedObservation[] = [...observations].reverse();
      const readings = [];
      const missed = [];
      const verdicts = [];
      for (const through of [...minutes.map((minute) => NOON + minute * MINUTE).sort((a, b) => a - b), end]) {
        const step = foldReadings(state, waiting, through, TERMS);
        ({ state, early: waiting } = step);
        readings.push(...step.readings);
        missed.push(...step.missed);
        verdicts.push(...step.verdicts);
      }
      expect({ state, readings, missed, verdicts, early: waiting }).toEqual(whole);
      formed += readings.length;
    }),
  );
  expect(formed).toBeGreaterThan(1_000);
});

test('forms readings at strictly rising times and only from fresh votes', () => {
  fc.assert(
    fc.property(histories, (observations) => {
      const { readings } = foldReadings(EMPTY_FEED_STATE, observations, NOON + 500 * MINUTE, TERMS);
      const byKey = new Map(observations.map((observation) => [observation.key, observation]));
      let previous = 0;
      for (const { at, votes } of readings) {
        expect(at).toBeGreaterThan(previous);
        previous = at;
        for (const key of votes) {
          expect(byKey.get(key)?.observedAt).toBeLessThanOrEqual(at);
          expect(byKey.get(key)?.freshUntil).toBeGreaterThanOrEqual(at);
        }
      }
    }),
  );
});
