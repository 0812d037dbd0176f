import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverAfterIncident, earningAfterIncident } from '../../../src/domain/policy/incidentEffect.ts';
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

describe('earningAfterIncident', () => {
  const bought = earningSegment(1_000_000n, 0, 100 * DAY);
  const extension = earningSegment(600_000n, 100 * DAY, 150 * DAY);

  test('earns the ratio of the unearned premium at once and keeps the rest to earn over time', () => {
    const { kept, earnedAtOnce } = earningAfterIncident([bought, extension], WAD / 4n, 75n);
    expect(kept.map((segment) => unearnedPremium(segment, 50 * DAY))).toEqual([375_000n, 450_000n]);
    expect(earnedAtOnce.map((segment) => unearnedPremium(segment, 50 * DAY))).toEqual([125_000n, 150_000n]);
    for (const [index, segment] of [bought, extension].entries()) {
      const [left, gone] = [kept[index], earnedAtOnce[index]];
      expect((left?.ratePerSecond ?? 0n) + (gone?.ratePerSecond ?? 0n)).toBe(segment.ratePerSecond);
      expect((left?.remainder ?? 0n) + (gone?.remainder ?? 0n)).toBe(segment.remainder);
    }
  });

  test('keeps nothing once the cover is used up, whatever the ratio', () => {
    const { kept, earnedAtOnce } = earningAfterIncident([bought], WAD / 4n, 0n);
    expect(kept).toMatchObject([{ ratePerSecond: 0n, remainder: 0n }]);
    expect(earnedAtOnce).toEqual([bought]);
  });
});
