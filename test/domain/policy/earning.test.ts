import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accrue,
  addSegment,
  changeSegments,
  dueHours,
  furthestAccrual,
  isBehind,
  newEarning,
  reachOf,
  releaseSegment,
  remainingScaled,
  removeSegment,
  resumeSegment,
  stopSegment,
} from '../../../src/domain/policy/earning.ts';
import { segmentHours } from '../../../src/domain/policy/earningBucket.ts';
import {
  cutSegment,
  EARNING_SCALE,
  type EarningSegment,
  earningSegment,
  unearnedPremium,
} from '../../../src/domain/policy/segment.ts';
import { ACCRUAL_BUCKETS_MAX } from '../../../src/domain/shared/limits.ts';
import vectors from '../../vectors/policy/earning.json' with { type: 'json' };
import { buy, type EarningBook, make, openBook, passTo, takeOut } from './earningBook.ts';

const HOUR = 3_600;
const DAY = 86_400;
const START = 1_700_000_000 - (1_700_000_000 % HOUR);

describe('a pool earns', () => {
  test.each(vectors.rows)('$name', ({ premium, from, until, earned }) => {
    const book = openBook(START);
    buy(book, earningSegment(BigInt(premium), START + from, START + until));
    for (const [at, expected] of earned) {
      passTo(book, START + Number(at));
      expect([at, book.earned]).toEqual([at, BigInt(String(expected))]);
    }
    expect(book).toMatchObject({ unearned: 0n, state: { ratePerSecond: 0n, carry: 0n } });
    expect(book.buckets.size).toBe(0);
  });

  test('the same for one policy and for a thousand alike: one rate and three buckets', () => {
    const segment = earningSegment(1_000_003n, START + 100, START + 30 * DAY + 200);
    const book = openBook(START);
    for (let count = 0; count < 1_000; count += 1) buy(book, segment);
    expect(book.buckets.size).toBe(3);
    expect([...book.buckets.keys()].sort()).toEqual(segmentHours(segment).sort());
    passTo(book, START + 31 * DAY);
    expect(book.earned).toBe(1_000_003_000n);
    expect(book.unearned).toBe(0n);
  });

  test('at once what a segment has earned that began in the past', () => {
    const segment = earningSegment(604_800n, START, START + 7 * DAY);
    const book = openBook(START + DAY);
    buy(book, segment);
    expect(book.earned).toBe(86_400n);
    passTo(book, START + 7 * DAY);
    expect(book.unearned).toBe(0n);
  });
});

describe('what a pool has not earned of a segment', () => {
  const unit = EARNING_SCALE;

  test('changes at the full hours that its rate begins, stops and ends at', () => {
    const segment = earningSegment(604_800n, START + 1_800, START + 1_800 + 7 * DAY);
    const at = (seconds: number) => remainingScaled(segment, START + seconds) / unit;
    expect([1_800, 3_599, 3_600, 3_601].map(at)).toEqual([604_800n, 604_800n, 603_000n, 602_999n]);
    const last = 7 * DAY;
    expect([last - 1, last, last + 1_800, last + 3_599].map(at)).toEqual([1_801n, 1_800n, 1_800n, 1_800n]);
    expect(at(last + 3_600)).toBe(0n);
  });

  test('leaves nothing to take out at the hour at which it ends', () => {
    const segment = earningSegment(604_800n, START, START + 7 * DAY);
    const book = openBook(START);
    buy(book, segment);
    passTo(book, START + 7 * DAY);
    expect(takeOut(book, segment)).toBe(0n);
    expect(book.state.ratePerSecond).toBe(0n);
  });
});

