/** What one operator beside an honest quorum can do to a breach: nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_FEED_STATE, foldReadings } from '../../../src/domain/feed/fold.ts';
import type { AcceptedObservation } from '../../../src/domain/feed/observation.ts';
import { SPREAD_BPS_MAX } from '../../../src/domain/feed/parameters.ts';
import { maximum, minimum } from '../../../src/domain/shared/rounding.ts';
import { BPS, HOUR_SECONDS, MINUTE_SECONDS } from '../../../src/domain/shared/units.ts';
import { advanceRule } from '../../../src/domain/trigger/advance.ts';
import type { BreachRule } from '../../../src/domain/trigger/rule.ts';
import { initialRuleState } from '../../../src/domain/trigger/state.ts';
import { STABLECOIN } from '../trigger/worlds.ts';
import { accepted, LEVELS, NOON, wad } from './observations.ts';

const EVERY = 30 * MINUTE_SECONDS;
const FALLS = NOON + 3 * HOUR_SECONDS;
const END = FALLS + 7 * HOUR_SECONDS;
const RULE: BreachRule = {
  ...STABLECOIN,
  holdSeconds: 2 * HOUR_SECONDS,
  maxGapSeconds: EVERY + MINUTE_SECONDS,
};
const QUORUM = 3;

/** Half an hour apart each of the honest ones says what it sees: 1.00, and from FALLS on anything below the strike. */
function honestVotes(seen: readonly (readonly bigint[])[]): AcceptedObservation[] {
  const votes: AcceptedObservation[] = [];
  for (let at = NOON; at <= END; at += EVERY) {
    const round = (at - NOON) / EVERY;
    seen.forEach((values, index) => {
      const low = values[round % values.length] ?? wad('0.9');
      const value = at < FALLS ? wad('1') : low;
      votes.push(accepted({ operator: `honest${index}`, round: String(round + 1), value, observedAt: at }));
    });
  }
  return votes;
}

/** What the one says, when, and for how long it stays fresh: a short freshness is a dropping out. */
const lies = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 3 * HOUR_SECONDS })),
    value: fc.oneof(
      fc.bigInt(wad('0.93'), wad('1.02')),
      fc.constantFrom(wad('0.95'), wad('0.95') - 1n, wad('0.97'), wad('0.99'), wad('0.5'), wad('3')),
      fc.bigInt(1n, wad('2')),
    ),
    copies: fc.boolean(),
    fresh: fc.constantFrom(60, 1_800, 7_200),
  }),
  { maxLength: 60 },
);

function liarVotes(
  told: readonly { after: number; value: bigint; copies: boolean; fresh: number }[],
  honest: readonly AcceptedObservation[],
): AcceptedObservation[] {
  let at = NOON;
  return told.flatMap(({ after, value: own, copies, fresh }, index) => {
    at += after;
    if (at > END) return [];
    const copied = honest.findLast(({ observedAt }) => observedAt <= at)?.value ?? own;
    const value = copies ? copied : own;
    const vote = accepted({ operator: 'liar', round: String(index + 1), value, observedAt: at });
    return [{ ...vote, freshUntil: at + fresh }];
  });
}

function confirmedAt(votes: readonly AcceptedObservation[]): number | null {
  const terms = { quorum: QUORUM, repeatSeconds: 600, levels: LEVELS };
  const { readings } = foldReadings(EMPTY_FEED_STATE, votes, END, terms);
  const { events } = advanceRule(RULE, initialRuleState(RULE, NOON), readings, END);
  const confirmed = events.find((event) => event.type === 'CONFIRMED');
  return confirmed?.type === 'CONFIRMED' ? confirmed.confirmedAt : null;
}

/** In a fall honest ones differ by some per cent, each in its own way. */
const below = fc.bigInt(wad('0.8'), wad('0.94'));
const close = fc.tuple(below, fc.bigInt(0n, wad('0.005')));
const sights = fc.oneof(
  fc.array(fc.array(below, { minLength: 1, maxLength: 4 }), { minLength: QUORUM, maxLength: 4 }),
  fc
    .tuple(close, fc.integer({ min: QUORUM, max: 4 }))
    .map(([[price, step], count]) =>
      Array.from({ length: count }, (_, index) => [price - BigInt(index) * step]),
    ),
);

/** No two of them are further apart than what still forms a reading. */
function agree(values: readonly bigint[]): boolean {
  const [lowest, highest] = [values.reduce(minimum), values.reduce(maximum)];
  return (highest - lowest) * BPS <= lowest * SPREAD_BPS_MAX;
}

test('none can keep a breach from being confirmed by dropping out or alternating', () => {
  // All honest votes are below the strike: a window later every average is, and a hold later it is confirmed.
  const latest = FALLS + RULE.windowSeconds + RULE.holdSeconds + MINUTE_SECONDS;
  let decided = 0;
  fc.assert(
    fc.property(sights, lies, (seen, told) => {
      const honest = honestVotes(seen);
      // Honest ones may differ so much that they agree later, or never. Where they agree nobody costs more than a
      // window; where they differ by over 5 % a lie among them may cost two more, and never the confirmation.
      const windows = agree(seen.flat()) ? 1 : 3;
      const alone = confirmedAt(honest);
      if (alone === null || alone + windows * RULE.windowSeconds > END) return;
      decided += 1;
      const disturbed = confirmedAt([...honest, ...liarVotes(told, honest)]);
      const bound = Math.max(latest, alone + windows * RULE.windowSeconds);
      expect(disturbed ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(bound);
    }),
    { numRuns: 200 },
  );
  expect(decided).toBeGreaterThan(100);
});

test('none can make a calm product watched, by any vote or by none', () => {
  fc.assert(
    fc.property(fc.integer({ min: QUORUM, max: 4 }), lies, (count, told) => {
      const honest = honestVotes(Array.from({ length: count }, () => [wad('1')])).map((vote) => ({
        ...vote,
        value: wad('0.9995'),
      }));
      const terms = { quorum: QUORUM, repeatSeconds: 600, levels: LEVELS };
      const { readings } = foldReadings(
        EMPTY_FEED_STATE,
        [...honest, ...liarVotes(told, honest)],
        END,
        terms,
      );
      expect(readings.every(({ value }) => value >= wad('0.99'))).toBe(true);
      const times = readings.map(({ at }) => at);
      const silences = times.slice(1).map((at, index) => at - (times[index] ?? at));
      expect(Math.max(...silences)).toBeLessThanOrEqual(900);
    }),
    { numRuns: 100 },
  );
});
