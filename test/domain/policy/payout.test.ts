import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverAfterIncident, segmentAfterIncident } from '../../../src/domain/policy/incidentEffect.ts';
import { payoutDue } from '../../../src/domain/policy/payout.ts';
import { earningSegment, unearnedPremium } from '../../../src/domain/policy/segment.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { parseDecimal } from '../../../src/domain/trigger/decimal.ts';
import vectors from '../../vectors/policy/amounts.json' with { type: 'json' };

const DAY = 86_400;
const wad = (text: string) => parseDecimal(text) ?? -1n;

describe('payoutDue', () => {
  test.each(vectors.payouts)('$original at $ratio less $deductibleBps bps pays $due', (row) => {
    const answer = payoutDue({
      original: BigInt(row.original),
      remaining: BigInt(row.remaining),
      ratioWad: wad(row.ratio),
      deductibleBps: row.deductibleBps,
    });
    expect(answer).toEqual({ due: BigInt(row.due), deductible: BigInt(row.deductible) });
  });
});

describe('coverAfterIncident', () => {
  test.each(vectors.coverAfter)('leaves $left of $remaining at $ratio of $original', (row) => {
    const left = coverAfterIncident(BigInt(row.original), BigInt(row.remaining), wad(row.ratio));
    expect(left).toBe(BigInt(row.left));
  });
});

describe('any run of incidents', () => {
  test('pays no more than the cover, and no incident more than the cover it uses up', () => {
    const ratios = fc.array(fc.bigInt(0n, WAD), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 24n),
        ratios,
        fc.integer({ min: 0, max: 500 }),
        (original, all, bps) => {
          let remaining = original;
          let paid = 0n;
          for (const ratioWad of all) {
            const { due } = payoutDue({ original, remaining, ratioWad, deductibleBps: bps });
            const after = coverAfterIncident(original, remaining, ratioWad);
            expect(due).toBeLessThanOrEqual(remaining - after);
            paid += due;
            remaining = after;
          }
          expect(paid).toBeLessThanOrEqual(original);
        },
      ),
    );
  });
});

describe('segmentAfterIncident', () => {
  const segment = earningSegment(1_000_000n, 0, 100 * DAY);

  test('earns the ratio of the unearned premium at once and keeps the rest to earn over time', () => {
    const { kept, earnedAtOnce } = segmentAfterIncident(segment, WAD / 4n, 75n);
    expect(unearnedPremium(kept, 50 * DAY)).toBe(375_000n);
    expect(unearnedPremium(earnedAtOnce, 50 * DAY)).toBe(125_000n);
    expect(kept.ratePerSecond + earnedAtOnce.ratePerSecond).toBe(segment.ratePerSecond);
    expect(kept.remainder + earnedAtOnce.remainder).toBe(segment.remainder);
  });

  test('keeps nothing once the cover is used up, whatever the ratio', () => {
    const { kept, earnedAtOnce } = segmentAfterIncident(segment, WAD / 4n, 0n);
    expect(kept).toMatchObject({ ratePerSecond: 0n, remainder: 0n });
    expect(earnedAtOnce).toEqual(segment);
  });
});
