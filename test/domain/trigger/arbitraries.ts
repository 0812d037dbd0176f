/** Small worlds in which every corner of the rule is near: four-digit prices, windows of a few seconds. */
import fc from 'fast-check';
import { WAD } from '../../../src/domain/shared/units.ts';
import type { BreachRule, PayoutShape, Reading } from '../../../src/domain/trigger/rule.ts';

const STRIKE = 1_000n;

const seconds = (minimum: number, maximum: number): fc.Arbitrary<number> =>
  fc.integer({ min: minimum, max: maximum });

const payouts: fc.Arbitrary<PayoutShape> = fc.constantFrom<PayoutShape>(
  { kind: 'BINARY' },
  { kind: 'LINEAR', attach: STRIKE, exhaust: 970n },
  {
    kind: 'TIERED',
    tiers: [
      { threshold: 998n, ratio: WAD / 4n },
      { threshold: 990n, ratio: WAD / 2n },
      { threshold: 975n, ratio: WAD },
    ],
  },
);

export const rules: fc.Arbitrary<BreachRule> = fc
  .record({
    band: fc.constantFrom(0n, 1n, 2n, 10n),
    slotSeconds: fc.constantFrom(1, 2, 3, 5, 10),
    windowSeconds: fc.oneof(fc.constant(0), seconds(1, 30)),
    holdSeconds: fc.oneof(fc.constant(0), seconds(1, 60)),
    /** A hold of about one lookback is confirmed, if ever, while old slots leave the open set. */
    tight: fc.boolean(),
    recoveryHoldSeconds: fc.oneof(fc.constant(0), seconds(1, 25)),
    maxGapSeconds: fc.oneof(
      { weight: 3, arbitrary: seconds(8, 40) },
      { weight: 1, arbitrary: seconds(1, 10) },
    ),
    lookbackSeconds: fc.oneof(seconds(1, 40), seconds(40, 200)),
    settlementSeconds: fc.oneof(fc.constant(0), seconds(1, 80)),
    extension: fc.oneof(fc.constant(0), seconds(1, 100)),
    payout: payouts,
  })
  .map(({ band, extension, tight, ...rest }) => ({
    ...rest,
    holdSeconds: tight ? Math.floor(rest.lookbackSeconds * 0.75) : rest.holdSeconds,
    strike: STRIKE,
    recovery: STRIKE + band,
    settlementMaxSeconds: rest.settlementSeconds + extension,
    watch: STRIKE + 20n,
  }));

/** Values at the levels, one unit either side, and far off. */
const values = fc.oneof(
  fc.constantFrom(998n, 999n, 1_000n, 1_001n, 1_002n, 1_009n, 1_010n, 1_011n),
  fc.bigInt(960n, 1_040n),
);

const steps = fc.oneof(
  { weight: 4, arbitrary: seconds(1, 8) },
  { weight: 2, arbitrary: fc.constantFrom(5, 10, 20) },
  { weight: 1, arbitrary: seconds(15, 90) },
);

/** Readings whose price stays where it is for a while, so that breaches, recoveries and incidents happen. */
export const series: fc.Arbitrary<Reading[]> = fc
  .record({
    start: seconds(0, 25),
    stretches: fc.array(
      fc.record({
        value: values,
        gaps: fc.array(steps, { minLength: 1, maxLength: 6 }),
        drift: fc.constantFrom(0n, 0n, 1n, 3n, -1n, -3n),
        jitter: fc.boolean(),
        others: fc.array(values, { minLength: 6, maxLength: 6 }),
      }),
      { minLength: 1, maxLength: 14 },
    ),
  })
  .map(({ start, stretches }) => {
    const readings: Reading[] = [];
    let at = start;
    for (const { value, drift, gaps, jitter, others } of stretches) {
      for (const [i, gap] of gaps.entries()) {
        readings.push({ at, value: jitter ? (others[i] ?? value) : value + drift * BigInt(i) });
        at += gap;
      }
    }
    return readings;
  });
