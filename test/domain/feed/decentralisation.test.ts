import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collusionThreshold, heardOperators } from '../../../src/domain/feed/decentralisation.ts';
import type { AcceptedObservation } from '../../../src/domain/feed/observation.ts';
import { formReading } from '../../../src/domain/feed/reading.ts';
import { WAD, type Wad } from '../../../src/domain/shared/units.ts';

const NOON = 1_678_536_000;
const STRIKE = (95n * WAD) / 100n;
const LEVELS = { strikes: [STRIKE], others: [(97n * WAD) / 100n, (99n * WAD) / 100n] };
/** Thousandths of a dollar below, at and above the strike: close by, and as far as one may lie or be wrong. */
const BELOW = [900n, 920n, 940n, 949n] as const;
const ABOVE = [950n, 951n, 970n, 1_000n] as const;

function vote(index: number, thousandths: bigint): AcceptedObservation {
  const operator = `operator-${index}`;
  const value = (thousandths * WAD) / 1_000n;
  const times = { observedAt: NOON, freshUntil: NOON + 60 };
  return { key: operator, source: 'a', operator, round: '1', value, ...times };
}

function readingOf(values: readonly bigint[], quorum: number): Wad | null {
  const terms = { quorum, repeatSeconds: 600, levels: LEVELS };
  return (
    formReading(
      values.map((value, index) => vote(index, value)),
      NOON,
      terms,
    ).reading?.value ?? null
  );
}

/** Every choice of `count` values, in rising order: who says which does not matter. */
function* choices<Value>(values: readonly Value[], count: number): Generator<Value[]> {
  if (count === 0) yield [];
  else
    for (const [index, value] of values.entries())
      for (const rest of choices(values.slice(index), count - 1)) yield [value, ...rest];
}

/** True when some lies of `liars` operators, or their silence, carry a reading over the strike. */
function canCarry(liars: number, heard: number, quorum: number): boolean {
  for (const [truths, over] of [
    [BELOW, (value: Wad) => value >= STRIKE],
    [ABOVE, (value: Wad) => value < STRIKE],
  ] as const)
    for (const honest of choices<bigint>(truths, heard - liars))
      for (let speaking = 0; speaking <= liars; speaking += 1)
        for (const lies of choices<bigint>([...BELOW, ...ABOVE], speaking)) {
          const value = readingOf([...honest, ...lies], quorum);
          if (value !== null && over(value)) return true;
        }
  return false;
}

describe('the number of operators that must collude', () => {
  const feeds = [1, 2, 3, 4, 5, 6].flatMap((heard) =>
    Array.from({ length: heard }, (_, index) => [heard, index + 1] as const),
  );

  test.each(feeds)('is exactly what it takes with %i heard and quorum %i', (heard, quorum) => {
    const threshold = collusionThreshold(heard, quorum);
    expect(canCarry(threshold, heard, quorum)).toBe(true);
    expect(canCarry(threshold - 1, heard, quorum)).toBe(false);
  });

  test('fewer never carry a reading over a level, whatever is said by whom', () => {
    const whole = fc.bigInt({ min: 1n, max: 2_000n });
    const feed = fc.integer({ min: 1, max: 15 }).chain((heard) =>
      fc.record({
        quorum: fc.integer({ min: 1, max: heard }),
        sayings: fc.array(fc.record({ truth: whole, lie: whole }), { minLength: heard, maxLength: heard }),
        level: fc.constantFrom(950n, 970n, 990n),
        below: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(feed, ({ quorum, sayings, level, below }) => {
        const liars = collusionThreshold(sayings.length, quorum) - 1;
        const onSide = (truth: bigint) => (below ? truth % level : level + (truth % level));
        const values = sayings.map(({ truth, lie }, index) => (index < liars ? lie : onSide(truth) || 1n));
        const value = readingOf(values, quorum);
        if (value !== null) expect(value < (level * WAD) / 1_000n).toBe(below);
      }),
      { numRuns: 2_000 },
    );
  });

  test('never grows when an operator drops out, and is none below the quorum', () => {
    for (let quorum = 1; quorum <= 20; quorum += 1)
      for (let heard = 0; heard < 40; heard += 1) {
        const threshold = collusionThreshold(heard, quorum);
        expect(threshold).toBeLessThanOrEqual(collusionThreshold(heard + 1, quorum));
        expect(threshold === 0).toBe(heard < quorum);
      }
  });

  test.each([
    [3, 3, 2],
    [5, 3, 2],
    [6, 4, 2],
    [7, 4, 3],
    [2, 2, 1],
    [1, 1, 1],
    [2, 3, 0],
  ])('%i heard, quorum %i: %i', (heard, quorum, threshold) => {
    expect(collusionThreshold(heard, quorum)).toBe(threshold);
  });
});

test('heard is who is registered and has a vote that was fresh at the end', () => {
  const voices = [
    { ...vote(1, 1_000n), outlier: false },
    { ...vote(2, 1_000n), outlier: false, freshUntil: NOON + 59 },
    { ...vote(2, 1_000n), outlier: false, source: 'b' },
    { ...vote(3, 1_000n), outlier: false, freshUntil: NOON + 59 },
    { ...vote(4, 1_000n), outlier: false },
  ];
  const registered = ['operator-3', 'operator-2', 'operator-1', 'operator-2', 'nobody'];
  const state = { through: NOON + 60, voices };
  expect(heardOperators(state, registered)).toEqual(['operator-1', 'operator-2']);
  expect(heardOperators({ ...state, through: null }, registered)).toEqual([]);
});