describe('a pool that is far behind', () => {
  const state = newEarning(START + 1);

  test('can pass the allowed number of buckets and not one more', () => {
    const furthest = START + ACCRUAL_BUCKETS_MAX * HOUR;
    expect(furthestAccrual(state)).toBe(furthest);
    expect(isBehind(state, furthest + HOUR - 1)).toBe(false);
    expect(isBehind(state, furthest + HOUR)).toBe(true);
    expect(reachOf(state, furthest + HOUR - 1)).toBe(furthest + HOUR - 1);
    expect(reachOf(state, furthest + HOUR)).toBe(furthest);
    expect(reachOf(undefined, furthest + HOUR)).toBe(furthest + HOUR);
    expect(dueHours(state, furthest + HOUR - 1)).toHaveLength(ACCRUAL_BUCKETS_MAX);
    expect(() => accrue(state, furthest + HOUR, new Map())).toThrow(RangeError);
  });

  test('never goes back in time', () => {
    expect(() => accrue(state, START, new Map())).toThrow(RangeError);
  });

  test('passes an hour that ends exactly at the time, and none twice', () => {
    expect(dueHours(newEarning(START), START)).toEqual([]);
    expect(dueHours(newEarning(START), START + HOUR)).toEqual([START + HOUR]);
    expect(dueHours(newEarning(START + HOUR), START + HOUR)).toEqual([]);
  });
});

/** Seconds up to a bound; often whole hours, where buckets end and begin. */
const span = (from: number, to: number) =>
  fc.oneof(
    fc.integer({ min: from, max: to }),
    fc.integer({ min: Math.ceil(from / HOUR), max: Math.floor(to / HOUR) }).map((hours) => hours * HOUR),
  );

const segmentArbitrary = fc
  .record({
    premium: fc.oneof(fc.bigInt(0n, 1_000n), fc.bigInt(0n, 10n ** 24n)),
    from: span(0, 10 * DAY),
    covered: fc.oneof(span(HOUR, 3 * HOUR), span(7 * DAY, 20 * DAY)),
  })
  .map(({ premium, from, covered }) => earningSegment(premium, START + from, START + from + covered));
const steps = fc.array(fc.oneof(span(0, 3 * HOUR), span(0, 4 * DAY)), { maxLength: 20 });
const END = START + 31 * DAY;

function invariant(book: EarningBook, live: readonly EarningSegment[]): void {
  const { accruedTo, carry } = book.state;
  const remaining = live.reduce((sum, segment) => sum + remainingScaled(segment, accruedTo), 0n);
  expect(book.unearned * EARNING_SCALE - carry).toBe(remaining);
  expect(carry >= 0n && carry < EARNING_SCALE).toBe(true);
  const refundable = live.reduce((sum, segment) => sum + unearnedPremium(segment, accruedTo), 0n);
  expect(book.unearned).toBeGreaterThanOrEqual(refundable);
  for (const { lump, lumpFraction } of book.buckets.values()) {
    expect(lump >= 0n && lumpFraction >= 0n && lumpFraction < EARNING_SCALE).toBe(true);
  }
}

describe('any sequence of accruals', () => {
  test('earns the same in total, and ends with nothing unearned', () => {
    fc.assert(
      fc.property(fc.array(segmentArbitrary, { maxLength: 8 }), steps, (segments, waits) => {
        const often = openBook(START);
        const once = openBook(START);
        for (const segment of segments) {
          buy(often, segment);
          buy(once, segment);
        }
        let at = START;
        for (const wait of waits) {
          at = Math.min(at + wait, END);
          passTo(often, at);
          invariant(often, segments);
        }
        passTo(once, at);
        expect(often.earned).toBe(once.earned);
        expect(often.state).toEqual(once.state);
        passTo(often, END);
        expect(often).toMatchObject({ unearned: 0n, state: { ratePerSecond: 0n, carry: 0n } });
        expect(often.buckets.size).toBe(0);
      }),
    );
  });
});

const action = fc.record({
  kind: fc.constantFrom('buy', 'remove', 'cut'),
  segment: segmentArbitrary,
  pick: fc.nat(),
  percent: fc.bigInt(0n, 100n),
  wait: fc.oneof(span(0, 3 * HOUR), span(0, 2 * DAY)),
});

