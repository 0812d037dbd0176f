import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formReading } from '../../../src/domain/feed/reading.ts';
import vectors from '../../vectors/feed/readings.json' with { type: 'json' };
import { accepted, LEVELS, NOON, TERMS, together, wad } from './observations.ts';

interface ReadingCase {
  name: string;
  quorum: number;
  values: string[];
  levels?: { strikes: string[]; others: string[] };
  value?: string;
  none?: string;
  outliers?: number;
  /** Votes that were kept and stood against the reading. */
  against?: number;
}

describe('out of what operators say', () => {
  test.each(vectors.cases as ReadingCase[])(
    '$name',
    ({ quorum, values, levels, value, none, outliers = 0, against = 0 }) => {
      const votes = together(NOON, 1, values.map(wad));
      const terms = {
        ...TERMS,
        quorum,
        levels: levels ? { strikes: levels.strikes.map(wad), others: levels.others.map(wad) } : LEVELS,
      };
      const attempt = formReading(votes, NOON, terms);
      expect(attempt.reading?.value ?? null).toBe(value === undefined ? null : wad(value));
      expect(attempt.reason).toBe(none ?? null);
      expect(attempt.outliers).toHaveLength(outliers);
      if (value !== undefined)
        expect(attempt.reading?.votes).toHaveLength(values.length - outliers - against);
    },
  );
});

test('counts a vote up to the last second of its freshness and not before it was made', () => {
  const votes = together(NOON, 1, [wad('1'), wad('1'), wad('1')]);
  expect(formReading(votes, NOON - 1, TERMS).reason).toBe('NO_QUORUM');
  expect(formReading(votes, NOON + 7_200, TERMS).reason).toBeNull();
  expect(formReading(votes, NOON + 7_201, TERMS).reason).toBe('NO_QUORUM');
});

test('names its votes by operator, whatever their order', () => {
  const votes = ['cy', 'ada', 'bob'].map((operator) => accepted({ operator }));
  const { reading } = formReading(votes, NOON, TERMS);
  expect(reading?.votes.map((key) => key.split('/')[1])).toEqual(['ada', 'bob', 'cy']);
});

const STRIKE = wad('0.95');

/** Honest operators see one price to within 0.4 %; liars say anything. */
const scenes = fc
  .record({
    truth: fc.oneof(fc.bigInt(wad('0.5'), wad('1.05')), fc.bigInt(wad('0.94'), wad('0.96'))),
    honest: fc.array(fc.bigInt(-20n, 20n), { minLength: 3, maxLength: 6 }),
    lies: fc.array(fc.oneof(fc.bigInt(1n, wad('3')), fc.bigInt(wad('0.93'), wad('0.97'))), { maxLength: 5 }),
    extra: fc.bigInt(-20n, 20n),
  })
  .filter(({ honest, lies }) => honest.length > lies.length);

const near = (truth: bigint, tenThousandths: bigint) => truth + (truth / 10_000n) * tenThousandths;

/** True when all are below, false when none is, null when they are divided. */
function sideOf(values: readonly bigint[], strike: bigint): boolean | null {
  const below = values.filter((value) => value < strike).length;
  return below === values.length ? true : below === 0 ? false : null;
}

test('never lets a minority of liars decide on which side of the strike a reading lies', () => {
  let formed = 0;
  fc.assert(
    fc.property(scenes, ({ truth, honest, lies }) => {
      const told = honest.map((off) => near(truth, off));
      const { reading } = formReading(together(NOON, 1, [...told, ...lies]), NOON, TERMS);
      const side = sideOf(told, STRIKE);
      if (reading === null || side === null) return;
      formed += 1;
      expect(reading.value < STRIKE).toBe(side);
    }),
  );
  expect(formed).toBeGreaterThan(10);
});

test('never lets one more honest report flip what the honest majority said', () => {
  fc.assert(
    fc.property(scenes, ({ truth, honest, lies, extra }) => {
      const told = honest.map((off) => near(truth, off));
      const more = [...told, near(truth, extra)];
      const before = formReading(together(NOON, 1, [...told, ...lies]), NOON, TERMS).reading;
      const after = formReading(together(NOON, 1, [...more, ...lies]), NOON, TERMS).reading;
      const side = sideOf(more, STRIKE);
      if (before === null || side === null) return;
      expect(before.value < STRIKE).toBe(side);
      if (after !== null) expect(after.value < STRIKE).toBe(side);
    }),
  );
});

test('gives the same reading in any order of the votes', () => {
  const values = fc.array(fc.bigInt(1n, wad('2')), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(values, fc.infiniteStream(fc.nat()), (said, random) => {
      const votes = together(NOON, 1, said);
      const shuffled = votes
        .map((vote) => ({ vote, place: random.next().value }))
        .sort((a, b) => a.place - b.place)
        .map(({ vote }) => vote);
      expect(formReading(shuffled, NOON, TERMS)).toEqual(formReading(votes, NOON, TERMS));
    }),
  );
});
