import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancellationOf } from '../../../src/domain/policy/refund.ts';
import { earningSegment, unearnedPremium } from '../../../src/domain/policy/segment.ts';
import vectors from '../../vectors/policy/amounts.json' with { type: 'json' };

const DAY = 86_400;

describe('cancellationOf', () => {
  test.each(vectors.cancellations)('$name', ({ premium, days, passed, refund, fee }) => {
    const segment = earningSegment(BigInt(premium), 0, days * DAY);
    const answer = cancellationOf([segment], passed * DAY);
    expect(answer).toEqual({ refund: BigInt(refund), fee: BigInt(fee) });
  });

  test('costs nothing where the holder may leave freely', () => {
    const segment = earningSegment(365n, 0, 365 * DAY);
    expect(cancellationOf([segment], 265 * DAY, true)).toEqual({ refund: 100n, fee: 0n });
    expect(cancellationOf([segment], 0, true)).toEqual({ refund: 365n, fee: 0n });
  });

  test('counts what was extended, and the seven days at the dearest rate still to be earned', () => {
    const cheap = earningSegment(365n, 0, 365 * DAY);
    const dear = earningSegment(300n, 365 * DAY, 465 * DAY);
    expect(cancellationOf([cheap, dear], 265 * DAY)).toEqual({ refund: 379n, fee: 21n });
    expect(cancellationOf([cheap, dear], 400 * DAY)).toEqual({ refund: 174n, fee: 21n });
    expect(cancellationOf([dear, cheap], 465 * DAY)).toEqual({ refund: 0n, fee: 0n });
  });

  test('gives back at least 0, never more than the unearned premium, and all of that between the two', () => {
    const segment = fc.record({
      premium: fc.bigInt(0n, 10n ** 24n),
      covered: fc.integer({ min: 7 * DAY, max: 365 * DAY }),
      at: fc.integer({ min: -DAY, max: 366 * DAY }),
    });
    fc.assert(
      fc.property(segment, ({ premium, covered, at }) => {
        const bought = earningSegment(premium, 0, covered);
        const { refund, fee } = cancellationOf([bought], at);
        expect(refund >= 0n && fee >= 0n).toBe(true);
        expect(refund + fee).toBe(unearnedPremium(bought, at));
        expect(refund * 100n).toBeLessThanOrEqual(unearnedPremium(bought, at) * 95n);
      }),
    );
  });
});