describe('any history of purchases, cancellations and cuts', () => {
  test('conserves every unit, never owes more than it holds, and leaves no bucket behind', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 15 }), (actions) => {
        const book = openBook(START);
        let live: EarningSegment[] = [];
        let paidIn = 0n;
        let takenOut = 0n;
        let at = START;
        for (const { kind, segment, pick, percent, wait } of actions) {
          at = Math.min(at + wait, END);
          passTo(book, at);
          if (kind === 'buy') {
            const before = book.unearned + book.earned;
            buy(book, segment);
            paidIn += book.unearned + book.earned - before;
            live.push(segment);
          } else if (live.length > 0) {
            const index = pick % live.length;
            const chosen = live[index] as EarningSegment;
            const share = kind === 'remove' ? 100n : percent;
            const { part, rest } = cutSegment(chosen, share, 100n);
            const released = takeOut(book, part);
            expect(released).toBeGreaterThanOrEqual(unearnedPremium(part, at));
            takenOut += released;
            live = [...live.slice(0, index), ...live.slice(index + 1), ...(kind === 'cut' ? [rest] : [])];
          }
          invariant(book, live);
        }
        passTo(book, END);
        expect(book.earned + takenOut).toBe(paidIn);
        expect(book.unearned).toBe(0n);
        expect(book.state).toMatchObject({ ratePerSecond: 0n, carry: 0n });
        expect(book.buckets.size).toBe(0);
      }),
    );
  });

  test('settles a cancellation as of its own time, and undoes a void one to the last fraction', () => {
    const waits = fc.tuple(span(0, 15 * DAY), span(0, 15 * DAY));
    fc.assert(
      fc.property(segmentArbitrary, segmentArbitrary, waits, (segment, other, [first, second]) => {
        const [untouched, voided, settled, removed] = [0, 1, 2, 3].map(() => {
          const book = openBook(START);
          buy(book, segment);
          buy(book, other);
          passTo(book, START + first);
          return book;
        }) as [EarningBook, EarningBook, EarningBook, EarningBook];
        make(voided, stopSegment(voided.state, segment));
        make(settled, stopSegment(settled.state, segment));
        const due = takeOut(removed, segment);
        for (const book of [untouched, voided, settled, removed]) passTo(book, START + first + second);

        const resumed = resumeSegment(voided.state, segment, START + first);
        make(voided, resumed);
        voided.earned += resumed.released;
        expect(voided).toEqual(untouched);

        const { state, released } = releaseSegment(settled.state, segment, START + first);
        expect(released).toBeGreaterThanOrEqual(unearnedPremium(segment, START + first));
        expect(settled.earned + released).toBe(removed.earned + due);
        expect(state).toEqual(removed.state);
      }),
    );
  });
});

test('several segments change in one go as they would one after the other', () => {
  const changes = fc.constantFrom(addSegment, removeSegment, stopSegment);
  fc.assert(
    fc.property(fc.array(segmentArbitrary, { maxLength: 4 }), changes, (segments, change) => {
      const [together, apart] = [openBook(START), openBook(START)];
      for (const book of [together, apart]) {
        for (const segment of segments) buy(book, segment);
        passTo(book, START + 2 * DAY);
      }
      make(together, changeSegments(together.state, segments, change));
      for (const segment of segments) make(apart, change(apart.state, segment));
      expect(together).toEqual(apart);
    }),
  );
});

describe('stored figures', () => {
  test('have no more digits than the database keeps, at amounts beyond any pool', () => {
    const book = openBook(START);
    for (let count = 0; count < 5; count += 1) {
      buy(book, earningSegment(10n ** 30n, START + 1_799, START + 7 * DAY + 1_801));
    }
    const figures = [...book.buckets.values()].flatMap(({ rateDelta, lump, lumpFraction }) => [
      rateDelta,
      lump,
      lumpFraction,
    ]);
    for (const figure of figures) expect(figure.toString().replace('-', '').length).toBeLessThanOrEqual(34);
  });
});
