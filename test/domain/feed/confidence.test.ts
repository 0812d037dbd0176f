import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wideVote } from '../../../src/domain/feed/confidence.ts';
import { validateObservation } from '../../../src/domain/feed/validate.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { NOON, raw, SOURCE } from './observations.ts';

const bps = (value: bigint) => (value * WAD) / 10_000n;
const LEVELS = { strikes: [bps(9_500n)], others: [bps(9_700n), bps(9_900n)] };

/** Value and half-width in units of 0.0001. */
const judge = (value: bigint, confidence: bigint, levels = LEVELS) => {
  const scale = 10n ** BigInt(SOURCE.decimals);
  const observation = raw({ value: (value * scale) / 10_000n, confidence: (confidence * scale) / 10_000n });
  const known = { now: NOON + 10, watermark: null, use: 'DECISION', previous: null, levels } as const;
  const verdict = validateObservation(observation, SOURCE, known);
  return verdict.valid ? verdict.accepted.value : verdict.reason;
};

describe('a value in a calm market', () => {
  test('counts as it is up to a half-width of 0.5 %', () => {
    expect(judge(9_400n, 47n)).toBe(bps(9_400n));
    expect(judge(9_600n, 48n)).toBe(bps(9_600n));
  });
});

describe('a value in stress', () => {
  test.each<[string, bigint, bigint, bigint | string]>([
    ['fires when two half-widths above it are below the strike', 9_000n, 249n, bps(9_498n)],
    ['does not fire when they reach the strike', 9_000n, 250n, 'CONFIDENCE_WIDE'],
    ['clears when two half-widths below it are at the level', 10_100n, 100n, bps(9_900n)],
    ['does not clear when they are one unit below it', 10_100n, 101n, 'CONFIDENCE_WIDE'],
    ['says nothing across a level that is no strike', 9_800n, 60n, 'CONFIDENCE_WIDE'],
    ['says nothing when it may be nothing', 1_000n, 500n, 'CONFIDENCE_WIDE'],
    ['counts with its upper end when all of it is below', 5_000n, 1_000n, bps(7_000n)],
  ])('%s', (_name, value, confidence, vote) => {
    expect(judge(value, confidence)).toBe(vote);
  });

  test('says nothing without a strike, or when nobody knows the levels', () => {
    expect(judge(9_000n, 200n, { strikes: [], others: [] })).toBe('CONFIDENCE_WIDE');
    expect(wideVote(raw({ confidence: 1n }), undefined)).toBeNull();
  });

  test('never votes on another side of a level than all that it may be', () => {
    const amount = fc.bigInt({ min: 1n, max: 20_000n });
    fc.assert(
      fc.property(amount, amount, (value, confidence) => {
        const vote = judge(value, confidence);
        if (typeof vote === 'string' || confidence * 200n <= value) return;
        const ends = [bps(value - 2n * confidence), bps(value + 2n * confidence)];
        for (const level of [...LEVELS.strikes, ...LEVELS.others]) {
          for (const end of ends) expect(end < level).toBe(vote < level);
        }
        expect(ends).toContain(vote);
      }),
    );
  });
});
